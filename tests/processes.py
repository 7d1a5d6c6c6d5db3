"""Starting a child process from a test, whatever other tests have left behind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def no_main() -> Iterator[None]:
    """Hides the main module while a child is started.

    A child runs its parent's main file again, and Streamlit puts the script that it
    tests in that place: a file that runs nowhere else.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
