"""What a state is called and how it looks: the same on every page."""

from dataclasses import dataclass

from invoiceflow.delivery.domain.delivery import BAD, DeliveryState
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
    "bounced": ("alert", "Bounced"),
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
    DeliveryState.QUEUED: Fate("clock", "Sending"),
    DeliveryState.ACCEPTED: Fate("mail", "Sent"),
    DeliveryState.FAILED: Fate("alert", "Failed", bad=True),
    DeliveryState.DELAYED: Fate("clock", "Delayed"),
    DeliveryState.SOFT_BOUNCED: Fate("alert", "Came back", bad=True),
    DeliveryState.DELIVERED: Fate("check", "Delivered"),
    DeliveryState.OPENED: Fate("mail-open", "Opened"),
    DeliveryState.HARD_BOUNCED: Fate("alert", "Bounced", bad=True),
    DeliveryState.SUPPRESSED: Fate("alert", "Held back", bad=True),
    DeliveryState.COMPLAINED: Fate("alert", "Spam report", bad=True),
}


_CAME_BACK = {DeliveryState.SOFT_BOUNCED, DeliveryState.HARD_BOUNCED, DeliveryState.SUPPRESSED}


def most_telling(status: str, *, late: bool, reached: str, waits: bool) -> str:
    """
    Return the badge of a draft or invoice: its status, or what says more about an open one.

    ``reached`` is how far it came to its client. ``waits``: all that is open was paid, and banks have not answered yet.
    """
    if status not in OPEN:
        return status
    if waits:
        return "on_its_way"
    if late:
        return "overdue"
    if status == Status.PARTIALLY_PAID:
        return status
    return reached or status


def reached(delivery: str, *, sent: bool, seen: bool) -> str:
    """Return how far an invoice came to its client; ``delivery`` is the state of its newest email."""
    if seen or not sent:
        return "seen" if seen else ""
    return "bounced" if delivery in _CAME_BACK else "sent"


def fate(delivery: str, *, sent: bool, seen: bool) -> Fate | None:
    """Return the fate of the last email. A failure outranks what an earlier one reached."""
    if delivery in BAD or delivery == DeliveryState.QUEUED:
        return _FATES[DeliveryState(delivery)]
    if seen:
        return _FATES[DeliveryState.OPENED]
    if delivery:
        return _FATES[DeliveryState(delivery)]
    return _FATES[DeliveryState.ACCEPTED] if sent else None
