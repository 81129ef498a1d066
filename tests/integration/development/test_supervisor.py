"""The supervisor: what it starts ends with it, whichever way it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from invoiceflow.entrypoints.development import state
from invoiceflow.entrypoints.development.folder import DataFolder
from invoiceflow.entrypoints.development.leftovers import started
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.development.supervisor import ending_well

# Linux keeps the ports below for root; other systems of ours do not.
_KEPT = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
FIRST_OPEN_PORT = int(_KEPT.read_text()) if _KEPT.exists() else 0
SMALL_SYSTEM = Path(__file__).with_name("small_system.py")

Started = subprocess.Popen[str]


def start(data: Path, *children: str) -> Started:
    command = [sys.executable, str(SMALL_SYSTEM), str(data), *children]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def running(data: Path, *children: str) -> Iterator[Started]:
    """Yield the supervisor's process once its children are up; end it by force if the test did not."""
    process = start(data, *children)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n", process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


def recorded(data: Path) -> dict[str, int]:
    """Return the process ids that the supervisor recorded, by child."""
    files = (data / "run").glob("*.pid")
    return {file.stem: int(file.read_text().splitlines()[0]) for file in files}


def becomes_true(condition: Callable[[], bool]) -> bool:
    """Tell whether the condition holds within ten seconds; for what the kernel does on its own."""
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_children(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal leave nothing behind, and are no failure."""
    with running(tmp_path, "sleeper", "deaf") as process:
        children = recorded(tmp_path)
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert sorted(children) == ["deaf", "sleeper"]
    assert [started(pid) for pid in children.values()] == ["", ""]
    assert recorded(tmp_path) == {}


def test_a_failing_child_ends_the_others(tmp_path: Path) -> None:
    """The failure is told in one sentence with the child's own word, and nothing stays up."""
    with start(tmp_path, "sleeper", "failing") as process:
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    log = tmp_path / "logs" / "failing.log"
    assert said == f"Failing ended with status 1: the dog ate it; its log is {log}.\n"
    assert recorded(tmp_path) == {}


def test_a_servers_error_outranks_its_goodbye(tmp_path: Path) -> None:
    """Where a server ends itself after an error, that is told, and not what it said on its way out."""
    with start(tmp_path, "sleeper", "polite") as process:
        _, said = process.communicate(timeout=20)
    log = tmp_path / "logs" / "polite.log"
    assert said == f"Polite ended with status 1: Unexpected exit from worker-1; its log is {log}.\n"


def test_a_killed_child_is_not_explained_by_what_it_said_before(tmp_path: Path) -> None:
    """The signal is named; what the child said last is quoted as what it is, and the others end."""
    with running(tmp_path, "sleeper", "chatty") as process:
        assert becomes_true(lambda: "served" in (tmp_path / "logs" / "chatty.log").read_text())
        os.kill(recorded(tmp_path)["chatty"], signal.SIGKILL)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    log = tmp_path / "logs" / "chatty.log"
    told = f"Chatty was ended by SIGKILL; its log is {log}. What it said before that:\n  GET / was served\n"
    assert said == told
    assert recorded(tmp_path) == {}


def test_a_second_start_is_refused(tmp_path: Path) -> None:
    """One folder is used by one system: the second start says where that is, and touches nothing of it."""
    with running(tmp_path, "sleeper") as first:
        DataFolder(tmp_path).settings.write_text("BASE_URL=http://127.0.0.1:8123\nSECRET_KEY=secret\n")
        with start(tmp_path, "sleeper") as second:
            _, said = second.communicate(timeout=20)
        assert second.returncode == 1
        assert said.startswith(f"InvoiceFlow already runs on {tmp_path} at http://127.0.0.1:8123: stop")
        assert first.poll() is None
        assert started(recorded(tmp_path)["sleeper"])


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    """After kill -9 the kernel ends the children."""
    with running(tmp_path, "sleeper") as process:
        child = recorded(tmp_path)["sleeper"]
        process.kill()
    assert becomes_true(lambda: started(child) == "")


def test_the_next_start_ends_what_the_kernel_left(tmp_path: Path) -> None:
    """A child that outlived a killed supervisor is found by its record and ended."""
    with running(tmp_path, "deaf") as process:
        child = recorded(tmp_path)["deaf"]
        assert becomes_true((tmp_path / "deaf").exists)
        process.kill()
    assert started(child)
    with running(tmp_path, "sleeper"):
        assert started(child) == ""


def test_a_stranger_with_a_recorded_id_is_left_alone(tmp_path: Path) -> None:
    """A record whose process id has meanwhile gone to somebody else ends nobody."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        try:
            (tmp_path / "run").mkdir()
            (tmp_path / "run" / "web.pid").write_text(f"{stranger.pid}\n15\nlong ago\n")
            with running(tmp_path, "sleeper"):
                assert stranger.poll() is None
        finally:
            stranger.kill()


def test_data_survive_a_kill(tmp_path: Path) -> None:
    """
    What was committed before kill -9 is there after the next start.

    As root this also shows the server under another user in a folder that is closed to that user.
    """
    with running(tmp_path, "postgres") as process:
        with database(tmp_path) as connection:
            connection.execute("CREATE TABLE kept (what text)")
            connection.execute("INSERT INTO kept VALUES ('row')")
        process.kill()
    with running(tmp_path, "postgres"), database(tmp_path) as connection:
        assert connection.execute("SELECT what FROM kept").fetchall() == [("row",)]


def database(data: Path) -> "psycopg.Connection[tuple[object, ...]]":
    now = state.read(data / "state.json")
    assert now
    return psycopg.connect(
        host="127.0.0.1", port=now.ports.postgres, user="postgres", password=now.passwords["postgres"]
    )


def refused_start(data: Path, port: int) -> str:
    """Start where that cannot succeed, and return what is said; nothing may be left running."""
    program = (sys.executable, "-m", "invoiceflow.entrypoints.development")
    command = [*program, "--data", str(data), "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert recorded(data) == {}
    return done.stderr


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """The web port is asked for before anything starts; the sentence names the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused_start(tmp_path, port)
    assert said == f"Port {port} is taken by another program: end it, or choose one with --port.\n"


@pytest.mark.skipif(os.geteuid() == 0 or FIRST_OPEN_PORT <= 80, reason="port 80 is open to whoever runs this")
def test_a_port_that_is_closed_to_a_person_is_told(tmp_path: Path) -> None:
    """Nobody is sent to look for a program that is not there."""
    way_out = "start as somebody who may use it, or choose one with --port"
    assert refused_start(tmp_path, 80) == f"Port 80 is not open to you: {way_out}.\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A path that leads through a file is one sentence, as a folder of somebody else's is."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    said = refused_start(folder, 8000)
    assert said == f"{folder} cannot be made (Not a directory): choose another folder with --data.\n"


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8_000"])
def test_what_is_no_port_is_told(port: str) -> None:
    """The sentence names what a port is, and nothing of how the program is made."""
    command = [sys.executable, "-m", "invoiceflow.entrypoints.development", f"--port={port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(f"argument --port: a port is a number from 1 to 65535, not {port!r}\n")


def test_ports_stay_unless_they_are_taken(tmp_path: Path) -> None:
    """A folder keeps its ports, so that open tabs and tools find the servers again."""
    file = tmp_path / "state.json"
    first = state.load(file)
    state.save(first, file)
    assert state.load(file) == first
    with socket.create_server(("127.0.0.1", first.ports.valkey)):
        second = state.load(file)
    assert second.ports.valkey != first.ports.valkey
    assert second.ports.postgres == first.ports.postgres


def test_a_full_disk_is_one_sentence() -> None:
    """Where a file cannot be written for want of space, a person reads that and no traceback."""
    stopped: list[str] = []
    with (
        pytest.raises(Problem, match=r"^A file could not be written: No space left on device\.$"),
        ending_well(lambda: stopped.append("yes")),
        Path("/dev/full").open("w") as full,
    ):
        full.write("x")
    assert stopped == ["yes"]
