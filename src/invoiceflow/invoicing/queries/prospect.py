"""What a draft would be if it were issued now."""

from dataclasses import dataclass
from datetime import date, datetime

from invoiceflow.invoicing.domain.advice import advice_on
from invoiceflow.invoicing.domain.content_checks import Incomplete, due_date, require_complete
from invoiceflow.invoicing.domain.invoice import Bank, Content, Party
from invoiceflow.invoicing.domain.parties import bank_of, seller_of
from invoiceflow.invoicing.domain.totals import Totals, totals_of
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.kernel.errors import FieldError
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Profile


@dataclass(frozen=True, slots=True)
class Prospect:
    """A draft with the dates and parties that it would have today. ``buyer`` is None until one is chosen."""

    content: Content
    totals: Totals
    today: date
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party | None
    bank: Bank
    profile: Profile


async def prospect(session: Session, content: Content, *, at: datetime) -> Prospect:
    """
    Return what a content, saved or not, would be if it were issued at an instant.

    Raises:
        UnknownClient: it names a client that this tenant does not have.
        Invalid: it cannot be added up.
    """
    profile = (await tenancy.own_tenant(session)).profile
    buyer = (await load_buyer(session, content.client_id)).party if content.client_id else None
    today = day_in(profile.time_zone, at)
    issued_on = content.issued_on or today
    return Prospect(
        content=content,
        totals=totals_of(content),
        today=today,
        issued_on=issued_on,
        due_on=due_date(content, issued_on),
        seller=seller_of(profile),
        buyer=buyer,
        bank=bank_of(profile),
        profile=profile,
    )


def lacking(found: Prospect) -> tuple[FieldError, ...]:
    """Return everything that keeps a draft from being issued."""
    try:
        require_complete(
            found.content,
            issued_on=found.issued_on,
            due_on=found.due_on,
            seller=found.seller,
            buyer=found.buyer,
        )
    except Incomplete as incomplete:
        return incomplete.errors
    return ()


def advised(found: Prospect) -> tuple[FieldError, ...]:
    """Return what an invoice usually says and this one would not; nothing of it keeps it from being issued."""
    return advice_on(
        found.content, seller=found.seller, buyer=found.buyer, bank=found.bank, today=found.today
    )
