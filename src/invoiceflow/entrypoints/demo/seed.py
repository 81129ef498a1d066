"""Tell the story to the product: through the same actions as everyone, each with the instant at which it happened."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients.actions.add_client import AddClient, add_client
from invoiceflow.clients.actions.add_item import AddItem, add_item
from invoiceflow.clients.domain.client import ClientDetails, Contact
from invoiceflow.clients.domain.item import ItemDetails
from invoiceflow.delivery import store as deliveries
from invoiceflow.delivery.actions.record_view import record_view
from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.entrypoints.demo import people, story
from invoiceflow.entrypoints.demo.work import ITEMS, price_in
from invoiceflow.identity import store as identity
from invoiceflow.identity.domain.session import Identity
from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.mark_sent import mark_sent
from invoiceflow.invoicing.actions.mark_uncollectible import MarkUncollectible, mark_uncollectible
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.invoice import Content, Line
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import ClientId, DeliveryId, InvoiceId, LineId
from invoiceflow.payments.actions.record_payment import RecordPayment, record_payment
from invoiceflow.payments.domain.payment import Method
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant

Step = Callable[[Session], Awaitable[None]]


@dataclass(slots=True)
class Teller:
    """Keeps what the story's later steps need from its earlier ones."""

    link_key: bytes
    clients: dict[str, ClientId]
    ids: dict[int, InvoiceId]

    def steps(self, now: datetime) -> list[tuple[datetime, Step]]:
        """Return everything that happens, in the order of time."""
        steps: list[tuple[datetime, Step]] = []
        for number, plan in enumerate(story.invoices(now)):
            steps.append((plan.issued_at, self._write(number, plan)))
            for at, step in (
                (plan.sent_at, self._sent(number, plan)),
                (plan.viewed_at, self._seen(number, plan)),
                (plan.voided_at, self._void(number, plan)),
                (plan.lost_at, self._lost(number, plan)),
            ):
                if at is not None:
                    steps.append((at, step))
            steps.extend((payment.at, self._pay(number, payment)) for payment in plan.payments)
        return sorted(steps, key=lambda each: each[0])

    def _write(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            content = _content(plan, self.clients[plan.client.name])
            command = CreateDraft(content, people.OWNER_NAME, plan.issued_at)
            draft = await create_draft(session, command)
            self.ids[number] = draft.id
            if not plan.is_draft:
                await issue_invoice(
                    session, IssueInvoice(draft.id, self.link_key, people.OWNER_NAME, plan.issued_at)
                )

        return step

    def _sent(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.sent_at is not None:
                await _send(session, self.ids[number], plan.client, plan.sent_at)

        return step

    def _seen(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.viewed_at is not None:
                await record_view(session, self.ids[number], plan.viewed_at)

        return step

    def _void(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.voided_at is not None:
                command = VoidInvoice(self.ids[number], people.OWNER_NAME, plan.voided_at, "Wrong client")
                await void_invoice(session, command)

        return step

    def _lost(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.lost_at is not None:
                command = MarkUncollectible(self.ids[number], people.OWNER_NAME, plan.lost_at)
                await mark_uncollectible(session, command)

        return step

    def _pay(self, number: int, payment: story.PlannedPayment) -> Step:
        async def step(session: Session) -> None:
            found = await state.one(session, self.ids[number], at=payment.at)
            amount = found.due_minor * payment.share // 100 or found.due_minor
            if amount > 0:
                await record_payment(session, _payment(found, amount, payment))

        return step


async def seed(database: Database, *, issuer: str, link_key: bytes, now: datetime) -> None:
    """
    Open the demo tenant and live its year up to ``now``, a month a transaction.

    Raises:
        SlugTaken: it is there already.
    """
    start = min(plan.issued_at for plan in story.invoices(now))
    owner = await _owner(database, issuer, start)
    tenant_id = await open_tenant(database, OpenTenant(people.SLUG, people.STUDIO, owner, start))
    async with database.as_tenant(tenant_id) as session:
        teller = Teller(link_key, await _clients(session, start), {})
        await _items(session, start)
    for _, month in groupby(teller.steps(now), key=lambda each: (each[0].year, each[0].month)):
        async with database.as_tenant(tenant_id) as session:
            for _, step in month:
                await step(session)


async def _owner(database: Database, issuer: str, at: datetime) -> Person:
    identity_of_owner = Identity(issuer, people.OWNER_SUBJECT, people.OWNER_EMAIL, people.OWNER_NAME)
    async with database.without_tenant() as connection:
        person_id = await identity.enter_person(connection, identity_of_owner, at)
    return Person(person_id, people.OWNER_NAME, people.OWNER_EMAIL, session_id="")


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
        added = await add_client(session, AddClient(details, people.OWNER_NAME, at))
        found[each.name] = added.id
    return found


async def _items(session: Session, at: datetime) -> None:
    for item in ITEMS:
        words = item.wording(people.STUDIO.language)
        details = ItemDetails(words.name, Decimal(item.price), "EUR", unit=words.unit, note=words.note)
        await add_item(session, AddItem(details, people.OWNER_NAME, at))


def _content(plan: story.PlannedInvoice, client_id: ClientId) -> Content:
    category, rate = plan.client.tax
    tax = TaxKey(TaxCategory(category), Decimal(rate))
    lines = tuple(_line(plan, line, tax) for line in plan.lines)
    return Content(
        client_id=client_id,
        currency=plan.client.currency,
        language=plan.client.language,
        lines=lines,
        discount_percent=Decimal(plan.discount_percent),
        payment_days=plan.client.payment_days,
        terms=people.STUDIO.terms if plan.client.language == "de" else "",
    )


async def _send(session: Session, invoice_id: InvoiceId, client: people.DemoClient, at: datetime) -> None:
    """Write down an email that was accepted long ago; none goes out."""
    delivery_id = DeliveryId(new_id(at))
    delivery = Delivery(
        id=delivery_id,
        invoice_id=invoice_id,
        recipient=client.email,
        recipient_name=client.contact,
        message="",
        state=DeliveryState.ACCEPTED,
        attempts=1,
        message_id=f"<{delivery_id}@studio-north.example>",
        error="",
        requested_by=people.OWNER_NAME,
        queued_at=at,
        accepted_at=at,
    )
    await deliveries.add_delivery(session, delivery)
    await mark_sent(session, invoice_id, at)
    await record(
        session, Fact(at, people.OWNER_NAME, "invoice.sent", "invoice", invoice_id, {"to": client.email})
    )


def _line(plan: story.PlannedInvoice, line: story.PlannedLine, tax: TaxKey) -> Line:
    words = line.item.wording(plan.client.language)
    return Line(
        id=LineId(new_id(plan.issued_at)),
        description=words.name,
        note=words.note,
        unit=words.unit,
        quantity=Decimal(line.quantity),
        unit_price=price_in(plan.client.currency, line.item.price),
        discount_percent=Decimal(line.discount_percent),
        tax=tax,
    )


def _payment(found: state.State, amount_minor: int, payment: story.PlannedPayment) -> RecordPayment:
    return RecordPayment(
        invoice_id=found.id,
        amount_minor=amount_minor,
        method=Method(payment.method),
        received_on=day_in(people.STUDIO.time_zone, payment.at),
        actor=people.OWNER_NAME,
        at=payment.at,
        reference=found.number or "",
    )
