"""Publishes an extract into a store whose folders and files can't be written.

`python -m tests.data.publish_unwritable EXTRACT STORE`

Says "writable" where the modes do not hold, so that the test can't pass by chance.
"""

import sys
from pathlib import Path

from data.errors import DataError
from data.publish import publish

if __name__ == "__main__":
    extract, store = map(Path, sys.argv[1:])
    for path in [store, *store.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        (store / "probe").touch()
        print("writable")
    except OSError:
        try:
            print(publish(extract, store).id)
        except DataError as error:
            print(f"{type(error).__name__}: {error}")
