"""The check in a process of its own, with limits: what is delivered may be hostile.

Parquet is decoded by C++; a file made to crash it, or to unpack into more memory than
there is, ends the check and not what asked for it. The child writes JSON lines: how
far it is, and at last the findings.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from data.check import check
from data.extract import Extract
from data.findings import Finding, OffendingRow
from data.settings import Settings

SECONDS_VARIABLE = "LOAN_DASHBOARD_CHECK_SECONDS"
MEMORY_VARIABLE = "LOAN_DASHBOARD_CHECK_MB"

SECONDS, MEMORY_MB = 3600, 4096
"""Unless a variable says otherwise; DuckDB keeps within half of it, and spills."""

_RAISED = re.compile(r"[\w.]*(Error|Exception)\b: ")

_ROOT = Path(__file__).parents[1]


def check_apart(
    extract: Extract,
    settings: Settings,
    *,
    on_progress: Callable[[float, str], None] | None = None,
) -> list[Finding]:
    """What data.check.check finds; where the child did not end, that too is a finding.

    `check_stopped` names the step that it was at. Its limits are an operator's, in
    LOAN_DASHBOARD_CHECK_SECONDS and LOAN_DASHBOARD_CHECK_MB.
    """
    seconds = _limit(SECONDS_VARIABLE, SECONDS)
    memory_mb = _limit(MEMORY_VARIABLE, MEMORY_MB)
    order = {
        "path": str(extract.path.resolve()),
        "settings": settings.model_dump(mode="json", by_alias=True),
        "memory_mb": memory_mb,
    }
    step, findings, is_late = "files", None, threading.Event()
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [sys.executable, "-m", "data.check_apart"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            encoding="utf-8",
        ) as child,
    ):
        clock = threading.Timer(seconds, lambda: (is_late.set(), child.kill()))
        clock.start()
        try:
            json.dump(order, child.stdin)
            child.stdin.close()
            for line in child.stdout:
                told = json.loads(line)
                if "findings" in told:
                    findings = told["findings"]
                    continue
                step = told["next"]
                if on_progress:
                    on_progress(told["done"], step)
        except (BrokenPipeError, json.JSONDecodeError):
            pass  # it ended within a line: told below
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
        code = child.wait()
        if code == 0 and findings is not None:
            return [_of(finding) for finding in findings]
        said.seek(0)
        ending = _what_ended(said.read().decode("utf-8", "replace"))
    if is_late.is_set():
        reason = f"it took longer than {seconds:,} s ({SECONDS_VARIABLE})"
    else:
        reason = (ending or f"its process ended with {code}")[:200].rstrip(".")
    return [
        Finding(
            "error",
            "check_stopped",
            step if step in extract.files else next(iter(extract.files)),
            None,
            0,
            f"The check did not come to its end; it was at {step}: {reason}. A file "
            f"may be damaged, or need more than {memory_mb:,} MB ({MEMORY_VARIABLE}): "
            "write it again, or raise the limit.",
        )
    ]


def _what_ended(said: str) -> str:
    """The line that names what was raised, else the last; advice may follow it."""
    lines = said.strip().splitlines()
    return ([line for line in lines if _RAISED.match(line)] or lines or [""])[-1]


def _limit(variable: str, default: int) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isascii() and text.isdigit() and int(text) else default


def _of(told: dict) -> Finding:
    offending = tuple(OffendingRow(**row) for row in told.pop("offending"))
    return Finding(**told, offending=offending)


def _child() -> None:
    order = json.load(sys.stdin)
    # An allocator reserves far more addresses than it fills: 6 GB where 2 are held.
    most = 2 * order["memory_mb"] * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    settings = Settings.model_validate(order["settings"])

    def tell(done: float, step: str) -> None:
        print(json.dumps({"done": done, "next": step}), flush=True)

    found = check(
        Extract.at(Path(order["path"])),
        settings,
        on_progress=tell,
        memory_limit=f"{order['memory_mb'] // 2}MB",
    )
    print(json.dumps({"findings": [finding.as_dict() for finding in found]}))


if __name__ == "__main__":
    _child()
