"""Connect a tenant with Stripe: open an account there, lead to what Stripe asks for, and end it again."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.ports import Away, Declined, NewAccount
from invoiceflow.payments.store import accounts
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.actions.require_member import require_member


class NotConnected(Refused):
    """The tenant takes no online payments."""

    code = "payment_account.not_connected"


class AccountTaken(Refused):
    """All is collected on one account here, and another tenant collects on it."""

    code = "payment_account.taken"


class StripeAway(Refused):
    """Stripe does not answer at the moment."""

    code = "stripe.away"


class StripeDeclined(Refused):
    """Stripe does not do what was asked; its own words say why."""

    code = "stripe.declined"


@dataclass(frozen=True, slots=True)
class ConnectAccount:
    """Who connects the tenant, and where Stripe leads back to."""

    tenant_id: TenantId
    by: Person
    at: datetime
    return_url: str
    refresh_url: str


async def connect_account(till: Till, command: ConnectAccount) -> str:
    """
    Return an address at which Stripe asks the tenant what it needs to know.

    Opens the account first where there is none: meant and written down, opened at Stripe under that key, written down
    again. Stopped in between, the next time goes on with the same account.

    Raises:
        NotYours: they may not any more.
        StripeAway: Stripe does not answer.
        StripeDeclined: Stripe does not want to.
        AccountTaken: there is one account for all, and another tenant has it.
    """
    async with till.database.as_tenant(command.tenant_id) as session:
        by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
        account, wanted = await _meant(session, by.name, command.at, till.collector.only_account)
    try:
        if not account.account:
            seen = await till.collector.open_account(wanted)
            account = account.as_seen(seen, till.clock.now())
            async with till.database.as_tenant(command.tenant_id) as session:
                fact = _fact(
                    account, "payment_account.opened", at=command.at, by=by.name, account=account.account
                )
                await _save(session, account, fact)
        return await till.collector.onboarding_url(
            account.account, return_url=command.return_url, refresh_url=command.refresh_url
        )
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        raise StripeDeclined(f"Stripe does not do this: {error}") from error


async def _meant(session: Session, actor: str, at: datetime, only: str) -> tuple[PaymentAccount, NewAccount]:
    profile = (await tenancy.own_tenant(session)).profile
    account = await accounts.live_account(session, lock=True)
    if account is None and only:
        account = await _known_before(session, only)
    if account is None:
        account = PaymentAccount(
            id=new_id(at),
            account="",
            is_ready=False,
            requirements=(),
            opened_by=actor,
            opened_at=at,
            followed_until=at,
        )
        await accounts.add_account(session, account)
    return account, NewAccount(account.id, profile.name, profile.email, profile.country, profile.currency)


async def _known_before(session: Session, only: str) -> PaymentAccount | None:
    """Return the one account as this tenant knew it before it disconnected, to be opened again."""
    if await accounts.is_another_tenants(session, only):
        raise AccountTaken("Another tenant of this installation collects on its account at Stripe.")
    known = await accounts.account_named(session, only)
    return known and replace(known, account="", disconnected_at=None)


@dataclass(frozen=True, slots=True)
class DisconnectAccount:
    """Who ends it."""

    by: Person
    at: datetime


async def disconnect_account(session: Session, command: DisconnectAccount) -> None:
    """
    Offer clients no online payment any more. The account at Stripe stays the tenant's; what was paid is followed on.

    Raises:
        NotYours: they may not any more.
        NotConnected: there is none.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    account = await _connected(session)
    fact = _fact(account, "payment_account.disconnected", at=command.at, by=by.name, account=account.account)
    await _save(session, replace(account, disconnected_at=command.at), fact)


@dataclass(frozen=True, slots=True)
class AllowParts:
    """From which amount on clients may pay a part, in minor units of a currency; zero: only all at once."""

    least_minor: int
    currency: str
    by: Person
    at: datetime


async def allow_parts(session: Session, command: AllowParts) -> None:
    """
    Let clients pay invoices of a currency in parts, or not any more. Pages that are open stay as they are.

    Raises:
        NotYours: they may not any more.
        NotConnected: there is no account to be paid on.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    account = await _connected(session)
    currency = command.currency if command.least_minor else ""
    allowed = replace(account, least_part_minor=command.least_minor, least_part_currency=currency)
    fact = _fact(
        account,
        "payment_account.parts",
        at=command.at,
        by=by.name,
        least_part_minor=command.least_minor,
        currency=currency,
    )
    await _save(session, allowed, fact)


@dataclass(frozen=True, slots=True)
class ChooseWay:
    """On which of Stripe's pages clients pay invoices as a whole from now on."""

    way: Way
    by: Person
    at: datetime


async def choose_way(session: Session, command: ChooseWay) -> None:
    """
    Let clients pay on a page for the amount, or on Stripe's invoices. Pages that are open end when somebody next pays.

    Raises:
        NotYours: they may not any more.
        NotConnected: there is no account to be paid on.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    account = await _connected(session)
    fact = _fact(account, "payment_account.way", at=command.at, by=by.name, way=command.way.value)
    await _save(session, replace(account, way=command.way), fact)


async def _connected(session: Session) -> PaymentAccount:
    account = await accounts.live_account(session, lock=True)
    if account is None:
        raise NotConnected("Online payments are not connected.")
    return account


async def _save(session: Session, account: PaymentAccount, fact: Fact) -> None:
    await accounts.save_account(session, account)
    await announce(session, "payment_account", account.id)
    await record(session, fact)


def _fact(
    account: PaymentAccount, action: str, /, *, at: datetime, by: str, **detail: str | int | None
) -> Fact:
    return Fact(at, by, action, "payment_account", account.id, detail)
