"""An invoice's life, by the actions themselves."""

from datetime import date

import pytest

from invoiceflow.invoicing.actions.settle_invoice import SettleInvoice, settle_invoice
from invoiceflow.invoicing.actions.void_invoice import HasPayments, VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.frozen import content_hash
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.documents import issued_invoice
from invoiceflow.invoicing.queries.state import one
from invoicing_house import a_draft, issue
from product import Product


async def test_a_draft_becomes_an_invoice_and_is_paid(product: Product) -> None:
    """Issuing numbers and freezes; payments move the status; what was frozen is read back to the same fingerprint."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        invoice = await issue(session, draft.id, at)
    assert (invoice.number, invoice.issued_on, invoice.due_on) == (
        "2026-0001",
        date(2026, 11, 18),
        date(2026, 12, 2),
    )
    async with product.world.database.as_tenant(house.tenant_id) as session:
        partly = await settle_invoice(session, SettleInvoice(draft.id, 10_000, "EUR", at))
        over = await settle_invoice(session, SettleInvoice(draft.id, 10_000, "EUR", at))
    assert (partly.status, partly.due_minor) == (Status.PARTIALLY_PAID, 9_040)
    assert (over.status, over.due_minor, over.credit_minor) == (Status.PAID, 0, 960)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        again, state = await issued_invoice(session, draft.id), await one(session, draft.id, at=at)
        assert content_hash(again) == state.content_hash == content_hash(invoice)
        with pytest.raises(HasPayments):
            await void_invoice(session, VoidInvoice(draft.id, "tests", at))
