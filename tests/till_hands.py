"""What may happen to a tenant that collects, each as a plain function: rules of a state machine are no coroutines."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from crashing import Crashed, DoomedDatabase, DoomedSession, Fuse, done_in_spite
from invoiceflow.invoicing.actions.void_invoice import AlreadyVoid, VoidInvoice, void_invoice
from invoiceflow.invoicing.store.invoices import NotADraft
from invoiceflow.kernel.ids import ClientId, InvoiceId, PaymentId
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.actions.open_checkout import open_checkout
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.payments.actions.record_payment import AlreadyRecorded, record_payment
from invoiceflow.payments.actions.refund_payment import RefundPayment, refund_payment
from invoiceflow.payments.actions.reverse_payment import AlreadyReversed, ReversePayment, reverse_payment
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoicing_house import a_client, a_draft, a_line, issue
from mirror_house import choose
from payments_house import a_payment
from racing import Act, Outcome
from till import Message, Shop, onboard
from till_eyes import Eyes

Answer = TypeVar("Answer")

DONE_BEFORE = (AlreadyRecorded, AlreadyReversed, AlreadyVoid, NotADraft)
"""What somebody is told who does again what was committed just before they died."""

CARDS = {"card": "4242424242424242", "declined": "4000000000000002"}
IBANS = {"debit": "DE89370400440532013000", "failing debit": "DE62370400440532013001"}


@dataclass(slots=True)
class Hands:
    """Act on one tenant after the other, as ``begin`` opens them; ``dies`` is the statement at which a process does."""

    runner: asyncio.Runner
    opened: Shop
    shop: Shop = field(init=False)
    eyes: Eyes = field(init=False)
    client_id: ClientId = field(init=False)
    crashes: int = 0

    def begin(self) -> None:
        """Open a tenant that is connected."""
        self._run(self._house())
        self.eyes = Eyes(self.runner, self.shop)

    def issue(self, hours: int, dies: int | None) -> InvoiceId:
        """Issue an invoice over hours at 80.00 with 19 % tax."""

        async def drafted() -> InvoiceId:
            async with self._session() as session:
                line = a_line(self._now, quantity=hours)
                return (await a_draft(session, self._now, client_id=self.client_id, lines=(line,))).id

        draft_id = self._run(drafted())
        assert self._act(lambda session: issue(session, draft_id, self._now), dies) is None
        return draft_id

    def pay(self, invoice_id: InvoiceId, amount_minor: int, dies: int | None) -> tuple[UUID, Outcome]:
        """Enter a bank transfer."""
        payment_id = PaymentId(new_id(self._now))
        command = a_payment(self.shop.product, invoice_id, amount_minor, payment_id=payment_id)
        return payment_id, self._act(lambda session: record_payment(session, command), dies)

    def post_twice(self, invoice_id: InvoiceId, amount_minor: int) -> UUID | None:
        """Have a program enter a payment, and send the same again; return the payment, None where it was refused."""
        body = {"amount_minor": amount_minor, "method": "cash", "received_on": date(2026, 11, 20).isoformat()}
        path, key = f"/api/v1/invoices/{invoice_id}/payments", {"Idempotency-Key": str(new_id(self._now))}

        async def posted() -> UUID | None:
            answers = [await self.shop.house.api.post(path, json=body, headers=key) for _ in range(2)]
            first, again = answers
            assert first.status_code == again.status_code, again.text
            if first.status_code != 201:
                assert first.status_code == 409, first.text
                return None
            assert first.content == again.content
            return UUID(first.json()["id"])

        return self._run(posted())

    def reverse(self, payment_id: UUID, dies: int | None) -> Outcome:
        """Take a payment back."""
        command = ReversePayment(payment_id, "tests", self._now)
        return self._act(lambda session: reverse_payment(session, command), dies)

    def void(self, invoice_id: InvoiceId, dies: int | None) -> Outcome:
        """Void an invoice."""
        command = VoidInvoice(invoice_id, "tests", self._now)
        return self._act(lambda session: void_invoice(session, command), dies)

    def open_page(self, invoice_id: InvoiceId, dies: int | None) -> tuple[str, Outcome]:
        """Press "Pay"; return the address of Stripe's page, nothing where it was refused."""
        command = replace(self._run(self.shop.asked(invoice_id)), at=self._now)
        pages: list[str] = []

        async def opening(till: Till) -> None:
            pages.append(await open_checkout(till, command))

        refused = self._ask(opening, dies)
        return (pages[-1] if pages else ""), refused

    def choose(self, way: Way) -> None:
        """Have clients pay on pages for the amount, or on Stripe's invoices, from now on."""
        self._run(choose(self.shop, way))

    def fill_in(self, page: str, means: str) -> None:
        """Fill in Stripe's page."""
        if means in CARDS:
            self._run(self.shop.pay(page, CARDS[means]))
        else:
            self._run(self.shop.pay_by_debit(page, IBANS[means]))

    def hear(self, messages: Iterable[Message], copies: int) -> set[str]:
        """
        Deliver messages, each so often, and let the jobs run; return the payments that are looked at for that.

        Nothing follows from a message that the reconciler took in before.
        """
        told = list(messages)
        answers = self._run(self.shop.deliver([each for each in told for _ in range(copies)]))
        assert set(answers) <= {200}
        fresh = [each for each in told if each["id"] not in self.eyes.taken_in]
        self.eyes.delivered |= {each["id"] for each in told}
        self.eyes.taken_in |= self.eyes.delivered
        self.work()
        return self.eyes.told_of(fresh)

    def look(self, intent: str, dies: int | None) -> None:
        """Look at a payment, as a job does."""
        target = Target(Topic.PAYMENT, intent)
        command = FollowObject(self.shop.house.tenant_id, self.shop.account, target)
        assert self._ask(lambda till: follow_object(till, command), dies) is None

    def reconcile(self, dies: int | None) -> None:
        """Ask Stripe what happened, and let the jobs run."""
        self.eyes.taken_in |= {each["id"] for each in self.shop.messages()}
        assert self._ask(lambda till: reconcile(till, self.shop.house.tenant_id), dies) is None
        self.work()

    def refund(self, charge: str, amount_minor: int, dies: int | None) -> Outcome:
        """Send money of a collected payment back."""

        async def payment() -> UUID:
            ((found,),) = await self.shop.rows(
                "SELECT payment_id FROM charges WHERE charge_id = :it", it=charge
            )
            return UUID(str(found))

        command = RefundPayment(
            self.shop.house.tenant_id,
            self._run(payment()),
            new_id(self._now),
            amount_minor,
            reason="",
            actor="tests",
            at=self._now,
        )
        return self._ask(lambda till: refund_payment(till, command), dies)

    def refund_at_stripe(self, intent: str, amount_minor: int) -> None:
        """Send money back from Stripe's dashboard."""
        self.shop.client.v1.refunds.create({"payment_intent": intent, "amount": amount_minor}, self.shop.here)

    def press(self, action: str, name: str, amount_minor: int | None = None) -> None:
        """Have a bank do something."""
        self._run(self.shop.press(action, name, amount_minor))

    def decide(self, intent: str, how: str) -> None:
        """Have a bank decide the dispute of a payment."""
        (dispute,) = self.shop.client.v1.disputes.list({"payment_intent": intent}, self.shop.here).data
        self.press("dispute.win" if how == "won" else "dispute.lose", dispute.id)

    def pay_out(self, *, comes_back: bool) -> None:
        """Have Stripe send what is available to the bank; where the bank refuses it, the latest comes back."""
        self.press("balance.pay_out", "eur")
        latest = self.shop.client.v1.payouts.list({"limit": 1}, self.shop.here).data
        if comes_back and latest and latest[0].status in ("pending", "paid"):
            self.press("payout.fail", latest[0].id)

    def look_at_payouts(self) -> None:
        """Look at every payout, the oldest first, as jobs do that waited for the payments in them."""
        for each in reversed(self.shop.client.v1.payouts.list({"limit": 100}, self.shop.here).data):
            target = Target(Topic.PAYOUT, each.id)
            command = FollowObject(self.shop.house.tenant_id, self.shop.account, target)
            self._run(follow_object(self.shop.till, command))

    def wait(self, seconds: int) -> None:
        """Let time go by, here and at Stripe."""
        self._run(self.shop.go_on(seconds=seconds))
        self.shop.product.clock.advance(timedelta(seconds=seconds))

    def work(self) -> None:
        """Let the jobs run."""
        self._run(self.shop.product.work())

    @property
    def _now(self) -> datetime:
        return self.shop.product.clock.now()

    def _run(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(what)

    def _session(self) -> AbstractAsyncContextManager[Session]:
        return self.shop.product.world.database.as_tenant(self.shop.house.tenant_id)

    async def _house(self) -> None:
        self.shop = replace(self.opened, house=await self.opened.product.house(), account="")
        await onboard(self.shop)
        async with self._session() as session:
            self.client_id = await a_client(session, self._now)

    def _act(self, act: Act, dies: int | None) -> Outcome:
        """Do something in one transaction; where the process dies of it, do it again."""

        async def run(fuse: Fuse | None) -> None:
            async with self._session() as session:
                await act(DoomedSession(session, fuse) if fuse else session)
            if fuse:
                fuse.burn()

        return self._run(self._in_spite(run, dies))

    async def _in_spite(self, run: Callable[[Fuse | None], Awaitable[None]], dies: int | None) -> Outcome:
        """Do something; where the process dies of it, count that, and do it again."""

        async def counted(fuse: Fuse | None) -> None:
            try:
                await run(fuse)
            except Crashed:
                self.crashes += 1
                raise

        return await done_in_spite(counted, dies, DONE_BEFORE)

    def _ask(self, ask: Callable[[Till], Awaitable[object]], dies: int | None) -> Outcome:
        """Do something that talks to Stripe; where the process dies of it, do it again."""

        async def run(fuse: Fuse | None) -> None:
            till = self.shop.till
            await ask(replace(till, database=DoomedDatabase(till.database, fuse)) if fuse else till)

        return self._run(self._in_spite(run, dies))
