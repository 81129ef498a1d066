"""What an object of Stripe is here: the very JSON that goes over the wire."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def instant(at: int) -> str:
    """Return an instant, in seconds, as the second version of the API writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
