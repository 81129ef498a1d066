"""The fingerprint of an issued invoice: what must be the same as long as the invoice exists."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.kernel.decimals import plain


def content_hash(issued: IssuedInvoice) -> bytes:
    """
    Return the SHA-256 over the canonical JSON of everything that issuing froze.

    Canonical: keys sorted, no blanks, UTF-8, numbers of any scale as their shortest text. Line ids are left out:
    they are names of rows, not words on the invoice.
    """
    said = asdict(issued)
    for line in cast("tuple[dict[str, object], ...]", said["content"]["lines"]):
        del line["id"]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plainly)
    return hashlib.sha256(text.encode()).digest()


def _plainly(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
