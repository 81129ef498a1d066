"""Write to whoever looks after a tenant's payments that an attempt to have an invoice paid came to nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.money import Money
from invoiceflow.payments.actions.write_about_payments import About, PaymentsDesk, about, write
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.provider_amounts import is_chargeable
from invoiceflow.payments.store import checkouts


@dataclass(frozen=True, slots=True)
class TellAttempt:
    """An attempt to have an invoice paid came to nothing, as was learnt at ``at``."""

    tenant_id: TenantId
    checkout_id: UUID
    at: datetime


async def tell_failed(desk: PaymentsDesk, command: TellAttempt) -> None:
    """
    Write that a payment which was on its way did not come, unless it came after all.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await _still(desk, command, State.FAILED)
    if found is None:
        return
    checkout, said = found
    fault = (f"Stripe says: {checkout.fault}",) if checkout.fault else ()
    letter = _letter(
        said,
        f"Payment failed: {said.client}, {said.amount}",
        f"The bank of {said.client} did not pay {said.amount} for invoice {said.number}.",
        "The invoice is open again, and its page tells the client so.",
        *fault,
    )
    await write(desk, letter, said.recipients, key=f"{checkout.id}.failed", at=command.at)


async def tell_unmirrored(desk: PaymentsDesk, command: TellAttempt) -> None:
    """
    Write that Stripe has no mirror of an invoice, why, and how its client pays instead.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await _still(desk, command, State.REFUSED)
    if found is None:
        return
    checkout, said = found
    instead = "The button of its page leads to a page of Stripe for the amount instead. "
    if not is_chargeable(checkout.amount_minor, checkout.currency):
        instead = "Its page has no button to pay online. "
    letter = _letter(
        said,
        f"No invoice at Stripe: {said.client}, {said.number}",
        f"Stripe did not make an invoice of {said.number} for {said.client}, {said.amount}.",
        f"The reason: {checkout.fault}",
        f"{instead}Others are made as before.",
    )
    await write(desk, letter, said.recipients, key=f"{checkout.id}.unmirrored", at=command.at)


def _letter(said: About, subject: str, *paragraphs: str) -> Letter:
    """Return a letter about an attempt to pay, which leads to its invoice."""
    return Letter(
        subject=subject, paragraphs=paragraphs, notes=said.notes, button="Open the invoice", url=said.url
    )


async def _still(desk: PaymentsDesk, command: TellAttempt, state: State) -> tuple[Checkout, About] | None:
    """Return an attempt with what is said of it, unless it stands otherwise by now."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        checkout = await checkouts.lock_checkout(session, command.checkout_id)
        if checkout is None or checkout.state is not state:
            return None
        money = Money(checkout.amount_minor, checkout.currency)
        return checkout, await about(session, desk, checkout.invoice_id, money, command.at)
