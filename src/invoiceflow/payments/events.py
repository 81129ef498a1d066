"""Facts about payments that slices above may react to."""

from dataclasses import dataclass

from invoiceflow.kernel.ids import InvoiceId, PaymentId


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """Money came in for an invoice."""

    payment_id: PaymentId
    invoice_id: InvoiceId


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """A payment was taken back by an entry of its own, whose id this is."""

    payment_id: PaymentId
    invoice_id: InvoiceId
