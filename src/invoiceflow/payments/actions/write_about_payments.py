"""What letters about payments share: to whom they go, and what they say of an amount of an invoice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import format_money, locale_of
from invoiceflow.tenancy import queries as tenancy

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """What writing letters about payments needs."""

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
