"""The process in Prometheus' text format."""

import os
import resource
import sys
from pathlib import Path

from ui.tally import BOUNDS, OUTCOMES, PROCESS, Tally

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def text(snapshot: tuple[str, float] | None, tally: Tally = PROCESS) -> str:
    """Every metric with its help; `snapshot` is the id and age of what is served."""
    up_to, seconds = tally.times()
    name = "loan_dashboard"
    buckets = [
        f'{name}_answer_seconds_bucket{{le="{bound}"}} {count}'
        for bound, count in zip((*BOUNDS, "+Inf"), up_to, strict=True)
    ]
    lines = [
        *_head(f"{name}_reruns_total", "counter", "Runs of a whole page."),
        f"{name}_reruns_total {tally['reruns']}",
        *_head(f"{name}_errors_total", "counter", "Errors shown to a reader by id."),
        f"{name}_errors_total {tally['errors']}",
        *_head(f"{name}_answers_total", "counter", "Questions, by what came of them."),
        *(
            f'{name}_answers_total{{outcome="{outcome}"}} {tally[outcome]}'
            for outcome in OUTCOMES
        ),
        *_head(f"{name}_answer_seconds", "histogram", "Time of computed answers."),
        *buckets,
        f"{name}_answer_seconds_sum {seconds:.6f}",
        f"{name}_answer_seconds_count {up_to[-1]}",
    ]
    if snapshot is not None:
        snapshot_id, age = snapshot
        lines += [
            *_head(f"{name}_snapshot_info", "gauge", "The snapshot that is served."),
            f'{name}_snapshot_info{{id="{snapshot_id}"}} 1',
            *_head(f"{name}_snapshot_age_seconds", "gauge", "Since its publication."),
            f"{name}_snapshot_age_seconds {age:.0f}",
        ]
    lines += [
        *_head("process_resident_memory_bytes", "gauge", "Memory held by the process."),
        f"process_resident_memory_bytes {resident_bytes()}",
    ]
    return "\n".join(lines) + "\n"


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"


def resident_bytes() -> int:
    """Memory that this process holds; its peak where the system tells no more."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
