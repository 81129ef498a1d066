"""The story, told to the product: each step is an action that everyone has, by whom it fell to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.delivery import store as deliveries
from invoiceflow.delivery.actions.record_view import record_view
from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.entrypoints.demo import people, story
from invoiceflow.entrypoints.demo.team import Team, acting
from invoiceflow.entrypoints.demo.work import price_in
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
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.tenancy.domain.role import Role

Step = Callable[[Session], Awaitable[None]]
INVITED_AGO = timedelta(hours=20)


@dataclass(slots=True)
class Teller:
    """Keeps what the story's later steps need from its earlier ones."""

    link_key: bytes
    team: Team
    clients: dict[str, ClientId]
    ids: dict[int, InvoiceId]

    def steps(self, now: datetime) -> list[tuple[datetime, Step]]:
        """Return everything that happens, in the order of time."""
        steps: list[tuple[datetime, Step]] = [(now - INVITED_AGO, self._invite(now - INVITED_AGO))]
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

    def _writer(self, number: int) -> Person:
        """Return who writes an invoice: mostly the member, every third the owner."""
        return self.team.persons[Role.OWNER if number % 3 == 0 else Role.MEMBER]

    def _invite(self, at: datetime) -> Step:
        async def step(session: Session) -> None:
            await self.team.invite(session, at)

        return step

    def _write(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            writer = self._writer(number)
            session, at = acting(session, writer), plan.issued_at
            content = _content(plan, self.clients[plan.client.name])
            draft = await create_draft(session, CreateDraft(content, writer.name, at))
            self.ids[number] = draft.id
            if not plan.is_draft:
                await issue_invoice(session, IssueInvoice(draft.id, self.link_key, writer.name, at))

        return step

    def _sent(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.sent_at is not None:
                writer = self._writer(number)
                email = Emailed(self.ids[number], plan.client, writer.name, plan.sent_at)
                await _send(acting(session, writer), email)

        return step

    def _seen(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.viewed_at is not None:
                await record_view(session, self.ids[number], plan.viewed_at)

        return step

    def _void(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.voided_at is not None:
                writer = self._writer(number)
                command = VoidInvoice(self.ids[number], writer.name, plan.voided_at, "Wrong client")
                await void_invoice(acting(session, writer), command)

        return step

    def _lost(self, number: int, plan: story.PlannedInvoice) -> Step:
        async def step(session: Session) -> None:
            if plan.lost_at is not None:
                command = MarkUncollectible(self.ids[number], self.team.owner.name, plan.lost_at)
                await mark_uncollectible(acting(session, self.team.owner), command)

        return step

    def _pay(self, number: int, payment: story.PlannedPayment) -> Step:
        async def step(session: Session) -> None:
            accountant = self.team.persons[Role.ACCOUNTANT]
            found = await state.one(session, self.ids[number], at=payment.at)
            amount = found.due_minor * payment.share // 100 or found.due_minor
            if amount > 0:
                command = _payment(found, amount, payment, accountant.name)
                await record_payment(acting(session, accountant), command)

        return step


@dataclass(frozen=True, slots=True)
class Emailed:
    """An email that was accepted long ago."""

    invoice_id: InvoiceId
    client: people.DemoClient
    by: str
    at: datetime


async def _send(session: Session, email: Emailed) -> None:
    """Write down an email; none goes out."""
    delivery_id = DeliveryId(new_id(email.at))
    delivery = Delivery(
        id=delivery_id,
        invoice_id=email.invoice_id,
        recipient=email.client.email,
        recipient_name=email.client.contact,
        message="",
        state=DeliveryState.ACCEPTED,
        attempts=1,
        message_id=f"<{delivery_id}@studio-north.example>",
        error="",
        requested_by=email.by,
        queued_at=email.at,
        accepted_at=email.at,
    )
    await deliveries.add_delivery(session, delivery)
    await mark_sent(session, email.invoice_id, email.at)
    detail: Detail = {"to": email.client.email}
    await record(session, Fact(email.at, email.by, "invoice.sent", "invoice", email.invoice_id, detail))


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


def _payment(found: state.State, amount_minor: int, payment: story.PlannedPayment, by: str) -> RecordPayment:
    return RecordPayment(
        invoice_id=found.id,
        amount_minor=amount_minor,
        method=Method(payment.method),
        received_on=day_in(people.STUDIO.time_zone, payment.at),
        actor=by,
        at=payment.at,
        reference=found.number or "",
    )
