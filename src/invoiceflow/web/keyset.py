"""
Places in a list: what ``?after=`` and ``?before=`` carry.

A place is the sort key of a row, packed so that nobody takes it for something to build by hand. It stays good when
rows come and go.
"""

import base64
import binascii
from typing import Any, TypeVar

import msgspec

from invoiceflow.kernel.errors import Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 100

Key = TypeVar("Key", bound=tuple[Any, ...])


class BadPlace(Invalid):
    """The cursor was not made here, or was cut."""

    code = "cursor.malformed"


def place_of(key: tuple[object, ...]) -> str:
    """Return the place of a row with this sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_at(place: str, kind: type[Key], *, pointer: str = "/after") -> Key | None:
    """
    Return the sort key of a place, typed as ``kind`` (a NamedTuple); None for no place at all.

    Raises:
        BadPlace: the text is not a place of such a list.
    """
    if not place:
        return None
    try:
        packed = base64.b64decode(place + "=" * (-len(place) % 4), altchars=b"-_", validate=True)
        key: Key = msgspec.json.decode(packed, type=kind)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        raise BadPlace.field(pointer, BadPlace.code, "Use the “next” of the page before.") from None
    return key
