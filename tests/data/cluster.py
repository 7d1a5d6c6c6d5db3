"""A real Spark cluster on loopback: a master and workers, each a process group."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60

is_there = bool(importlib.util.find_spec("pyspark") and shutil.which("java"))


@dataclass
class Cluster:
    """Where it is, and its workers, which a test may kill."""

    master: str
    workers: list[subprocess.Popen]

    def lose_a_worker(self) -> None:
        """Kills a worker with its executor, as a machine that goes dark would."""
        _kill(self.workers.pop())

    @contextmanager
    def publishing(self, store: Path, *extracts: Path) -> Iterator[subprocess.Popen]:
        """Publishes extracts one after another; each step is a line of its stdout."""
        command = [sys.executable, "-m", "tests.data.publish_on_spark", self.master]
        process = _start([*command, store, *extracts], cwd=ROOT, stdout=subprocess.PIPE)
        try:
            yield process
        finally:
            _kill(process)

    def publish_from_a_shell(self, store: Path, extract: Path, work: Path) -> str:
        """Publishes by addresses, as from another file system; what the shell said."""
        command = [sys.executable, "-m", "data", "publish", "--engine", "spark"]
        command += ["--master", self.master, "--work", f"file://{work}"]
        process = _start(
            [*command, "--store", store, f"file://{extract}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        said = process.stdout.read()
        _kill(process)
        return said


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[Cluster]:
    """A master and `workers` of one core each; all are stopped at the end."""
    home = Path(importlib.util.find_spec("pyspark").origin).parent
    run = home / "bin" / "spark-class"
    started = []
    try:
        log = folder / "master.log"
        master = _start(
            [run, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1"]
            + ["--port", "0", "--webui-port", "0"],
            stdout=log.open("w"),
        )
        started.append(master)
        address = _awaited(master, log, r"(spark://127\.0\.0\.1:[1-9]\d*)")
        for number in range(workers):
            log = folder / f"worker-{number}.log"
            worker = _start(
                [run, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1"]
                + ["--port", "0", "--webui-port", "0", "--cores", "1"]
                + ["--memory", "1g", "--work-dir", folder / f"worker-{number}"]
                + [address],
                stdout=log.open("w"),
            )
            started.append(worker)
            _awaited(worker, log, "(Successfully registered with master)")
        yield Cluster(address, started[1:])
    finally:
        for process in started:
            _kill(process)


def _start(command: list, **options: object) -> subprocess.Popen:
    return subprocess.Popen(
        [str(part) for part in command],
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"},
        **options,
    )


def _awaited(process: subprocess.Popen, log: Path, pattern: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(pattern, log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"{log.name} never said {pattern}:\n{log.read_text()}")


def _kill(process: subprocess.Popen) -> None:
    """Ends a process and its children; an executor is a child of its worker."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if process.stdout:
        process.stdout.close()
