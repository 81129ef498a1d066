"""Ports of loopback: one server each, whatever is started side by side."""

import socket
import sys
from pathlib import Path

import pytest

from invoiceflow.entrypoints.development.child import Program
from invoiceflow.entrypoints.development.listening import Listening
from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port, keep
from invoiceflow.entrypoints.development.problem import Problem

SERVE = (
    "import socket, sys; server = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
    "while True: server.accept()"
)


def server_on(port: int, log: Path) -> Listening:
    """Return a server that takes connections, and does nothing with them, until it is told to stop."""
    return Listening(Program("Server", (sys.executable, "-c", SERVE, str(port)), log), (port,))


def given_to_whoever_asks_for_any(port: int) -> bool:
    """Tell whether the kernel may give the port to somebody who asks for any: it asks what this asks."""
    with socket.socket() as other:
        try:
            other.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def test_a_free_port_is_given_once_and_its_server_listens(tmp_path: Path) -> None:
    """Before its server listens, while it does, and after it ended: nobody else is given it meanwhile."""
    port = free_port()
    assert not given_to_whoever_asks_for_any(port)
    server = server_on(port, tmp_path / "log")
    child = server.start()
    try:
        server.wait(child)
        assert answers(port)
    finally:
        child.stop()
    assert not answers(port)
    assert not given_to_whoever_asks_for_any(port)


def test_a_port_of_the_last_start_is_kept_as_well(tmp_path: Path) -> None:
    """Its server listens on it again; where another program does, the port is not ours."""
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        assert not keep(port)
    assert keep(port)
    assert not given_to_whoever_asks_for_any(port)
    server = server_on(port, tmp_path / "log")
    child = server.start()
    try:
        server.wait(child)
    finally:
        child.stop()


def test_a_port_that_was_taken_meanwhile_is_told(tmp_path: Path) -> None:
    """Granian would share it, and the two would answer in turns."""
    port = free_port()
    with socket.create_server((LOOPBACK, port)), pytest.raises(Problem) as told:
        server_on(port, tmp_path / "log").start()
    way_out = "end it, or start again"
    assert str(told.value) == f"Port {port}, which Server needs, is taken by another program: {way_out}."
