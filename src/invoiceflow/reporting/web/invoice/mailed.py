"""How the newest email with an invoice fares."""

from dataclasses import dataclass

from invoiceflow.delivery.domain.advice import HAPPENED, TO_DO
from invoiceflow.delivery.domain.delivery import BAD, DeliveryState
from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.reporting.queries.invoice_page import Delivery, InvoiceFound


@dataclass(frozen=True, slots=True)
class Mailed:
    """How far the newest email is known to have come; ``state`` is empty where none was sent from here."""

    state: str
    sent: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with the newest email, what is to be done, and in whose words the other server said so."""

    title: str
    to_do: str
    said: str


def mailed_of(found: InvoiceFound) -> Mailed:
    """Return how far the newest email came."""
    invoice, delivery = found.invoice, found.delivery
    state = delivery.state if delivery else ""
    return Mailed(state, sent=invoice.sent_at is not None, seen=invoice.viewed_at is not None)


def fate_note(delivery: Delivery | None) -> str:
    """Return whom the newest email went to, and what is to be known of it."""
    if delivery is None:
        return ""
    hint = "a hint, not a proof" if delivery.state == DeliveryState.OPENED else ""
    return ": ".join(filter(None, (delivery.recipient, delivery.error or hint)))


def mail_trouble(found: InvoiceFound) -> Trouble | None:
    """Return what went wrong with the newest email, while there is something to be paid for."""
    delivery = found.delivery
    if delivery is None or delivery.state not in BAD or found.invoice.status not in OPEN:
        return None
    state = DeliveryState(delivery.state)
    return Trouble(f"{HAPPENED[state]}: {delivery.recipient}", TO_DO[state], delivery.error)
