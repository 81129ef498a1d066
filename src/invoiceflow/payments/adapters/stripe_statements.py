"""Reads a whole account at Stripe, a page at a time, for whoever compares it with the books."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from stripe import (
    Balance,
    BalanceTransaction,
    Dispute,
    ListObject,
    Refund,
    RequestOptions,
    StripeClient,
    StripeObject,
)

from invoiceflow.payments.adapters import stripe_payouts
from invoiceflow.payments.adapters import stripe_reading as reading
from invoiceflow.payments.adapters.stripe_asking import on_account
from invoiceflow.payments.domain.payout import SeenPayout
from invoiceflow.payments.domain.provider_amounts import from_provider
from invoiceflow.payments.domain.seen import SeenPayment
from invoiceflow.payments.domain.statement import SeenMovement, Statement
from invoiceflow.payments.ports import Declined
from invoiceflow.runtime.stripe import asked

Found = TypeVar("Found", bound=StripeObject)


@dataclass(frozen=True, slots=True)
class StripeStatements:
    """The port's one implementation (payments/ports.py). ``page_size`` is at most a hundred."""

    client: StripeClient
    page_size: int = 100

    async def statement(self, account: str) -> Statement:
        """Return all that an account holds."""
        on = on_account(account)
        movements = await _every(
            self.client.v1.balance_transactions.list_async({"limit": self.page_size}, on)
        )
        return Statement(
            payments=await self._payments(on),
            movements=tuple(_movements(movements)),
            payouts=await asked(self._payouts(on)),
            balance=_sums(await asked(self.client.v1.balance.retrieve_async(options=on))),
        )

    async def _payouts(self, on: RequestOptions) -> tuple[SeenPayout, ...]:
        listed = await self.client.v1.payouts.list_async({"limit": self.page_size}, on)
        return tuple(
            [
                await stripe_payouts.payout(self.client, on, each.id)
                async for each in listed.auto_paging_iter()
            ]
        )

    async def _payments(self, on: RequestOptions) -> tuple[SeenPayment, ...]:
        v1, limit = self.client.v1, self.page_size
        intents = await _every(
            v1.payment_intents.list_async({"limit": limit, "expand": ["data.latest_charge"]}, on)
        )
        refunds = _by_payment(await _every(v1.refunds.list_async({"limit": limit}, on)))
        disputes = _by_payment(await _every(v1.disputes.list_async({"limit": limit}, on)))
        mirrored = await self._mirrored(on)
        seen = (
            reading.payment(each, refunds.get(each.id, ()), disputes.get(each.id, ()), None)
            for each in intents
        )
        return tuple(replace(each, checkout_id=each.checkout_id or mirrored.get(each.id)) for each in seen)

    async def _mirrored(self, on: RequestOptions) -> Mapping[str, UUID | None]:
        """Return whose mirrors payments pay, by payment: nobody's where our key may not look at invoices."""
        try:
            found = await _every(
                self.client.v1.invoice_payments.list_async(
                    {"limit": self.page_size, "expand": ["data.invoice"]}, on
                )
            )
        except Declined:
            return {}
        return {reading.name_of(each.payment.payment_intent): reading.mirrored_by(each) for each in found}


async def _every(listed: Awaitable[ListObject[Found]]) -> list[Found]:
    """Return the objects of all pages of a list."""

    async def found() -> list[Found]:
        return [each async for each in (await listed).auto_paging_iter()]

    return await asked(found())


def _by_payment(found: list[Refund] | list[Dispute]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for each in found:
        grouped[reading.name_of(each.payment_intent)].append(each)
    return grouped


def _movements(found: list[BalanceTransaction]) -> Iterator[SeenMovement]:
    for each in found:
        if (moved := reading.transaction(each)) is not None:
            yield SeenMovement(reading.name_of(each.source), moved)


def _sums(found: Balance) -> Mapping[str, int]:
    """Return what lies on a balance, whether or not it can be paid out yet."""
    sums: Counter[str] = Counter()
    parts: list[Any] = [*found.available, *found.pending]
    for each in parts:
        currency = each.currency.upper()
        sums[currency] += from_provider(each.amount, currency)
    return sums
