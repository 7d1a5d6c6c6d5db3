"""What an operator's tools are told, with data, without, and with damaged data."""

import json
import re
import shutil
import socket
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks.serving import serving
from data.store import STORE_VARIABLE
from tests.ui.test_frame import opened
from tests.ui.test_newer import flip
from ui import logs, operations, tally
from ui.exposition import text


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def port(monkeypatch) -> int:
    port = free_port()
    monkeypatch.setenv(operations.PORT_VARIABLE, str(port))
    return port


@pytest.fixture
def endpoints(port):
    """Asks a path of endpoints that run: its status and text."""
    server = operations.begin()
    yield lambda path: fetched(port, path)
    server.shutdown()
    server.server_close()


def fetched(port: int, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def samples(exposed: str) -> dict[str, float]:
    """Every sample of Prometheus' text by its name and labels."""
    pairs = (re.fullmatch(r"(\S+) (\S+)", line) for line in exposed.splitlines())
    return {pair[1]: float(pair[2]) for pair in pairs if pair}


def test_a_store_with_a_snapshot_is_ready_and_says_which(
    endpoints, sample_store, sample_book, monkeypatch
):
    monkeypatch.setenv(STORE_VARIABLE, str(sample_store))
    status, said = endpoints("/ready")
    told = json.loads(said)
    assert (status, told["ready"]) == (200, True)
    assert told["snapshot"] == sample_book.snapshot_id
    assert told["as_of"] == sample_book.as_of.isoformat()
    assert 0 <= told["age_seconds"] < 3_600 and told["passed_over"] is None
    assert endpoints("/health") == (200, "ok\n")
    assert endpoints("/nothing")[0] == 404


def test_a_store_without_snapshots_is_up_but_not_ready(
    endpoints, tmp_path, monkeypatch
):
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "empty"))
    status, said = endpoints("/ready?verbose")
    assert (status, json.loads(said)["ready"]) == (503, False)
    assert "holds no snapshot" in json.loads(said)["reason"]
    assert endpoints("/health")[0] == 200
    exposed = samples(endpoints("/metrics")[1])
    assert not any("snapshot" in name for name in exposed)
    assert exposed["process_resident_memory_bytes"] > 1e7


def test_a_damaged_store_is_not_ready_and_a_sound_older_one_is(
    endpoints, sample_store, tmp_path, monkeypatch
):
    store = tmp_path / "store"
    shutil.copytree(sample_store, store)
    monkeypatch.setenv(STORE_VARIABLE, str(store))
    (sound,) = (store / "snapshots").iterdir()
    newest = sound.with_name("20991231-0123abcd")
    shutil.copytree(sound, newest)
    (store / "CURRENT").write_text(newest.name)
    flip(store, newest.name)
    status, said = endpoints("/ready")
    told = json.loads(said)
    assert (status, told["snapshot"]) == (200, sound.name)
    assert told["passed_over"] == newest.name

    shutil.rmtree(sound)
    status, said = endpoints("/ready")
    assert (status, json.loads(said)["ready"]) == (503, False)
    assert "No snapshot" in json.loads(said)["reason"]


def test_what_readers_did_is_in_the_metrics(endpoints, sample_store, monkeypatch):
    monkeypatch.setenv(STORE_VARIABLE, str(sample_store))
    before = samples(endpoints("/metrics")[1])
    opened(p="3m").run()
    after = samples(endpoints("/metrics")[1])

    def more(name: str) -> float:
        return after[name] - before[name]

    assert more("loan_dashboard_reruns_total") == 2
    assert more('loan_dashboard_answers_total{outcome="cached"}') > 0
    assert more('loan_dashboard_answers_total{outcome="failed"}') == 0
    computed = more('loan_dashboard_answers_total{outcome="computed"}')
    assert more("loan_dashboard_answer_seconds_count") == computed
    assert after["loan_dashboard_snapshot_age_seconds"] >= 0


def test_times_are_counted_up_to_each_bound():
    counted = tally.Tally()
    for seconds in (0.01, 0.02, 45.0):
        counted.took(seconds)
    exposed = samples(text(None, counted))
    name = "loan_dashboard_answer_seconds"
    within = [exposed[f'{name}_bucket{{le="{bound}"}}'] for bound in tally.BOUNDS]
    assert within == [1, 2, 2, 2, 2, 2, 2, 2]
    assert exposed[f'{name}_bucket{{le="+Inf"}}'] == exposed[f"{name}_count"] == 3
    assert exposed[f"{name}_sum"] == pytest.approx(45.03)


def test_every_metric_has_its_help_and_its_type():
    exposed = text(("20261031-0123abcd", 5.0), tally.Tally())
    families = set(re.findall(r"^# TYPE (\S+)", exposed, re.MULTILINE))
    assert families == set(re.findall(r"^# HELP (\S+)", exposed, re.MULTILINE))
    named = {re.sub(r"(_bucket|_sum|_count)?(\{.*)?$", "", n) for n in samples(exposed)}
    assert named == families


def test_nothing_is_served_where_the_operator_names_no_port(monkeypatch):
    monkeypatch.delenv(operations.PORT_VARIABLE, raising=False)
    assert operations.begin() is None


def test_a_port_that_is_taken_is_logged_and_readers_are_served(port, caplog):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert operations.begin() is None
    assert f"127.0.0.1:{port}" in caplog.text
    assert operations.PORT_VARIABLE in caplog.text


def test_a_defect_of_ours_is_a_500_with_nothing_in_it(endpoints, monkeypatch, caplog):
    def break_down():
        raise RuntimeError("secret detail")

    monkeypatch.setattr(operations, "health", break_down)
    status, said = endpoints("/health")
    assert status == 500 and "secret" not in said
    assert "secret detail" in caplog.text


def test_a_server_is_ready_before_its_first_reader(
    sample_store, port, tmp_path, monkeypatch
):
    file = tmp_path / "dashboard.log"
    monkeypatch.setenv(logs.FILE_VARIABLE, str(file))
    with serving(sample_store):
        status, said = fetched(port, "/ready")
    assert (status, json.loads(said)["ready"]) == (200, True)
    events = [json.loads(line)["event"] for line in file.read_text().splitlines()]
    assert events == ["started", "snapshot_opened", "stopped"]
