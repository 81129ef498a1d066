"""
The public link of an invoice: unguessable, recomputed when shown, never stored.

Only the SHA-256 of a token is kept, so that neither a database dump nor a log opens anyone's invoice. Raising an
invoice's link version revokes what was handed out before.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from invoiceflow.kernel.ids import InvoiceId, TenantId

KEY_PURPOSE = "pay-link"
"""What the link key is derived for (runtime/secrets.py)."""


def token_of(link_key: bytes, tenant_id: TenantId, invoice_id: InvoiceId, link_version: int) -> str:
    """Return the token: base64url, without padding, of HMAC-SHA256 over tenant, invoice and version."""
    named = f"{tenant_id}/{invoice_id}/{link_version}".encode()
    return urlsafe_b64encode(hmac.digest(link_key, named, hashlib.sha256)).decode().rstrip("=")


def hash_of(token: str) -> bytes:
    """Return the SHA-256 under which a link is found."""
    return hashlib.sha256(token.encode()).digest()


def token_behind(
    link_keys: tuple[bytes, ...],
    tenant_id: TenantId,
    invoice_id: InvoiceId,
    link_version: int,
    link_hash: bytes | None,
) -> str | None:
    """
    Return the token whose hash is stored, under whichever key it was made; None if that key is not kept any more.

    Nearly always the first key is the one, so that further ones cost nothing.
    """
    for key in link_keys:
        token = token_of(key, tenant_id, invoice_id, link_version)
        if hash_of(token) == link_hash:
            return token
    return None


def url_of(base_url: str, token: str) -> str:
    """Return the address that is handed to a client."""
    return f"{base_url.rstrip('/')}/i/{token}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses of public links. ``base_url`` is the product's own; ``keys`` are secret, the newest first."""

    base_url: str
    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key that new links are made with."""
        return self.keys[0]

    def url(
        self, tenant_id: TenantId, invoice_id: InvoiceId, link_version: int, link_hash: bytes | None
    ) -> str | None:
        """Return the address at which an invoice's client finds it; None: see token_behind."""
        token = token_behind(self.keys, tenant_id, invoice_id, link_version, link_hash)
        return url_of(self.base_url, token) if token else None
