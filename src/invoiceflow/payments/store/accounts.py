"""The tenant's account at Stripe, and the directory's entry that leads from it to the tenant."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, text, update

from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.tables import payment_accounts
from invoiceflow.runtime.database import Session

_ENTER = text("SELECT directory.enter_payment_account(:account)")
_TENANT = text("SELECT directory.tenant_of_payment_account(:account)")
_COLUMNS = [payment_accounts.c[name] for name in PaymentAccount.__dataclass_fields__]


async def live_account(session: Session, *, lock: bool = False) -> PaymentAccount | None:
    """Return the account that is connected, or being connected; None without one."""
    wanted = select(*_COLUMNS).where(
        payment_accounts.c.tenant_id == session.tenant_id, payment_accounts.c.disconnected_at.is_(None)
    )
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    return _account(row) if row else None


async def account_named(session: Session, account: str) -> PaymentAccount | None:
    """Return the account that Stripe calls so, connected or not any more, and keep it as it is for others."""
    wanted = select(*_COLUMNS).where(
        payment_accounts.c.tenant_id == session.tenant_id, payment_accounts.c.account == account
    )
    row = (await session.execute(wanted.with_for_update())).one_or_none()
    return _account(row) if row else None


async def is_another_tenants(session: Session, account: str) -> bool:
    """Return whether what Stripe says of an account leads to another tenant."""
    found = (await session.execute(_TENANT, {"account": account})).scalar_one_or_none()
    return found is not None and found != session.tenant_id


async def every_account(session: Session) -> tuple[PaymentAccount, ...]:
    """Return all that Stripe knows, connected or not: refunds and disputes come for long."""
    wanted = select(*_COLUMNS).where(
        payment_accounts.c.tenant_id == session.tenant_id, payment_accounts.c.account != ""
    )
    return tuple(_account(row) for row in await session.execute(wanted.order_by(payment_accounts.c.id)))


async def add_account(session: Session, account: PaymentAccount) -> None:
    """Write down that an account is to be opened, before Stripe is asked."""
    await session.execute(
        insert(payment_accounts).values(_values(account) | {"tenant_id": session.tenant_id})
    )


async def save_account(session: Session, account: PaymentAccount) -> None:
    """Write how an account stands, and make what Stripe says about it lead to this tenant."""
    await session.execute(
        update(payment_accounts)
        .where(payment_accounts.c.tenant_id == session.tenant_id, payment_accounts.c.id == account.id)
        .values(_values(account))
    )
    if account.account:
        await session.execute(_ENTER, {"account": account.account})


async def account_by_id(session: Session, account_id: UUID) -> PaymentAccount:
    """Return one of the tenant's accounts, which is known to exist, and keep it as it is for others."""
    wanted = select(*_COLUMNS).where(
        payment_accounts.c.tenant_id == session.tenant_id, payment_accounts.c.id == account_id
    )
    return _account((await session.execute(wanted.with_for_update())).one())


def _values(account: PaymentAccount) -> dict[str, Any]:
    values = {name: getattr(account, name) for name in PaymentAccount.__dataclass_fields__}
    return values | {"requirements": list(account.requirements), "way": account.way.value}


def _account(row: Row[Any]) -> PaymentAccount:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    return PaymentAccount(**values | {"requirements": tuple(row.requirements), "way": Way(row.way)})
