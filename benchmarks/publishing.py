"""How long do the sample, the check and a publication take, at several sizes?

    python -m benchmarks.publishing [--loans 100000 1000000] [--months 36] [--runs 7]

Each step is a process of its own. Beside them a plain COPY of the same five tables,
which is what merely reading and writing them costs. The steps take turns, run by run;
prints the medians of wall clock and CPU in seconds, the peak memory as the operating
system counts it, and the CPU as a multiple of the COPY's.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

FIVE_TABLES = ("customers", "applications", "loans", "performance", "campaign_spend")

COPY = """
import sys
from pathlib import Path
import duckdb
extract, out = map(Path, sys.argv[1:3])
con = duckdb.connect()
for table in sys.argv[3:]:
    folder = extract / table
    files = str(folder / "*.parquet") if folder.is_dir() else f"{folder}.parquet"
    file = str(out / f"{table}.parquet")
    con.read_parquet(files).write_parquet(file, compression="zstd")
"""


def measured(*command: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MB of a command of this Python."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"python {' '.join(command)} failed.")
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def size(folder: Path) -> float:
    """MB of all files below a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def commands(folder: Path, loans: int, months: int, run: int) -> dict[str, list[str]]:
    """Every step in its order; a publication goes to a store of its own."""
    extract, copied = str(folder / "extract"), folder / "copied"
    copied.mkdir(exist_ok=True)
    data = ["-m", "data"]
    shape = ["--loans", str(loans), "--months", str(months)]
    return {
        "sample": [*data, "sample", extract, *shape],
        "COPY of five tables": ["-c", COPY, extract, str(copied), *FIVE_TABLES],
        "check": [*data, "check", extract],
        "publish": [*data, "publish", extract, "--store", str(folder / f"store-{run}")],
    }


def main() -> None:
    """Measures every size and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, nargs="+", default=[100_000])
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    print("| loans | step | runs | wall s | CPU s | x COPY | peak MB | MB written |")
    print("|---|---|---|---|---|---|---|---|")
    for loans in asked.loans:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            seen: dict[str, list[tuple[float, float, float]]] = {}
            for run in range(asked.runs):
                for step, command in commands(folder, loans, asked.months, run).items():
                    seen.setdefault(step, []).append(measured(*command))
            copy = statistics.median(cpu for _, cpu, _ in seen["COPY of five tables"])
            for step, runs in seen.items():
                wall, cpu, peak = (
                    statistics.median(kind) for kind in zip(*runs, strict=True)
                )
                written = {"sample": "extract", "publish": "store-0"}.get(step)
                mb = f"{size(folder / written):,.0f}" if written else ""
                print(
                    f"| {loans:,} | {step} | {len(runs)} | {wall:.1f} | {cpu:.1f} "
                    f"| {cpu / copy:.1f} | {peak:,.0f} | {mb} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
