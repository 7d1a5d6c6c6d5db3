"""Publications killed at random moments: is a whole snapshot served each time?

    python -m benchmarks.kills --kills 100

A store with one snapshot is copied, the next extract is published into the copy by a
process of its own, which is killed (SIGKILL) after a random time. What is served has
then to be one of the two snapshots, every byte of it; and the next publication has to
leave nothing behind. tests/data/test_publish_crash.py kills at each stage.
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from data.publish import publish
from data.sample import make_sample
from data.store import Store


def publishing(extract: Path, store: Path) -> subprocess.Popen:
    """A process of its own, in a group of its own, that publishes."""
    return subprocess.Popen(
        [sys.executable, "-m", "data", "publish", str(extract), "--store", str(store)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def what_is_served(store: Path, known: dict[str, str]) -> str:
    """Which of the known snapshots; `torn` where it is none or has other bytes."""
    served = Store(store).current()
    is_sound = served.is_whole and served.damaged() == []
    return known.get(served.id, "torn") if is_sound else "torn"


def main() -> None:
    """Prints what was served after how many of the kills."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, counted, left = random.Random(asked.seed), collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, months in (("old", 8), ("new", 9)):
            make_sample(home / name, loans=300, months=months, seed=asked.seed)
        first = publish(home / "old", home / "store")
        spare = shutil.copytree(home / "store", home / "spare")
        start = time.monotonic()
        publishing(home / "new", spare).wait()
        takes = time.monotonic() - start
        known = {first.id: "old", Store(spare).current().id: "new"}
        for _ in range(asked.kills):
            store = shutil.copytree(home / "store", home / "copy")
            child = publishing(home / "new", store)
            time.sleep(chance.uniform(0, takes))
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            counted[what_is_served(store, known)] += 1
            publish(home / "new", store)
            left += len(list(Store(store).snapshots_folder.glob(".tmp-*")))
            shutil.rmtree(store)
    print(f"a publication takes {takes:.1f} s")
    for what, times in sorted(counted.items()):
        print(f"{what} served after {times} of {asked.kills} kills")
    print(f"{left} folders left behind after the next publication")


if __name__ == "__main__":
    main()
