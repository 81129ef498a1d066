"""Open the demo tenant and live its year, each step at the instant at which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.actions.add_item import AddItem, add_item
from invoiceflow.clients.domain.client import ClientDetails, Contact
from invoiceflow.clients.domain.item import ItemDetails
from invoiceflow.entrypoints.demo import people, story
from invoiceflow.entrypoints.demo.team import mark_of, team
from invoiceflow.entrypoints.demo.teller import Teller
from invoiceflow.entrypoints.demo.work import ITEMS
from invoiceflow.identity.domain.way import Way
from invoiceflow.kernel.ids import ClientId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.subscription.actions.grant_plan import GrantPlan, grant_plan
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant

SET_UP = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that public links and invitations are made with."""

    links: bytes
    invitations: bytes


async def seed(database: Database, *, ways: Sequence[Way], keys: Keys, now: datetime) -> None:
    """
    Open the demo tenant and live its year up to ``now``, a month a transaction. Its members sign in by any of ``ways``.

    Raises:
        SlugTaken: it is there already.
    """
    start = min(plan.issued_at for plan in story.invoices(now)) - SET_UP
    members = await team(database, ways, keys.invitations, start)
    tenant_id = await open_tenant(database, OpenTenant(people.SLUG, people.STUDIO, members.owner, start))
    async with database.as_tenant(tenant_id) as session:
        # A demo is never in the way of whoever tries it.
        await grant_plan(session, GrantPlan(PlanName.AGENCY, "InvoiceFlow", start))
    async with database.as_tenant(tenant_id, by=mark_of(members.owner)) as session:
        clients = await _clients(session, start)
        await _items(session, start)
    await members.join(database, tenant_id, start)
    teller = Teller(keys.links, members, clients, {})
    for _, month in groupby(teller.steps(now), key=lambda each: (each[0].year, each[0].month)):
        async with database.as_tenant(tenant_id) as session:
            for _, step in month:
                await step(session)


async def _clients(session: Session, at: datetime) -> dict[str, ClientId]:
    found = {}
    for each in people.CLIENTS:
        details = ClientDetails(
            name=each.name,
            country=each.country,
            currency=each.currency,
            language=each.language,
            email=each.email,
            street=each.street,
            postal_code=each.postal_code,
            city=each.city,
            vat_id=each.vat_id,
            contacts=(Contact(each.contact, each.email),) if each.contact else (),
            payment_days=each.payment_days,
        )
        added = await add_client(session, AddClient(details, people.OWNER.name, at))
        found[each.name] = added.id
    return found


async def _items(session: Session, at: datetime) -> None:
    for item in ITEMS:
        words = item.wording(people.STUDIO.language)
        details = ItemDetails(words.name, Decimal(item.price), "EUR", unit=words.unit, note=words.note)
        await add_item(session, AddItem(details, people.OWNER.name, at))
