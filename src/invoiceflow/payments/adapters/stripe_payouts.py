"""Reads payouts at Stripe, each with the balance transactions that it consists of."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from stripe import BalanceTransaction, RequestOptions, StripeClient, StripeObject

from invoiceflow.payments.adapters import stripe_reading as reading
from invoiceflow.payments.domain.payout import SeenItem, SeenPayout
from invoiceflow.payments.domain.provider_amounts import from_provider

_ITSELF = "payout"
# A payout that came back is an item of a later one: what it consisted of is paid out then.
_CAME_BACK = frozenset({"payout_failure", "payout_cancel"})


async def payout(client: StripeClient, on: RequestOptions, name: str) -> SeenPayout:
    """Return a payout as it stands."""
    found = await client.v1.payouts.retrieve_async(name, options=on)
    currency = found.currency.upper()
    return SeenPayout(
        id=found.id,
        amount_minor=from_provider(found.amount, currency),
        currency=currency,
        status=found.status,
        arrives_on=datetime.fromtimestamp(found.arrival_date, UTC).date(),
        created_at=datetime.fromtimestamp(found.created, UTC),
        items=tuple([each async for each in _items(client, on, name)]) if found.automatic else (),
    )


async def _items(client: StripeClient, on: RequestOptions, name: str) -> AsyncIterator[SeenItem]:
    listed = await client.v1.balance_transactions.list_async(
        {"payout": name, "limit": 100, "expand": ["data.source"]}, on
    )
    async for each in listed.auto_paging_iter():
        if each.type in _CAME_BACK:
            async for earlier in _items(client, on, reading.name_of(each.source)):
                yield earlier
        elif each.type != _ITSELF and (item := _item(each)) is not None:
            yield item


def _item(found: BalanceTransaction) -> SeenItem | None:
    moved, source = reading.transaction(found), found.source
    if moved is None or not isinstance(source, StripeObject):
        return None
    return SeenItem(
        source=reading.name_of(source),
        payment_intent=reading.name_of(getattr(source, "payment_intent", None)),
        is_ours=reading.ours(getattr(source, "metadata", None), "checkout") is not None,
        transaction=moved,
    )
