"""Which failures mean that a server of ours is away or overloaded, so that trying again soon is worth it."""

from asyncpg import InterfaceError as AsyncpgInterfaceError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

RETRY_SECONDS = 5

# PostgreSQL's classes (appendix A): connection failures, too many connections, a lock or a statement that took too
# long, and a server that is starting or stopping.
_CLASSES = ("08", "53", "57")
_LOCK_NOT_AVAILABLE = "55P03"


def is_outage(error: BaseException) -> bool:
    """Return whether the failure is one of PostgreSQL or Redis being away, rather than a mistake of ours."""
    if isinstance(
        error, RedisError | PoolTimeoutError | ConnectionError | AsyncpgInterfaceError | TimeoutError
    ):
        return True
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = str(getattr(cause, "sqlstate", None) or "")
    return state == _LOCK_NOT_AVAILABLE or state.startswith(_CLASSES)
