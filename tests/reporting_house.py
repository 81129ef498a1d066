"""Invoices of a house as pages need them: in a known order of time, for clients with names."""

from datetime import timedelta

import httpx

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.domain.client import ClientDetails
from invoiceflow.kernel.ids import ClientId, InvoiceId, MemberId
from invoiceflow.payments.actions.record_payment import RecordPayment, record_payment
from invoiceflow.payments.domain.payment import Method
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.store.members import add_member
from invoicing_house import a_draft, issue
from product import House, Product


async def a_named_client(product: Product, house: House, name: str) -> ClientId:
    """Add a client of that name and return its id."""
    details = ClientDetails(
        name=name, country="DE", currency="EUR", language="de", email="post@client.example"
    )
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return (await add_client(session, AddClient(details, "tests", product.clock.now()))).id


async def an_invoice(product: Product, house: House, *, issued: bool = True, **given: object) -> InvoiceId:
    """Add a draft or invoice of 190.40, a second after the one before, so that their order is known."""
    product.clock.advance(timedelta(seconds=1))
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at, **given)
        if issued:
            await issue(session, draft.id, at)
        return draft.id


async def paid(product: Product, house: House, invoice_id: InvoiceId, amount_minor: int) -> None:
    """Record a bank transfer of today in euro."""
    at = product.clock.now()
    command = RecordPayment(invoice_id, amount_minor, Method.BANK_TRANSFER, at.date(), "tests", at)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await record_payment(session, command)


async def joined(product: Product, house: House, role: Role) -> httpx.AsyncClient:
    """Return the browser of another member, who has that role."""
    person, browser = await product.person("Jonas Okafor")
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await add_member(session, MemberId(new_id(at)), person, role, at)
    return browser
