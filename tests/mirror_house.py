"""A tenant that collects on Stripe's invoices, and what Stripe has of them."""

from stripe import Invoice

from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.payments.actions.connect_account import ChooseWay, choose_way
from invoiceflow.payments.domain.mirror import Way
from payments_house import ledger_of
from till import Shop


async def choose(shop: Shop, way: Way = Way.INVOICE) -> None:
    """Have the tenant's clients pay so from now on."""
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await choose_way(session, ChooseWay(way, shop.house.owner, shop.product.clock.now()))


def invoices_at_stripe(shop: Shop) -> list[Invoice]:
    """Return all invoices that the tenant's account has, the oldest first."""
    return list(reversed(shop.client.v1.invoices.list({"limit": 100}, shop.here).data))


async def standing(shop: Shop, invoice_id: object) -> tuple[str, int]:
    """Return an invoice's status, and what was paid."""
    (row,) = await shop.rows("SELECT status, paid_minor FROM invoices WHERE id = :id", id=invoice_id)
    return row[0], row[1]


async def states(shop: Shop, invoice_id: object) -> list[tuple[str, str]]:
    """Return in which ways an invoice was asked for, and what became of that."""
    found = await shop.rows(
        "SELECT way, state FROM checkouts WHERE invoice_id = :id ORDER BY way, state", id=invoice_id
    )
    return [(row[0], row[1]) for row in found]


async def ledger(shop: Shop, invoice_id: object) -> dict[str, int]:
    """Return what each account holds for one invoice, those of nothing left out."""
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        sums = await ledger_of(session, invoice_id)  # type: ignore[arg-type]  # an invoice's id
    return {account: amount for account, amount in sums.items() if amount}


async def mirrored(shop: Shop) -> tuple[IssuedInvoice, str]:
    """Return an invoice whose mirror is made, and the mirror's page."""
    await choose(shop)
    invoice = await shop.invoice()
    await shop.product.work()
    (mirror,) = invoices_at_stripe(shop)
    return invoice, str(mirror.hosted_invoice_url)


async def client_of(shop: Shop, mirror: str) -> object:
    """Return whom a mirror is for."""
    ((client_id,),) = await shop.rows(
        "SELECT i.client_id FROM invoices i JOIN checkouts c ON c.invoice_id = i.id WHERE c.session_id = :name",
        name=mirror,
    )
    return client_id
