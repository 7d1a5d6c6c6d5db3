"""How long do the sample, the check and a publication take, at several sizes?

    python benchmarks/publishing.py [--loans 16000 100000 1000000]

Each step is a process of its own; prints seconds of wall clock and CPU and the peak
memory of each, as the operating system counts them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def measured(*arguments: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MB of `python -m data ...`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"python -m data {' '.join(arguments)} failed.")
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def size(folder: Path) -> float:
    """MB of all files below a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def main() -> None:
    """Measures every size and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, nargs="+", default=[16_000, 100_000])
    asked = parser.parse_args()
    print("| loans | step | wall s | CPU s | peak MB | MB written |")
    print("|---|---|---|---|---|---|")
    for loans in asked.loans:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            extract, store = folder / "extract", folder / "store"
            for step, arguments, written in (
                ("sample", [str(extract), "--loans", str(loans)], extract),
                ("check", [str(extract)], None),
                ("publish", [str(extract), "--store", str(store)], store),
            ):
                wall, cpu, peak = measured(step, *arguments)
                mb = f"{size(written):,.0f}" if written else ""
                print(
                    f"| {loans:,} | {step} | {wall:.1f} | {cpu:.1f} | {peak:,.0f} "
                    f"| {mb} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
