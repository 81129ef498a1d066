"""Write to those who look after a tenant's payments that something went wrong with one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.store import checkouts
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import format_money, locale_of
from invoiceflow.tenancy import queries as tenancy

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """What writing needs."""

    database: Database
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class About:
    """An amount of one invoice, in finished strings, and who is written to."""

    tenant: str
    client: str
    number: str
    amount: str
    home: str
    url: str
    recipients: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands small below: why they are written to."""
        return (f"You get this email since your role at {self.tenant} is to look after payments.",)


@dataclass(frozen=True, slots=True)
class TellFailed:
    """An attempt to have an invoice paid came to nothing, as was learnt at ``at``."""

    tenant_id: TenantId
    checkout_id: UUID
    at: datetime


async def tell_failed(desk: PaymentsDesk, command: TellFailed) -> None:
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


async def tell_unmirrored(desk: PaymentsDesk, command: TellFailed) -> None:
    """
    Write that Stripe has no mirror of an invoice, why, and how its client pays instead.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await _still(desk, command, State.REFUSED)
    if found is None:
        return
    checkout, said = found
    letter = _letter(
        said,
        f"No invoice at Stripe: {said.client}, {said.number}",
        f"Stripe did not make an invoice of {said.number} for {said.client}, {said.amount}.",
        f"The reason: {checkout.fault}",
        "The button of its page leads to a page of Stripe for the amount instead. Others are made as before.",
    )
    await write(desk, letter, said.recipients, key=f"{checkout.id}.unmirrored", at=command.at)


def _letter(said: About, subject: str, *paragraphs: str) -> Letter:
    """Return a letter about an attempt to pay, which leads to its invoice."""
    return Letter(
        subject=subject, paragraphs=paragraphs, notes=said.notes, button="Open the invoice", url=said.url
    )


async def _still(desk: PaymentsDesk, command: TellFailed, state: State) -> tuple[Checkout, About] | None:
    """Return an attempt with what is said of it, unless it stands otherwise by now."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        checkout = await checkouts.lock_checkout(session, command.checkout_id)
        if checkout is None or checkout.state is not state:
            return None
        money = Money(checkout.amount_minor, checkout.currency)
        return checkout, await about(session, desk, checkout.invoice_id, money, command.at)


async def about(session: Session, desk: PaymentsDesk, invoice_id: UUID, money: Money, at: datetime) -> About:
    """Return what letters say of an amount of an issued invoice, and to whom they go: who may record payments."""
    tenant, invoice = await tenancy.own_tenant(session), await state.one(session, invoice_id, at=at)
    holders = await tenancy.holders_of(session, Permission.RECORD_PAYMENTS)
    profile, home = tenant.profile, f"{desk.postbox.base_url.rstrip('/')}/app/{tenant.slug}"
    return About(
        tenant=_short(profile.name),
        client=_short(invoice.client_name),
        number=invoice.number or "",
        amount=format_money(money, locale_of(profile.language, profile.country)),
        home=home,
        url=f"{home}/invoices/{invoice.id}",
        recipients=tuple(member.email for member in holders),
    )


async def write(
    desk: PaymentsDesk, letter: Letter, recipients: tuple[str, ...], *, key: str, at: datetime
) -> None:
    """
    Post a letter to each; ``key`` makes one that is posted again recognisable.

    Raises:
        LetterDelayed: the mail server does not answer.
    """
    for place, recipient in enumerate(recipients):
        await desk.postbox.post(letter, to=recipient, at=at, key=f"{key}.{place}")


def _short(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
