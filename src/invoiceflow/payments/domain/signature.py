"""
Whether a message was signed by Stripe, over its bytes as they came.

Rule: Stripe's scheme ``t=…,v1=…``, HMAC-SHA256 over the instant, a point and the body. Stripe's own library looks only
for messages that are too old; here those from the future are refused as well.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from invoiceflow.kernel.errors import Unproven

TOLERANCE: Final = timedelta(seconds=300)
_LONGEST: Final = 4096


class NotSigned(Unproven):
    """The message carries no signature of ours, or was signed too long before or after now."""


def require_signed(body: bytes, header: str, secrets: Iterable[str], at: datetime) -> None:
    """
    Require that one of the secrets signed the body, at most 300 seconds before or after ``at``.

    Raises:
        NotSigned: none did, or not now.
    """
    signed_at, signatures = _read(header)
    expected = [
        hmac.new(each.encode(), signed_at.encode() + b"." + body, hashlib.sha256).hexdigest().encode()
        for each in secrets
    ]
    # Each with each, so that nothing is told by how long it takes.
    matches = [hmac.compare_digest(one, other) for one in expected for other in signatures]
    if not any(matches):
        raise NotSigned("This message is not signed by Stripe.")
    if abs(at.timestamp() - int(signed_at)) > TOLERANCE.total_seconds():
        raise NotSigned("This message was signed more than 300 seconds before or after now.")


def _read(header: str) -> tuple[str, list[bytes]]:
    """Return the instant as it was written, in seconds, and all signatures."""
    pairs = [part.strip().partition("=") for part in header[:_LONGEST].split(",")]
    instants = [value for name, _, value in pairs if name == "t"]
    if len(instants) != 1 or not (
        instants[0].isascii() and instants[0].isdecimal() and len(instants[0]) < 12
    ):
        raise NotSigned("This message is not signed.")
    return instants[0], [value.encode() for name, _, value in pairs if name == "v1"]
