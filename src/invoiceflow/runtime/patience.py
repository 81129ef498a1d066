"""
How long anything waits for anything, in one place. docs/timeouts.md shows the same figures.

A request waits a few seconds and then says so; jobs wait longer and are tried again.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long PostgreSQL lets a connection work on one statement, wait for a lock, and keep a transaction open idle.

    In seconds. Whatever takes longer is ended by the server itself, with its transaction.
    """

    statement_seconds: int
    lock_seconds: int
    idle_seconds: int

    @property
    def server_settings(self) -> dict[str, str]:
        """The settings that a connection begins with."""
        return {
            "statement_timeout": f"{self.statement_seconds}s",
            "lock_timeout": f"{self.lock_seconds}s",
            "idle_in_transaction_session_timeout": f"{self.idle_seconds}s",
        }

    @property
    def reply_seconds(self) -> int:
        """How long the server's answer to a statement is waited for: one that is there ends it sooner by itself."""
        return self.statement_seconds + SPARE_SECONDS

    @property
    def options(self) -> str:
        """The same, as libpq takes them."""
        return " ".join(f"-c{name}={value}" for name, value in self.server_settings.items())


WEB: Final = Patience(statement_seconds=5, lock_seconds=2, idle_seconds=10)
WORKER: Final = Patience(statement_seconds=60, lock_seconds=2, idle_seconds=10)
COMMAND: Final = Patience(statement_seconds=600, lock_seconds=10, idle_seconds=600)
"""Of commands that read everything there is: nobody waits for them."""

WAIT_SECONDS: Final = 5
"""For a connection of a pool, for one to be made, or for a tenant's turn."""
SPARE_SECONDS: Final = 2
"""For PostgreSQL's answer, beyond what it lets a statement take."""

REDIS_SECONDS: Final = 2
MAIL_SECONDS: Final = 20
LETTER_SECONDS: Final = 6
"""For a letter about signing in, which somebody waits for."""
PROVIDER_SECONDS: Final = 5
STRIPE_CONNECT_SECONDS: Final = 2
STRIPE_SECONDS: Final = 8
QUEUE_WAIT_SECONDS: Final = 20
"""For the first message of a queue that tells what became of emails; the longest that SQS allows."""
STORE_SECONDS: Final = 10
"""For each part of a file that the object store takes or gives."""
TYPESETTING_SECONDS: Final = 10
"""For one document; one of 2,000 lines takes less than a second."""
BODY_SECONDS: Final = 20
READY_SECONDS: Final = 1
"""For each server that readiness depends on."""

STOP_SECONDS: Final = 20
"""For what still runs when a process is told to stop: requests of the web, jobs of the worker."""
LAST_SECONDS: Final = 5
"""For what the worker does after its jobs: it hands back what still ran, and lets go of its connections."""

OUTBOUND_CONNECT_SECONDS: Final = 5
OUTBOUND_SECONDS: Final = 15
"""Of what is sent to an address that a tenant set: to connect, and in all."""
