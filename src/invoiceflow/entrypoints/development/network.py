"""Ports of this machine's loopback."""

import http.client
import socket
import sys

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody else is given while this process lives."""
    return free_ports(1)[0]


def free_ports(count: int) -> tuple[int, ...]:
    """
    Return as many different free ports.

    A port that was only looked at could be given to another process before its server listens. Granian lets two
    servers share one then, which answer in turns; so the port stays bound here, in a way that lets a server beside it.
    """
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((LOOPBACK, 0))
    ports = tuple(probe.getsockname()[1] for probe in probes)
    for probe in probes:
        _keep(probe)
    return ports


def _keep(probe: socket.socket) -> None:
    if sys.platform != "linux":  # elsewhere no server could listen beside it
        probe.close()
        return
    # Only now: whoever asks for any free port is refused this one, a server that asks for this one is not.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.detach()  # bound from now on until this process ends


def keep(port: int) -> bool:
    """Keep a port that was given away before for a server of ours; false where another program listens on it."""
    if why_closed(port):
        return False
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind((LOOPBACK, port))
    _keep(probe)
    return True


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
