"""What keeps a process from starting: one clear sentence, status 1, and no password in it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from invoiceflow.entrypoints.development.network import free_port
from product import settings
from services import DatabaseUrls, Services
from stand_ins import Sandbox

SECRET = "a-secret-of-forty-characters-of-its-own!"


@pytest.fixture
def environment(services: Services, database: DatabaseUrls, tmp_path: Path) -> dict[str, str]:
    """Return a complete environment of production."""
    given = settings(database, services.redis_url, tmp_path)
    return {
        "BASE_URL": "https://invoices.example",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": given.database_url,
        "WORKER_DATABASE_URL": given.worker_database_url,
        "MIGRATION_DATABASE_URL": database.migration,
        "REDIS_URL": given.redis_url,
        "MAIL_URL": "smtp://127.0.0.1:25",
        "MAIL_FROM": "invoices@invoiceflow.example",
        "FILES_DIR": str(tmp_path),
    }


def started(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """Start a command of the product."""
    command = [sys.executable, "-m", "invoiceflow.entrypoints.cli", *words]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def refused(environment: dict[str, str], *words: str) -> str:
    """Run a command that cannot work; return its one sentence."""
    said, complaint = started(environment, *words).communicate(timeout=60)
    assert (said, complaint.count("\n")) == ("", 1), complaint
    return complaint


@contextmanager
def old_postgres() -> Iterator[int]:
    """Answer on a port as a PostgreSQL 14 does that lets everybody in; yield the port."""

    def message(kind: bytes, body: bytes) -> bytes:
        return kind + (len(body) + 4).to_bytes(4) + body

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            while peer.recv(1024).endswith(b"\x04\xd2\x16\x2f"):  # whether TLS is spoken
                peer.sendall(b"N")
            welcome = message(b"R", bytes(4)) + message(b"S", b"server_version\x0014.9\0")
            peer.sendall(welcome + message(b"S", b"client_encoding\0UTF8\0") + message(b"Z", b"I"))
            peer.recv(1024)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set."),
        ("SECRET_KEY", f"development-only-{SECRET}", "SECRET_KEY and SECRET_KEYS_PREVIOUS need"),
        (
            "DATABASE_URL",
            "postgresql://if_app:hushed@127.0.0.1:1/x",
            "The database of DATABASE_URL cannot be",
        ),
        ("DATABASE_URL", "mysql://if_app:hushed@127.0.0.1/x", "DATABASE_URL is no address of PostgreSQL"),
        ("DATABASE_URL", "postgresql://if_app:hushed@[", "DATABASE_URL is no address that can be read"),
        (
            "WORKER_DATABASE_URL",
            "postgresql://if_worker:hushed@127.0.0.1:1/x",
            "of WORKER_DATABASE_URL cannot",
        ),
        ("REDIS_URL", "127.0.0.1", "REDIS_URL is no address of Redis"),
        ("FILES_DIR", "/proc/files", "FILES_DIR is /proc/files, which cannot be made"),
    ],
)
def test_a_process_does_not_start_on_a_wrong_setting(
    environment: dict[str, str], setting: str, value: str, told: str
) -> None:
    """The sentence names the setting, and repeats nothing that is secret."""
    process = "worker" if setting.startswith("WORKER") else "serve"
    complaint = refused(environment | {setting: value}, process)
    assert complaint.startswith(told) or told in complaint
    assert "hushed" not in complaint


@pytest.mark.parametrize(
    ("name", "secret", "told"),
    [("documents", "hushed", "403 SignatureDoesNotMatch"), ("nobody-s", "", "404 NoSuchBucket")],
)
def test_a_bucket_without_rights_is_told_as_such(
    environment: dict[str, str], sandbox: Sandbox, name: str, secret: str, told: str
) -> None:
    """The store's own word says why it is refused; nothing of the keys is repeated."""
    bucket = {
        "FILES_BUCKET": name,
        "FILES_REGION": sandbox.bucket.region,
        "FILES_ENDPOINT": sandbox.bucket.endpoint,
        "AWS_ACCESS_KEY_ID": sandbox.client_id,
        "AWS_SECRET_ACCESS_KEY": secret or sandbox.client_secret,
    }
    complaint = refused(environment | bucket, "serve")
    assert complaint == f"The bucket of FILES_BUCKET cannot be used: the file store answered {told}.\n"


def test_a_wrong_password_is_told_as_such(environment: dict[str, str]) -> None:
    """The server's own words say what is the matter."""
    url = environment["DATABASE_URL"]
    login = url.partition("@")[0].rpartition(":")[0]
    wrong = f"{login}:hushed@{url.partition('@')[2]}"
    complaint = refused(environment | {"DATABASE_URL": wrong}, "serve")
    assert "password authentication failed" in complaint


def test_a_server_of_a_wrong_version_is_refused(environment: dict[str, str]) -> None:
    """No tenant's data on a server whose walls cannot be trusted."""
    with old_postgres() as port:
        url = f"postgresql://if_app@127.0.0.1:{port}/invoiceflow"
        complaint = refused(environment | {"DATABASE_URL": url}, "serve")
    assert complaint == "PostgreSQL 14 is too old: 15 or newer is needed.\n"


def test_migrating_an_unreachable_database_is_one_sentence(environment: dict[str, str]) -> None:
    """As for every process."""
    url = f"postgresql://if_migrator:hushed@127.0.0.1:{free_port()}/invoiceflow"
    complaint = refused(environment | {"MIGRATION_DATABASE_URL": url}, "migrate")
    assert complaint.startswith("The database of MIGRATION_DATABASE_URL cannot be used: ")
    assert "hushed" not in complaint


def test_migrating_waits_for_nobody_and_tries_again(
    environment: dict[str, str], database: DatabaseUrls
) -> None:
    """Where a table is in use it lets go after a second, says so, and succeeds once the table is free."""
    with psycopg.connect(database.superuser) as holder:
        holder.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        migrating = started(environment, "migrate")
        assert migrating.stdout is not None
        assert (
            migrating.stdout.readline() == "A table is in use, or another migration runs; trying again ...\n"
        )
    assert migrating.communicate(timeout=60)[1] == ""
    assert migrating.returncode == 0


def test_health_asks_the_process_of_this_machine(environment: dict[str, str]) -> None:
    """Where nothing listens, the answer is no."""
    complaint = refused(environment, "health", "--port", str(free_port()))
    assert "is not ready; its log says why" in complaint


def test_health_asks_the_worker_of_this_machine(environment: dict[str, str], tmp_path: Path) -> None:
    """Where none runs, the answer is no."""
    complaint = refused({**environment, "TMPDIR": str(tmp_path)}, "health", "--worker")
    assert "No worker lives here" in complaint
