"""What can be seen of a tenant that collects: its books, its jobs, and how things stand at Stripe."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from sqlalchemy import text
from stripe import PaymentIntent

from money_model import AtStripe
from till import Message, Shop

Answer = TypeVar("Answer")

_WRITTEN = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
"""The number of the next transaction that writes, whoever it is."""

_STANDINGS = text(
    "SELECT i.id, i.status, i.paid_minor, c.charge_id, c.dispute_status, sum(p.amount_minor)::bigint AS amount_minor "
    "FROM invoices i "
    "LEFT JOIN payments p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id "
    "LEFT JOIN charges c ON c.tenant_id = p.tenant_id AND c.payment_id IN (p.id, p.of_id) "
    "WHERE i.tenant_id = :tenant GROUP BY i.tenant_id, i.id, c.charge_id, c.dispute_status"
)

_DECIDED = {"": "", "won": "won", "lost": "lost"}
"""Stripe's words for disputes that are over, as the model has them; any other is one that is open."""


class Standing(NamedTuple):
    """An invoice's status, what was paid, what each charge came to, and each charge's dispute as the books know it."""

    status: str
    paid_minor: int
    charges: dict[str, int]
    disputes: dict[str, str]


@dataclass(slots=True)
class Eyes:
    """
    Look at a tenant.

    What was read of the database is remembered while nobody writes to it, as it would say the same.
    """

    runner: asyncio.Runner
    shop: Shop
    delivered: set[str] = field(default_factory=set)
    taken_in: set[str] = field(default_factory=set)
    _written: str = ""
    _read: dict[str, object] = field(default_factory=dict)

    def undelivered(self) -> list[Message]:
        """Return the messages about payments and payouts that nobody has delivered, the oldest first."""
        new = [each for each in self.shop.messages() if each["id"] not in self.delivered]
        return [
            each for each in new if intent_of(each) or mirror_of(each) or each["type"].startswith("payout.")
        ]

    def begun(self, invoice_id: UUID) -> dict[str, int]:
        """Return what was charged for an invoice, by payment: whether it succeeded, failed, or is on its way."""
        charged = [each for invoice, each in self._intents() if invoice == invoice_id and each.latest_charge]
        return {each.id: each.amount for each in charged}

    def collected(self) -> list[tuple[UUID, AtStripe]]:
        """Return what Stripe took, as it was then, by the invoice that it is for."""
        return [
            (invoice, AtStripe(intent.id, str(intent.latest_charge), intent.amount))
            for invoice, intent in self._intents()
            if intent.status == "succeeded"
        ]

    def _intents(self) -> list[tuple[UUID, PaymentIntent]]:
        """Return every payment that there is at Stripe, with the invoice that it is for."""
        rows = self.runner.run(self.shop.rows("SELECT id::text, session_id, invoice_id FROM checkouts"))
        invoices = {name: invoice for checkout, page, invoice in rows for name in (checkout, page)}
        mirrors = {intent: mirror for mirror, intent in self.mirrored().items()}
        found = self.shop.client.v1.payment_intents.list({"limit": 100}, self.shop.here).data
        return [(invoices[mirrors.get(each.id) or each.metadata["checkout"]], each) for each in found]

    def mirrored(self) -> dict[str, str]:
        """Return the payments of invoices at Stripe, by those."""
        found = self.shop.client.v1.invoice_payments.list({"limit": 100}, self.shop.here).data
        return {str(each.invoice): str(each.payment.payment_intent) for each in found}

    def told_of(self, messages: Iterable[Message]) -> set[str]:
        """Return the payments that messages lead to."""
        told = list(messages)
        mirrored = self.mirrored() if any(mirror_of(each) for each in told) else {}
        return {intent_of(each) or mirrored.get(mirror_of(each), "") for each in told}

    def lost(self) -> set[str]:
        """Return the payments whose disputes are lost."""
        found = self.shop.client.v1.disputes.list({"limit": 100}, self.shop.here).data
        return {str(each.payment_intent) for each in found if each.status == "lost"}

    def differences(self) -> list[str]:
        """Return what ``invoiceflow verify`` would say."""
        return self._once("differences", self.shop.differences)

    def beside_stripe(self) -> list[str]:
        """Return where the books are not what Stripe holds."""
        return self.runner.run(self.shop.beside_stripe())

    def standings(self) -> dict[UUID, Standing]:
        """Return how each invoice stands."""

        async def found() -> dict[UUID, Standing]:
            standings: dict[UUID, Standing] = {}
            async with self.shop.product.world.database.as_tenant(self.shop.house.tenant_id) as session:
                for row in await session.execute(_STANDINGS, {"tenant": session.tenant_id}):
                    of = standings.setdefault(row.id, Standing(row.status, row.paid_minor, {}, {}))
                    if row.charge_id:
                        of.charges[row.charge_id] = row.amount_minor
                        of.disputes[row.charge_id] = _DECIDED.get(row.dispute_status, "open")
            return standings

        return self._once("standings", found)

    def parked(self) -> set[str]:
        """Return the payments that are parked."""
        rows = self.runner.run(self.shop.rows("SELECT object_id FROM parked_objects WHERE topic = 'payment'"))
        return {row[0] for row in rows}

    def failed_jobs(self) -> int:
        """Return how many jobs were given up."""

        async def counted() -> int:
            found = await self.shop.product.queue.job_manager.list_jobs_async(status="failed")
            return len(list(found))

        return self._once("failed jobs", counted)

    def _once(self, what: str, read: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what a reading says; it is read anew where somebody wrote since."""

        async def looked() -> Answer:
            async with self.shop.product.world.database.without_tenant() as connection:
                written = (await connection.execute(_WRITTEN)).scalar_one()
            if written != self._written:
                self._written, self._read = written, {}
            if what not in self._read:
                self._read[what] = await read()
            return cast("Answer", self._read[what])

        return self.runner.run(looked())


def intent_of(message: Message) -> str:
    """Return the payment intent that a message is about; nothing where it is about none."""
    subject: dict[str, Any] = message.get("data", {}).get("object", {})
    intent = subject.get("id") if subject.get("object") == "payment_intent" else subject.get("payment_intent")
    return intent or ""


def mirror_of(message: Message) -> str:
    """Return the invoice at Stripe that a message is about; nothing where it is about none."""
    subject: dict[str, Any] = message.get("data", {}).get("object", {})
    mirror = subject.get("id") if subject.get("object") == "invoice" else subject.get("invoice")
    return mirror or ""
