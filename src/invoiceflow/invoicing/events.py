"""Facts about invoices that slices above react to. Each carries the invoice's id and nothing that could go stale."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.ids import InvoiceId


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """
    A draft becomes final, with everything on it but its number as it will be.

    It is published before the number is taken, on which others wait.
    """

    invoice_id: InvoiceId
    at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceVoided:
    """An issued invoice no longer stands; its number stays taken."""

    invoice_id: InvoiceId
    at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceSettled:
    """Nothing is due on an invoice any more, though something was a moment ago."""

    invoice_id: InvoiceId
