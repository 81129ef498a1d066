"""Where a draft stands with those who approve, in finished strings."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.reporting.queries.invoice_page import InvoiceFound
from invoiceflow.web.when import moment


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said above a draft. ``kind`` is that of the note; ``note`` is what who returned it wrote."""

    kind: str
    title: str
    by: str
    note: str = ""


def standing(found: InvoiceFound, at: datetime) -> Standing:
    """Return where a draft stands, in a tenant that asks for approval."""
    invoice, zone = found.invoice, found.time_zone
    state = Approval(invoice.approval)
    if state is Approval.SUBMITTED and invoice.submitted_at is not None:
        by = f"Submitted by {invoice.submitted_by}, {moment(invoice.submitted_at, zone, at)}"
        return Standing("info", "Waiting for approval", by)
    if state is Approval.NONE or invoice.decided_at is None:
        return Standing("info", "Approval is needed before it is issued", "Nobody has submitted it yet.")
    by = f"By {invoice.decided_by}, {moment(invoice.decided_at, zone, at)}"
    if state is Approval.APPROVED:
        return Standing("success", "Approved", f"{by}. Changing what it says undoes that.")
    return Standing("warning", "Returned: change it, then submit it again", by, invoice.approval_note)
