"""Ports of this machine's loopback."""

import http.client
import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    return free_ports(1)[0]


def free_ports(count: int) -> tuple[int, ...]:
    """Return as many different free ports."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return tuple(probe.getsockname()[1] for probe in probes)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    return not why_closed(port)


def why_closed(port: int) -> str:
    """Return why no server can listen on the port now, and what could be done, as the middle of a sentence; else ""."""
    with socket.socket() as probe:
        # As servers do: a port whose old connections linger in TIME_WAIT is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return "not open to you: start as somebody who may use it"
        except OSError:
            return "taken by another program: end it"
    return ""


def serves(port: int, path: str) -> bool:
    """Tell whether a web server on the port answers 200 to a GET of the path."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def answers(port: int) -> bool:
    """Tell whether something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
