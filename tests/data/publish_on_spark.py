"""Publishes extracts on a Spark master, and says each step as it begins.

`python -m tests.data.publish_on_spark MASTER STORE EXTRACT ...`
"""

import sys
from functools import partial
from pathlib import Path

from data.errors import DataError
from data.on_spark import on_spark
from data.publish import publish

if __name__ == "__main__":
    master, store, *extracts = sys.argv[1:]
    for extract in map(Path, extracts):
        try:
            snapshot = publish(
                extract,
                Path(store) / extract.name,
                engine=partial(on_spark, master=master),
                on_progress=lambda share, step: print(f"step {step}", flush=True),
            )
            print(f"done {snapshot.path}", flush=True)
        except DataError as error:
            print(f"failed {error}", flush=True)
