"""The whole system, as `./run` starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg

from invoiceflow.entrypoints.development.leftovers import started
from running_system import RunningSystem, system_on


def recorded(system: RunningSystem) -> dict[str, int]:
    """Return the process ids of the children, by name."""
    files = (system.folder / "run").glob("*.pid")
    return {file.stem: int(file.read_text().splitlines()[0]) for file in files}


def test_everything_answers(running_system: RunningSystem) -> None:
    """Once the addresses are printed, each of them serves a page."""
    settings = running_system.settings
    assert httpx.get(f"{running_system.url}/login").status_code == 200
    assert httpx.get(running_system.mail_url, follow_redirects=True).status_code == 200
    discovery = httpx.get(f"{settings['GOOGLE_ISSUER']}/.well-known/openid-configuration").json()
    assert discovery["issuer"] == settings["GOOGLE_ISSUER"]


def test_a_person_reads_the_settings(running_system: RunningSystem) -> None:
    """`invoiceflow env` prints what the system runs with, one setting a line, and nothing else."""
    printed = running_system.cli("env")
    lines = dict(line.split("=", 1) for line in printed.stdout.splitlines())
    assert lines == dict(running_system.settings)
    assert printed.stderr == ""


def test_secrets_are_the_owners_alone(running_system: RunningSystem) -> None:
    """No other user of the machine can read the files that hold passwords, or the servers' data."""
    for name in ("env", "state.json", "postgres", "valkey", "logs", "run", "sandbox"):
        assert (running_system.folder / name).stat().st_mode & 0o077 == 0, name


def test_nothing_running_is_one_sentence(tmp_path: Path) -> None:
    """A command that needs the system says so, and how to start it."""
    environment = {"PATH": os.environ["PATH"], "INVOICEFLOW_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "invoiceflow.entrypoints.cli", "env"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Nothing is running on {tmp_path}: start it with ./run, or set DATABASE_URL.\n"


def test_a_killed_system_starts_again_with_its_data(tmp_path: Path) -> None:
    """After kill -9 of the parent, the next start finds passwords, rows and addresses as they were."""
    with system_on(tmp_path, "--no-seed") as first:
        assert "sign in as a new person, and open a tenant" in first.said
        assert "demo" not in first.said
        with psycopg.connect(first.settings["DATABASE_SUPERUSER_URL"]) as connection:
            connection.execute("CREATE TABLE kept ()")
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    with system_on(tmp_path, "--no-seed") as second:
        with psycopg.connect(second.settings["DATABASE_SUPERUSER_URL"]) as connection:
            assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)
        assert second.settings["SECRET_KEY"] == first.settings["SECRET_KEY"]
        children = recorded(second)
    assert sorted(children) == ["postgresql", "stand-ins", "valkey", "web", "worker"]
    assert [started(pid) for pid in children.values()] == [""] * 5
