"""Which failures mean that a server of ours is away or overloaded, so that trying again soon is worth it."""

from collections.abc import Iterator

from asyncpg import InterfaceError as AsyncpgInterfaceError
from asyncpg import InternalClientError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

RETRY_SECONDS = 5

# A backend that was ended says so at its last, and who asks in that instant meets asyncpg's InternalClientError.
_AWAY = (
    RedisError,
    PoolTimeoutError,
    ConnectionError,
    TimeoutError,
    AsyncpgInterfaceError,
    InternalClientError,
)

# PostgreSQL's classes (appendix A): connection failures, too many connections, a lock or a statement that took too
# long, and a server that is starting or stopping.
_CLASSES = ("08", "53", "57")
_LOCK_NOT_AVAILABLE = "55P03"


def is_outage(error: BaseException) -> bool:
    """Return whether the failure is one of PostgreSQL or Redis being away, rather than a mistake of ours."""
    return any(isinstance(each, _AWAY) or _is_away(each) for each in _told_by_driver(error))


def _told_by_driver(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and, where SQLAlchemy wraps it, what it wraps: its own kind of error, then asyncpg's."""
    yield error
    within = error.orig if isinstance(error, DBAPIError) else None
    while within is not None:
        yield within
        within = within.__cause__


def _is_away(error: BaseException) -> bool:
    state = str(getattr(error, "sqlstate", None) or "")
    return state == _LOCK_NOT_AVAILABLE or state.startswith(_CLASSES)
