"""Starts children in order, watches them, and stops them in the opposite order, whatever happens."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.leftovers import Records
from invoiceflow.entrypoints.development.problem import Problem


class Server(Protocol):
    """Something that starts as one child and is of use after a while."""

    def start(self) -> Child:
        """Start it. Raises Problem where it cannot be."""

    def wait(self, child: Child) -> None:
        """Return once it is of use. Raises Problem where it ends before that."""


@dataclass(slots=True)
class Supervisor:
    """
    The children of one system. None is ever restarted: where one fails, all end and a person reads why.

    `records` outlive this process, for the start after a kill -9.
    """

    records: Records
    _groups: list[list[Child]] = field(default_factory=list)
    _pending: list[tuple[Server, Child]] = field(default_factory=list)

    def start(self, servers: Sequence[Server]) -> Sequence[Child]:
        """Start the servers side by side, as one group, and return it. Raises Problem where one cannot be."""
        group: list[Child] = []
        self._groups.append(group)
        for server in servers:
            child = server.start()
            group.append(child)
            self._pending.append((server, child))
            self.records.add(child)
        return tuple(group)

    def wait(self, *servers: Server) -> None:
        """Return once each of these, or each that was started, is of use. Raises Problem where one is not."""
        for server, child in tuple(self._pending):
            if not servers or server in servers:
                server.wait(child)
                self._pending.remove((server, child))

    def run(self, program: Program) -> None:
        """Run a program to its end. Raises Problem where it fails, or a child fails meanwhile."""
        child = spawn(program)
        group = [child]
        self._groups.append(group)
        self.records.add(child)
        while child.running:
            self._look(except_for=child)
            time.sleep(0.01)
        if child.process.wait() != 0:
            raise Problem(child.obituary())
        self._groups.remove(group)
        self.records.remove(child)

    def watch(self) -> None:
        """Wait for ever. Raises Problem as soon as a child ends."""
        while True:
            self._look()
            time.sleep(0.1)

    def stop(self) -> None:
        """End all children: those started last first, those of one group at the same time."""
        for group in reversed(self._groups):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.stop()
                self.records.remove(child)
        self._groups.clear()

    def _look(self, *, except_for: Child | None = None) -> None:
        for child in (child for group in self._groups for child in group):
            if child is not except_for and not child.running:
                raise Problem(child.obituary())


class Interrupted(BaseException):
    """Someone asked this process to end: Ctrl-C, SIGTERM, or a closed terminal."""


@contextmanager
def ending_well(stop: Callable[[], None]) -> Iterator[None]:
    """
    Run the block, then `stop`, also after a signal or a failure; further signals change nothing.

    Raises:
        Problem: the block failed in a way that a sentence explains; a full disk is one.
    """
    before = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        yield
    except Interrupted:
        pass
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        raise Problem(
            f"{error.filename or 'A file'} could not be written: {os.strerror(error.errno)}."
        ) from error
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        stop()
        for number, handler in before.items():
            signal.signal(number, handler)


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


def say(text: str) -> None:
    """Print for a person, at once, also when nobody listens any more."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # lives as long as the process
