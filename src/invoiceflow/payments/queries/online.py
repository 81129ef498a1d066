"""Reads about online payments: the tenant's account at Stripe, what is parked, and what a payer may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from invoiceflow.invoicing.tables import invoices
from invoiceflow.payments.domain.checkout import State
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.domain.payout import Payout
from invoiceflow.payments.domain.saved_method import SavedMethod
from invoiceflow.payments.store import accounts, fraud_limits, methods, payouts
from invoiceflow.payments.tables import checkouts, parked_objects
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy

MOST_PARKED = 50
MOST_ATTEMPTS = 50
MOST_PAYOUTS = 10
_ANSWERED = frozenset({State.PENDING, State.PAID, State.FAILED})


@dataclass(frozen=True, slots=True)
class Parked:
    """Something at Stripe that could not be applied, and why."""

    topic: str
    object_id: str
    account: str
    code: str
    reason: str
    parked_at: datetime
    tried_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A client's attempt to pay that is on its way, or that failed in the end; ``at`` is since when, or when."""

    id: UUID
    state: State
    amount_minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """
    What is known of paying an invoice online, and whether the tenant takes such payments.

    ``waiting`` are payments that banks have not answered yet. ``failed`` is the latest one, if nothing came after it.
    ``opened`` are attempts of which it is not known whether the client has finished. ``account`` says
    which parts are allowed. ``kept`` is what the client lets later invoices be charged to.
    """

    is_offered: bool = False
    waiting: tuple[Attempt, ...] = ()
    failed: Attempt | None = None
    opened: frozenset[UUID] = frozenset()
    account: PaymentAccount | None = None
    kept: tuple[SavedMethod, ...] = ()

    @property
    def waiting_minor(self) -> int:
        """What is on its way altogether."""
        return sum(each.amount_minor for each in self.waiting)


async def own_account(session: Session) -> PaymentAccount | None:
    """Return the tenant's account at Stripe, None where it has none or ended it."""
    return await accounts.live_account(session)


async def parked(session: Session) -> tuple[Parked, ...]:
    """Return what could not be applied, the newest first, fifty at most."""
    columns = [parked_objects.c[name] for name in Parked.__dataclass_fields__]
    wanted = select(*columns).where(parked_objects.c.tenant_id == session.tenant_id)
    ordered = wanted.order_by(parked_objects.c.tried_at.desc(), parked_objects.c.object_id).limit(MOST_PARKED)
    return tuple(Parked(*row) for row in await session.execute(ordered))


async def latest_payouts(session: Session) -> tuple[Payout, ...]:
    """Return the newest payouts, ten at most."""
    return await payouts.latest_payouts(session, MOST_PAYOUTS)


async def offer(session: Session, invoice_id: UUID) -> Offer:
    """Return what may be done about paying an invoice online; whether anything is open, the invoice says."""
    account = await accounts.live_account(session)
    rows = await session.execute(
        select(
            *(checkouts.c[name] for name in ("id", "state", "amount_minor", "changed_at")),
            checkouts.c.method_id.is_not(None).label("is_charge"),
        )
        .where(checkouts.c.tenant_id == session.tenant_id, checkouts.c.invoice_id == invoice_id)
        .order_by(checkouts.c.changed_at.desc(), checkouts.c.id.desc())
        .limit(MOST_ATTEMPTS)
    )
    made = [_attempt(row) for row in rows]
    answered = [each for each in made if each.state in _ANSWERED]
    return Offer(
        is_offered=account is not None and account.is_ready,
        waiting=tuple(each for each in made if each.state is State.PENDING),
        failed=answered[0] if answered and answered[0].state is State.FAILED else None,
        account=account,
        opened=frozenset(each.id for each in made if each.state in (State.CREATED, State.OPEN)),
        kept=await kept_of_invoice(session, invoice_id),
    )


def _attempt(row: Row[Any]) -> Attempt:
    """Read an attempt. A charge is on its way from the moment on in which it was meant."""
    is_charged = row.is_charge and row.state == State.CREATED.value
    state = State.PENDING if is_charged else State(row.state)
    return Attempt(row.id, state, row.amount_minor, row.changed_at)


async def kept_of_client(session: Session, client_id: UUID) -> tuple[SavedMethod, ...]:
    """Return what a client lets their invoices be charged to, the newest first."""
    return await methods.kept_methods(session, client_id)


async def kept_of_invoice(session: Session, invoice_id: UUID) -> tuple[SavedMethod, ...]:
    """Return what an invoice's client lets it be charged to, the newest first."""
    wanted = select(invoices.c.client_id).where(
        invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id
    )
    client_id = (await session.execute(wanted)).scalar_one_or_none()
    return await methods.kept_methods(session, client_id) if client_id else ()


async def fraud_limits_by_currency(session: Session) -> Mapping[str, int | None]:
    """Return the limits of automatic refunds for every currency that is collected in, or has one; None is off."""
    own = (await tenancy.own_tenant(session)).profile.currency
    wanted = select(checkouts.c.currency).where(checkouts.c.tenant_id == session.tenant_id)
    collected = set((await session.execute(wanted.distinct())).scalars())
    limits = await fraud_limits.every_limit(session)
    return {currency: limits.get(currency) for currency in (own, *sorted((collected | set(limits)) - {own}))}
