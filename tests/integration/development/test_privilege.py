"""How root starts a server that refuses to be root."""

import os
import subprocess
from pathlib import Path

import pytest

from invoiceflow.entrypoints.development.privilege import SAME, Identity, unprivileged, ways_for_root

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

SHELL = Path("/bin/sh")
PROGRAM = Path("/bin/cat")  # one that answers to --version


def run_as(identity: Identity, script: str) -> "subprocess.CompletedProcess[str]":
    command = [str(SHELL), "-c", script]
    return subprocess.run(
        command, preexec_fn=identity.enter, capture_output=True, text=True, cwd="/", check=False
    )


@pytest.mark.parametrize("way", ways_for_root(), ids=lambda way: way.name)
def test_no_way_leaves_root(way: Identity) -> None:
    """Whatever the way, the program finds itself to be nobody, and root's powers gone."""
    assert run_as(way, "id -u").stdout == "65534\n"
    assert run_as(way, "cat /etc/shadow && chown 0 /").returncode != 0


def test_a_closed_folder_is_passed(tmp_path: Path) -> None:
    """Where a folder is closed to others, the chosen way still comes through it, by access(2) as well."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("inside")
    way = unprivileged(PROGRAM, closed)
    assert way is not SAME
    assert run_as(way, f"test -r {closed}/file && cat {closed}/file").stdout == "inside"


def test_an_open_folder_needs_nothing_special() -> None:
    """Where everybody may pass, plain nobody is enough."""
    assert unprivileged(PROGRAM, Path("/usr")).name == "nobody"
