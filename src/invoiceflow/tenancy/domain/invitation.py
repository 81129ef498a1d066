"""
An invitation: a link that makes one person, of one address, a member.

Only the SHA-256 of its token is kept. The token is worked out anew when the email is written, so that no job and no
row holds it; a higher version is another token.
"""

import hashlib
import hmac
import string
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from invoiceflow.kernel.ids import InvitationId, PersonId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role

LIFETIME = timedelta(days=7)
KEY_PURPOSE = "invitation"
"""What the key of the tokens is derived for (runtime/secrets.py)."""

_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    One that nobody has accepted yet; accepted and revoked ones are gone.

    ``invited_by`` is who answers for it: what they may no longer give when it is accepted, it does not give.
    ``mail_error`` is why its email did not leave.
    """

    id: InvitationId
    email: str
    role: Role
    invited_by: PersonId
    invited_by_name: str
    version: int
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    mail_error: str = ""

    def is_worth(self, sender: Role | None) -> bool:
        """Return whether it still gives its role: whether its sender, in the role that they have now, may give it."""
        return (
            sender is not None
            and Permission.MANAGE_MEMBERS in PERMISSIONS[sender]
            and not self.role.is_above(sender)
        )


def token_of(key: bytes, tenant_id: TenantId, invitation_id: InvitationId, version: int) -> str:
    """Return the token: base64url, without padding, of HMAC-SHA256 over tenant, invitation and version."""
    named = f"{tenant_id}/{invitation_id}/{version}".encode()
    return urlsafe_b64encode(hmac.digest(key, named, hashlib.sha256)).decode().rstrip("=")


def token_behind(keys: tuple[bytes, ...], tenant_id: TenantId, invitation: Invitation) -> str | None:
    """Return the token whose hash is stored, under whichever key it was made; None if that is not kept any more."""
    for key in keys:
        token = token_of(key, tenant_id, invitation.id, invitation.version)
        if hash_of(token) == invitation.token_hash:
            return token
    return None


def hash_of(token: str) -> bytes:
    """Return the SHA-256 under which an invitation is found."""
    return hashlib.sha256(token.encode()).digest()


def is_among(invited: str, proven: Collection[str]) -> bool:
    """Return whether an invited address, in its plain spelling, is one of those that somebody has proven."""
    return invited in {plain_address(address) for address in proven}


def plain_address(email: str) -> str:
    """
    Return an email address in the spelling that addresses are compared in: A to Z as a to z, nothing else changed.

    Unicode's own lower case would make one address of two: the Kelvin sign becomes a k.
    """
    return email.strip().translate(_ASCII_LOWER)
