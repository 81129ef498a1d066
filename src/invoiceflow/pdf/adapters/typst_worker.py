"""
A process that typesets: orders on standard input, files on standard output, until the input ends.

A process of its own, because a runaway document can then be stopped, its memory given back, and a crash of
the engine survived. It holds no secrets: the pool starts it with next to no environment.
"""

import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from invoiceflow.pdf.adapters.messages import LENGTH, Order, framed
from invoiceflow.pdf.adapters.typst_press import TypstPress

_STATM = Path("/proc/self/statm")


def main(memory_bytes: str, extra_fonts: str = "") -> None:
    """Serve orders until the pool closes the pipe, or dies; a document that needs more memory ends this process."""
    if _STATM.exists():  # elsewhere the limit counts something else, or nothing
        resource.setrlimit(resource.RLIMIT_DATA, (int(memory_bytes),) * 2)
    resource.setrlimit(
        resource.RLIMIT_CORE, (0, 0)
    )  # what a client is billed is no matter for a file of the system
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool, which then closes the pipe
    serve(sys.stdin.buffer, sys.stdout.buffer, TypstPress(Path(extra_fonts) if extra_fonts else None))


def serve(orders: BinaryIO, made: BinaryIO, press: TypstPress) -> None:
    """Answer each order with what was made of it."""
    while len(head := orders.read(LENGTH.size)) == LENGTH.size:
        order = msgspec.msgpack.decode(orders.read(LENGTH.unpack(head)[0]), type=Order)
        made.write(framed(msgspec.structs.replace(press.make(order), memory_bytes=_memory_bytes())))
        made.flush()


def _memory_bytes() -> int:
    """
    Return the resident memory of this process, in bytes.

    Linux counts the parent into the peak of a process that it started, so there the peak would blame a fresh
    worker for what the program around it holds.
    """
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(*sys.argv[1:])
