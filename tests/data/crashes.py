"""A child process that dies, or runs out of room, in the middle of a publication.

Python's clean-up must not run, or the test would prove nothing; so the child kills
itself, from within the call that it has reached.
"""

import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from data.errors import StoreBusy
from data.publish import publish
from tests.processes import no_main

REFUSED, FULL, FINISHED = 10, 11, 0
"""How a child that was not killed ends: store busy, no room for a file, done."""

Work = Callable[..., object]
"""Called with two paths and `on_progress`."""

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.data.crashes"])


def publication(extract: Path, store: Path, *, on_progress: Callable) -> None:
    """The real thing."""
    publish(extract, store, on_progress=on_progress)


def overwriting(fresh: Path, served: Path, *, on_progress: Callable) -> None:
    """How not to do it: the files of a whole snapshot, copied over the one served."""
    for file in sorted(path for path in fresh.rglob("*") if path.is_file()):
        target = served / file.relative_to(fresh)
        whole = file.read_bytes()
        target.write_bytes(whole[: len(whole) // 2])
        on_progress(0.5, f"half of {file.name}")
        target.write_bytes(whole)
        on_progress(1.0, file.name)


def killed_at_call(n: int, work: Work, source: Path, target: Path) -> int:
    """Runs `work` in a child that dies as its n-th progress is told; its exit code."""
    return _run(_die_at_call, n, work, source, target)


def killed_at_rename(
    name: str, when: str, work: Work, source: Path, target: Path
) -> int:
    """As above, right `before` or `after` the first call of os.rename or os.replace."""
    return _run(_die_at_rename, name, when, work, source, target)


def without_room(room_bytes: int, work: Work, source: Path, target: Path) -> int:
    """Runs `work` in a child none of whose files may grow beyond `room_bytes`."""
    return _run(_work_without_room, room_bytes, work, source, target)


def to_the_end(work: Work, source: Path, target: Path) -> int:
    """Runs `work` in a child that nobody disturbs."""
    return _run(_work, work, source, target)


def _run(target: Callable, *args: object) -> int:
    process = _PROCESSES.Process(target=target, args=args)
    with no_main():
        process.start()
    process.join(60)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError("The child neither ended nor died within a minute.")
    return process.exitcode


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_call(n: int, work: Work, source: Path, target: Path) -> None:
    calls = iter(range(n))
    work(source, target, on_progress=lambda *_: next(calls, None) is None and _die())


def _die_at_rename(
    name: str, when: str, work: Work, source: Path, target: Path
) -> None:
    original = getattr(os, name)

    def dying(*args: object, **kwargs: object) -> None:
        if when == "after":
            original(*args, **kwargs)
        _die()

    setattr(os, name, dying)
    work(source, target, on_progress=lambda *_: None)


def _work_without_room(room: int, work: Work, source: Path, target: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        work(source, target, on_progress=lambda *_: None)
    except Exception as error:
        os._exit(FULL if "too large" in str(error).lower() else 1)


def _work(work: Work, source: Path, target: Path) -> None:
    try:
        work(source, target, on_progress=lambda *_: None)
    except StoreBusy:
        os._exit(REFUSED)


def copied(folder: Path, target: Path) -> Path:
    """A copy of a folder, so that each crash begins from the same store."""
    return Path(shutil.copytree(folder, target))
