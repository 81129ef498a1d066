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


def url_of(base_url: str, token: str) -> str:
    """Return the address that is handed to a client."""
    return f"{base_url.rstrip('/')}/i/{token}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses of public links. ``base_url`` is the product's own; ``key`` is secret."""

    base_url: str
    key: bytes = field(repr=False)

    def url(self, tenant_id: TenantId, invoice_id: InvoiceId, link_version: int) -> str:
        """Return the address at which an invoice's client finds it."""
        return url_of(self.base_url, token_of(self.key, tenant_id, invoice_id, link_version))
