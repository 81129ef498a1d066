"""The messages of one queue. They live as long as the stand-in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from invoiceflow.sandbox import clock

TRIES = 5
HIDDEN_SECONDS = 60


@dataclass(slots=True)
class Held:
    """A message: when it is given out next, how often it was, and the handle of the last time."""

    id: str
    body: str
    due: datetime
    received: int = 0
    handle: str = ""


@dataclass(slots=True)
class Messages:
    """
    A queue and its dead letters.

    What is received is hidden for a while, and comes back unless it is deleted meanwhile; after five times it is dead.
    """

    now: Callable[[], datetime] = clock.now
    held: list[Held] = field(default_factory=list)
    dead: list[Held] = field(default_factory=list)

    def send(self, body: str) -> str:
        """Put a message in, and return its id."""
        message = Held(str(uuid4()), body, self.now())
        self.held.append(message)
        return message.id

    def receive(self, most: int, hidden_seconds: int = HIDDEN_SECONDS) -> list[Held]:
        """Return messages that are due, hidden from others for so long."""
        now = self.now()
        worn_out = [each for each in self.held if each.due <= now and each.received >= TRIES]
        self.dead += worn_out
        self.held = [each for each in self.held if each not in worn_out]
        found = [each for each in self.held if each.due <= now][:most]
        for each in found:
            each.received += 1
            each.handle = uuid4().hex
            each.due = now + timedelta(seconds=hidden_seconds)
        return found

    def delete(self, handle: str) -> bool:
        """Remove the message that was received by this handle; return whether there was one."""
        left = [each for each in self.held if each.handle != handle or not handle]
        gone = len(left) < len(self.held)
        self.held = left
        return gone
