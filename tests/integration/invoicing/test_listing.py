"""The list as pages read it: sorted, narrowed, walked forwards and backwards."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from invoiceflow.invoicing.queries.listing import Listed, Page, invoice_list
from invoiceflow.invoicing.queries.ordering import KEYS, Sort
from invoiceflow.invoicing.queries.selection import Wanted
from invoiceflow.runtime.reads import Reading
from invoiceflow.web.keyset import key_at, place_of
from invoicing_house import a_client, a_draft, a_line, issue
from product import Product


async def several(product: Product) -> Reading:
    """Add seven drafts and invoices with dates and totals that tie here and there; return how to read them."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, product.clock.now())
        for place in range(7):
            at = product.clock.now()
            due_on = date(2026, 12, 1 + place % 2) if place != 3 else None
            lines = {"lines": (a_line(at), *(a_line(at) for _ in range(place % 3)))}
            draft = await a_draft(session, at, client_id=client_id, due_on=due_on, **lines)
            if place % 2 == 0:
                await issue(session, draft.id, at)
            product.clock.advance(timedelta(seconds=place % 2))
    return product.world.reads.inside(house.tenant_id)


async def walked(reading: Reading, wanted: Wanted, *, forwards: bool) -> list[UUID]:
    """Return the ids of every page, two rows at a time, its places packed as in an address."""
    found: list[UUID] = []
    while True:
        page: Page[Listed] = await invoice_list(reading, wanted)
        ids = [row.id for row in page.rows]
        found = [*found, *ids] if forwards else [*ids, *found]
        key = page.after if forwards else page.before
        if key is None:
            return found
        again = key_at(place_of(key), KEYS[wanted.sort])
        wanted = replace(wanted, after=again) if forwards else replace(wanted, before=again)


@pytest.mark.parametrize("descending", [True, False])
async def test_every_order_is_walked_both_ways(product: Product, *, descending: bool) -> None:
    """Pages join without gap or overlap in every order, and backwards they give the same rows."""
    reading, at = await several(product), product.clock.now()
    for sort in Sort:
        whole = await invoice_list(reading, Wanted(at, 50, sort=sort, descending=descending))
        assert (len(whole.rows), whole.before, whole.after) == (7, None, None)
        expected = [row.id for row in whole.rows]
        wanted = Wanted(at, 2, sort=sort, descending=descending)
        assert await walked(reading, wanted, forwards=True) == expected, sort
        last = await invoice_list(reading, Wanted(at, 6, sort=sort, descending=descending))
        assert last.after is not None
        back = replace(wanted, before=last.after)
        assert await walked(reading, back, forwards=False) == expected[:5], sort


async def test_orders_are_what_they_are_called(product: Product) -> None:
    """Numbers, due dates and totals rise; drafts come before the first number, what has no due date comes last."""
    reading, at = await several(product), product.clock.now()
    by = {
        sort: (await invoice_list(reading, Wanted(at, 50, sort=sort, descending=False))).rows for sort in Sort
    }
    assert [row.number for row in by[Sort.NUMBER]] == [None] * 3 + [f"2026-000{n}" for n in range(1, 5)]
    totals = [row.total_minor for row in by[Sort.TOTAL]]
    assert totals == sorted(totals)
    due = [row.due_on for row in by[Sort.DUE]]
    assert due == [*sorted(day for day in due if day), None]
    newest = [row.created_at for row in by[Sort.CREATED]]
    assert newest == sorted(newest)
