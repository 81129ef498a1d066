"""Facts about invoices that slices above react to. Each carries the invoice's id and nothing that could go stale."""

from dataclasses import dataclass

from invoiceflow.kernel.ids import InvoiceId


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """A draft got its number and became final."""

    invoice_id: InvoiceId


@dataclass(frozen=True, slots=True)
class InvoiceVoided:
    """An issued invoice no longer stands; its number stays taken."""

    invoice_id: InvoiceId


@dataclass(frozen=True, slots=True)
class InvoiceSettled:
    """Nothing is due on an invoice any more, though something was a moment ago."""

    invoice_id: InvoiceId
