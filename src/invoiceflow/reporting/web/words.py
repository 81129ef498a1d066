"""What a state is called and how it looks: the same on every page."""

from dataclasses import dataclass

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN

BADGES = {
    "draft": ("st-draft", "Draft"),
    "submitted": ("clock", "Submitted"),
    "approved": ("check", "Approved"),
    "returned": ("undo", "Returned"),
    "issued": ("st-issued", "Issued"),
    "sent": ("st-sent", "Sent"),
    "seen": ("st-seen", "Seen"),
    "partially_paid": ("st-part", "Part paid"),
    "on_its_way": ("clock", "On its way"),
    "paid": ("st-paid", "Paid"),
    "overdue": ("st-overdue", "Overdue"),
    "void": ("st-void", "Void"),
    "uncollectible": ("st-void", "Uncollectible"),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an invoice's last email. ``bad`` is worth a look."""

    icon: str
    label: str
    bad: bool = False


_FATES = {
    "queued": Fate("clock", "Sending"),
    "accepted": Fate("mail", "Sent"),
    "failed": Fate("alert", "Failed", bad=True),
    "opened": Fate("mail-open", "Opened"),
}


def most_telling(status: str, *, late: bool, sent: bool, seen: bool, waits: bool) -> str:
    """
    Return the badge of a draft or invoice: its status, or what says more about an open one.

    ``waits``: all that is open was paid, and banks have not answered yet.
    """
    if status not in OPEN:
        return status
    if waits:
        return "on_its_way"
    if late:
        return "overdue"
    if status == Status.PARTIALLY_PAID:
        return status
    return "seen" if seen else "sent" if sent else status


def fate(delivery: str, *, sent: bool, seen: bool) -> Fate | None:
    """Return the fate of the last email. A failure outranks what an earlier one reached."""
    if delivery in ("failed", "queued"):
        return _FATES[delivery]
    if seen:
        return _FATES["opened"]
    return _FATES["accepted"] if sent or delivery == "accepted" else None
