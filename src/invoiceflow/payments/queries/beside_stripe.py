"""Lays the books beside what Stripe holds, object by object, and says where the two differ."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.domain.statement import (
    Difference,
    Fact,
    OwnBooks,
    Statement,
    differences,
    expected_clearing,
    facts_of,
    uneven,
)
from invoiceflow.payments.ports import Declined, Statements
from invoiceflow.payments.queries.own_books import clearing, own_books
from invoiceflow.payments.store import accounts
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.formats import format_money
from invoiceflow.runtime.number_shapes import DEFAULT_LOCALE

AT_STRIPE: Final = "facts at Stripe"
PARKED: Final = "parked"
"""What is counted: facts that Stripe was asked about, and payments of which one waits for somebody."""


async def stripe_faults(
    database: Database, statements: Statements, tenant_id: TenantId, seen: Counter[str]
) -> list[str]:
    """
    Return a sentence for each place where a tenant's books are not what Stripe holds; none where they are.

    What differs is looked at twice, since money may move in between. ``seen`` counts the objects, and what is parked.

    Raises:
        Away: Stripe does not answer.
    """
    first = await _look(database, statements, tenant_id)
    again = await _look(database, statements, tenant_id) if first.faults else first
    seen.update(again.seen)
    return [each for each in again.faults if each in first.faults]


@dataclass(frozen=True, slots=True)
class _Look:
    faults: list[str]
    seen: Counter[str]


async def _look(database: Database, statements: Statements, tenant_id: TenantId) -> _Look:
    async with database.snapshot(tenant_id) as session:
        known = await accounts.every_account(session)
    look, told = _Look([], Counter()), []
    for account in known:
        try:
            told.append((account, await statements.statement(account.account)))
        except Declined as refusal:
            look.faults.extend(_untold(account, refusal))
    async with database.snapshot(tenant_id) as session:
        kept = [
            (account, statement, await own_books(session, account.account)) for account, statement in told
        ]
        in_books = await clearing(session)
    at_stripe: Counter[str] = Counter()
    for account, statement, books in kept:
        at_stripe.update(_compare(look, account, statement, books))
    if len(told) == len(known):
        look.faults.extend(_clearing(in_books, at_stripe))
    return look


def _untold(account: PaymentAccount, refusal: Declined) -> list[str]:
    """Return that an account cannot be seen. Of one that was left nobody expects it."""
    return (
        [] if account.disconnected_at else [f"account {account.account}: Stripe does not show it: {refusal}"]
    )


def _compare(look: _Look, account: PaymentAccount, statement: Statement, books: OwnBooks) -> Counter[str]:
    """Note how an account and its books differ; return what must lie in clearing of it."""
    facts = facts_of(statement, books)
    look.seen[AT_STRIPE] += len(facts)
    look.seen[PARKED] += len(books.parked)
    for difference in differences(facts, books):
        look.faults.append(_said(difference))
    for currency, held_minor, moved_minor in uneven(statement):
        held, moved = _money(held_minor, currency), _money(moved_minor, currency)
        look.faults.append(
            f"account {account.account}: {held} lie there, while its transactions come to {moved}"
        )
    return expected_clearing(facts, books)


def _clearing(in_books: Counter[str], at_stripe: Counter[str]) -> list[str]:
    return [
        f"clearing is {_money(in_books[currency], currency)}, "
        f"by what Stripe holds it must be {_money(at_stripe[currency], currency)}"
        for currency in sorted({*in_books, *at_stripe})
        if in_books[currency] != at_stripe[currency]
    ]


def _said(difference: Difference) -> str:
    what, name = difference.key
    seen, kept = difference.at_stripe, difference.in_books
    if kept is None:
        return f"{what} {name} is {_fact(seen)} at Stripe, and not in the books"
    if seen is None:
        return f"{what} {name} is {_fact(kept)} in the books, and not at Stripe"
    return f"{what} {name} is {_fact(seen)} at Stripe, {_fact(kept)} in the books"


def _fact(fact: Fact | None) -> str:
    return " ".join(filter(None, (_money(fact.amount_minor, fact.currency), fact.status))) if fact else ""


def _money(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency), DEFAULT_LOCALE)
