"""What becomes of an issued invoice, by the actions."""

import pytest

from audit_house import history_of
from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.mark_sent import mark_sent, mark_viewed
from invoiceflow.invoicing.actions.mark_uncollectible import (
    MarkUncollectible,
    NothingToCollect,
    NotUncollectible,
    collect_again,
    mark_uncollectible,
)
from invoiceflow.invoicing.actions.revoke_link import RevokeLink, revoke_link
from invoiceflow.invoicing.actions.settle_invoice import (
    NotPayable,
    OtherCurrency,
    SettleInvoice,
    settle_invoice,
)
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.pay_link import hash_of, token_of
from invoiceflow.invoicing.queries.documents import blank_draft, issued_invoice
from invoiceflow.invoicing.queries.state import one
from invoiceflow.invoicing.store.invoices import NotIssued
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.ids import new_id
from invoicing_house import LINK_KEY, a_client, a_draft, issue
from product import Product


async def test_an_invoice_is_given_up_and_collected_again(product: Product) -> None:
    """Only an open invoice is given up; what is due stays on record, and taking it back restores the status."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        invoice = await issue(session, (await a_draft(session, at)).id, at)
        command = MarkUncollectible(invoice.id, "tests", at)
        await settle_invoice(session, SettleInvoice(invoice.id, 40, "EUR", at))
        with pytest.raises(NotUncollectible):
            await collect_again(session, command)
        given_up = await mark_uncollectible(session, command)
        assert (given_up.status, given_up.due_minor) == (Status.UNCOLLECTIBLE, 19_000)
        with pytest.raises(NothingToCollect):
            await mark_uncollectible(session, command)
        assert (await collect_again(session, command)).status is Status.PARTIALLY_PAID
        actions = [entry.action for entry in await history_of(session, invoice.id)]
    assert actions == [
        "invoice.collectible_again",
        "invoice.uncollectible",
        "invoice.issued",
        "draft.created",
    ]


async def test_a_revoked_link_leads_nowhere(product: Product) -> None:
    """After revoking, the directory knows the new link only; the invoice itself is what it was."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        invoice = await issue(session, (await a_draft(session, at)).id, at)
    old = token_of(LINK_KEY, house.tenant_id, invoice.id, 1)
    look_up = "SELECT * FROM directory.invoice_of_pay_link($1)"
    found = await product.world.reads.look_up(look_up, hash_of(old))
    assert found is not None
    assert (found["tenant_id"], found["invoice_id"]) == (house.tenant_id, invoice.id)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        new = await revoke_link(session, RevokeLink(invoice.id, LINK_KEY, "tests", at))
        assert await issued_invoice(session, invoice.id) == invoice
    assert new == token_of(LINK_KEY, house.tenant_id, invoice.id, 2)
    assert await product.world.reads.look_up(look_up, hash_of(old)) is None
    assert await product.world.reads.look_up(look_up, hash_of(new)) is not None


async def test_sent_and_seen_count_once(product: Product) -> None:
    """Only the first time is kept, and a draft is neither."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        assert not await mark_sent(session, draft.id, at)
        await issue(session, draft.id, at)
        marks = [
            await mark(session, draft.id, at) for mark in (mark_sent, mark_sent, mark_viewed, mark_viewed)
        ]
        state = await one(session, draft.id, at=at)
    assert marks == [True, False, True, False]
    assert (state.sent_at, state.viewed_at) == (at, at)


async def test_money_is_only_counted_where_it_can_be_owed(product: Product) -> None:
    """A draft, a void invoice, another currency and an unknown id take no money."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        with pytest.raises(NotIssued):
            await settle_invoice(session, SettleInvoice(draft.id, 1, "EUR", at))
        with pytest.raises(Missing):
            await settle_invoice(session, SettleInvoice(InvoiceId(new_id(at)), 1, "EUR", at))
        await issue(session, draft.id, at)
        with pytest.raises(OtherCurrency):
            await settle_invoice(session, SettleInvoice(draft.id, 1, "USD", at))
        await void_invoice(session, VoidInvoice(draft.id, "tests", at, "typed twice"))
        with pytest.raises(NotPayable):
            await settle_invoice(session, SettleInvoice(draft.id, 1, "EUR", at))


async def test_a_blank_draft_follows_client_and_tenant(product: Product) -> None:
    """Currency, language and terms come from the client, else the tenant; a draft may have neither client nor line."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        alone = await blank_draft(session, None)
        for_client = await blank_draft(session, await a_client(session, at))
        draft = await create_draft(session, CreateDraft(alone, "tests", at))
    assert (alone.language, for_client.language, alone.payment_days) == ("en", "de", 14)
    assert (draft.totals.total_minor, draft.content.lines) == (0, ())


async def test_an_invoice_for_nothing_is_paid_when_it_is_issued(product: Product) -> None:
    """With nothing due it never waits for money, and so is never late."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at, discount_minor=16_000)
        await issue(session, draft.id, at)
        state = await one(session, draft.id, at=at)
    assert (state.status, state.total_minor, state.due_minor) == (Status.PAID, 0, 0)
