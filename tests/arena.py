"""Where races are run: one shop, and what each pair of hands needs to be ready before the start."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx

from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.save_draft import SaveDraft, save_draft
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.invoicing.domain.invoice import DraftInvoice, IssuedInvoice
from invoiceflow.kernel.ids import ClientId, InvoiceId, LineId
from invoiceflow.payments.actions.follow_object import FollowObject, follow_object
from invoiceflow.payments.actions.record_payment import record_payment
from invoiceflow.payments.actions.refund_payment import RefundPayment, refund_payment
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.actions.grant_plan import GrantPlan, grant_plan
from invoiceflow.subscription.domain.plan import PlanName
from invoicing_house import LINK_KEY, a_draft
from payments_house import a_payment, ledger_of
from racing import Act, Run
from till import TOTAL, Shop


@dataclass(frozen=True, slots=True)
class Charged:
    """A payment at Stripe. Whether it is in our books is another question."""

    invoice: IssuedInvoice
    session: str
    intent: str


@dataclass(slots=True)
class Arena:
    """A shop, and a client of it that all invoices of the races go to."""

    shop: Shop
    client_id: ClientId
    browser: httpx.AsyncClient
    refundable: UUID | None = None
    """A payment of which refunds took a part, and may take more."""

    @property
    def now(self) -> datetime:
        """The instant of this round."""
        return self.shop.product.clock.now()

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Open a transaction of the shop's."""
        return self.shop.product.world.database.as_tenant(self.shop.house.tenant_id)

    async def invoice(self, **given: object) -> IssuedInvoice:
        """Issue an invoice of 190.40 EUR."""
        return await self.shop.invoice(client_id=self.client_id, **given)

    async def use_up(self, invoices: int) -> None:
        """Issue so many invoices, unless there are more."""
        ((issued,),) = await self.shop.rows("SELECT count(*) FROM usage_ledger")
        for _ in range(issued, invoices):
            await self.invoice()

    async def draft(self) -> DraftInvoice:
        """Add a draft of 190.40 EUR."""
        async with self.session() as session:
            return await a_draft(session, self.now, client_id=self.client_id)

    async def charged(self, **given: object) -> Charged:
        """Have a client pay by card; nobody here has heard of it."""
        invoice = await self.invoice(**given)
        await self.shop.pay(await self.shop.checkout(invoice.id))
        ((name,),) = await self.shop.rows(
            "SELECT session_id FROM checkouts WHERE invoice_id = :id", id=invoice.id
        )
        seen = await self.shop.till.collector.session(self.shop.account, name)
        return Charged(invoice, name, seen.payment_intent)

    async def collected(self, **given: object) -> tuple[Charged, UUID]:
        """Have a client pay by card, and the payment in the books; return its id as well."""
        paid = await self.charged(**given)
        await self.looking(Topic.SESSION, paid.session)()
        ((payment_id,),) = await self.shop.rows(
            "SELECT id FROM payments WHERE invoice_id = :id", id=paid.invoice.id
        )
        return paid, payment_id

    def looking(self, topic: Topic, name: str) -> Run:
        """Return the look at an object that its message causes."""
        command = FollowObject(self.shop.house.tenant_id, self.shop.account, Target(topic, name))
        return lambda: follow_object(self.shop.till, command)

    def refunding(self, payment_id: UUID, amount_minor: int) -> Run:
        """Return the press of a button that sends money back."""
        command = RefundPayment(
            self.shop.house.tenant_id,
            payment_id,
            new_id(self.now),
            amount_minor,
            reason="",
            actor="tests",
            at=self.now,
        )
        return lambda: refund_payment(self.shop.till, command)

    def paying(self, invoice_id: InvoiceId, amount_minor: int = TOTAL) -> Act:
        """Return the recording of a bank transfer."""
        command = a_payment(self.shop.product, invoice_id, amount_minor)
        return lambda session: record_payment(session, command)

    def voiding(self, invoice_id: InvoiceId) -> Act:
        """Return the voiding of an invoice."""
        command = VoidInvoice(invoice_id, "tests", self.now)
        return lambda session: void_invoice(session, command)

    def granting(self, plan: PlanName | None) -> Act:
        """Return the change of a tenant's plan; None is what it had before, which has no limits."""
        return lambda session: grant_plan(session, GrantPlan(plan, "tests", self.now))

    def issuing(self, draft: DraftInvoice) -> Act:
        """Return the issuing of a draft, whatever it says by then."""
        return lambda session: issue_invoice(session, IssueInvoice(draft.id, LINK_KEY, "tests", self.now))

    def editing(self, draft: DraftInvoice) -> Act:
        """Return an edit that makes the draft's invoice come to twice as much."""
        (line,) = draft.content.lines
        content = replace(draft.content, lines=(line, replace(line, id=LineId(new_id(self.now)))))
        return lambda session: save_draft(session, SaveDraft(draft.id, content, None, "tests", self.now))

    async def ledger(self, invoice_id: InvoiceId) -> dict[str, int]:
        """Return what each account holds for an invoice, those of nothing left out."""
        async with self.session() as session:
            return {name: amount for name, amount in (await ledger_of(session, invoice_id)).items() if amount}

    async def later(self) -> None:
        """Let a quarter of an hour go by, here and at Stripe: a reconciler lists no older events."""
        await self.shop.go_on(minutes=16)
        self.shop.product.clock.advance(timedelta(minutes=16))
