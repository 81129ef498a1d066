"""Collects money through Stripe: the only module that asks it. See also stripe_asking.py, stripe_reading.py."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import stripe
from stripe import Charge, Dispute, PaymentIntent, RequestOptions, Review, StripeClient
from stripe.checkout import Session
from stripe.params import InvoicePaymentListParams, RefundCreateParams

from invoiceflow.payments.adapters import stripe_asking as asking
from invoiceflow.payments.adapters import stripe_payouts
from invoiceflow.payments.adapters import stripe_reading as reading
from invoiceflow.payments.adapters.stripe_asking import on_account
from invoiceflow.payments.domain.event import ProviderEvent
from invoiceflow.payments.domain.payment_account import OWN
from invoiceflow.payments.domain.payout import SeenPayout
from invoiceflow.payments.domain.provider_amounts import to_provider
from invoiceflow.payments.domain.seen import SeenAccount, SeenPayment, SeenSession, SeenWarning
from invoiceflow.payments.ports import (
    Answer,
    ChargeOrder,
    Declined,
    NewAccount,
    NewPayer,
    NothingThere,
    Order,
    RefundOrder,
)
from invoiceflow.runtime.stripe import asked

_MOST: Final = 100
# The reason has Stripe block the card and its email, and learn from it; no other reason of Stripe's does anything.
_FRAUD: Final[Mapping[bool, RefundCreateParams]] = {True: {"reason": "fraudulent"}, False: {}}


@dataclass(frozen=True, slots=True)
class StripeCollector:
    """The port's one implementation (payments/ports.py)."""

    client: StripeClient
    only_account: str = ""

    async def open_account(self, wanted: NewAccount) -> SeenAccount:
        """Open an account whose dashboard is the tenant's own, with Stripe liable for fees and losses."""
        if self.only_account:
            return await self.account(self.only_account)
        account = await asked(
            self.client.v2.core.accounts.create_async(
                {
                    "display_name": wanted.name,
                    "contact_email": wanted.email,
                    "dashboard": "full",
                    "identity": {"country": wanted.country.lower()},
                    "configuration": {"merchant": {"capabilities": asking.capabilities(wanted.country)}},
                    "defaults": {
                        "currency": wanted.currency.lower(),
                        "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
                    },
                    "include": ["configuration.merchant", "requirements"],
                },
                {"idempotency_key": str(wanted.key)},
            )
        )
        return reading.account(account)

    async def onboarding_url(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """Return an address at which the tenant tells Stripe what it asks for."""
        if account == OWN:
            return return_url
        link = await asked(
            self.client.v2.core.account_links.create_async(
                {
                    "account": account,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "return_url": return_url,
                            "refresh_url": refresh_url,
                        },
                    },
                }
            )
        )
        return link.url

    async def account(self, account: str) -> SeenAccount:
        """Return how an account stands. The operator's own takes payments if its key may look at them."""
        if account == OWN:
            await asked(self.client.v1.checkout.sessions.list_async({"limit": 1}))
            return SeenAccount(OWN, is_ready=True, requirements=())
        found = await asked(
            self.client.v2.core.accounts.retrieve_async(
                account, {"include": ["configuration.merchant", "requirements"]}
            )
        )
        return reading.account(found)

    async def open_session(self, order: Order) -> SeenSession:
        """Open a page with one line of exactly the amount, whatever our invoice's lines are."""
        session: Session = await asked(
            self.client.v1.checkout.sessions.create_async(
                asking.session_of(order),
                {"idempotency_key": str(order.checkout_id), **on_account(order.account)},
            )
        )
        return reading.session(session)

    async def expire_session(self, account: str, session_id: str) -> SeenSession:
        """End a session, unless it has ended."""
        try:
            ended: Session = await asked(
                self.client.v1.checkout.sessions.expire_async(session_id, options=on_account(account))
            )
        except Declined:
            return await self.session(account, session_id)
        return reading.session(ended)

    async def session(self, account: str, session_id: str) -> SeenSession:
        """Return how a session stands, with its payment."""
        sessions = self.client.v1.checkout.sessions
        found = await asked(
            sessions.retrieve_async(session_id, {"expand": ["payment_intent"]}, on_account(account))
        )
        return reading.session(found)

    async def payment(self, account: str, payment_intent: str) -> SeenPayment:
        """Return a payment's whole present state, which takes two requests, and three where it is disputed."""
        return await asked(self._payment(on_account(account), payment_intent))

    async def _payment(self, on: RequestOptions, name: str) -> SeenPayment:
        v1 = self.client.v1
        intent: PaymentIntent = await v1.payment_intents.retrieve_async(
            name, {"expand": ["latest_charge.balance_transaction"]}, on
        )
        refunds = await v1.refunds.list_async(
            {"payment_intent": name, "limit": _MOST, "expand": ["data.balance_transaction"]}, on
        )
        found = [each async for each in refunds.auto_paging_iter()]
        charge = intent.latest_charge
        review = await self._review(on, charge) if isinstance(charge, Charge) else None
        seen = reading.payment(intent, found, await self._disputes(on, intent), review)
        if seen.checkout_id is None:
            return replace(seen, checkout_id=await self._mirrored(on, name))
        return seen

    async def _mirrored(self, on: RequestOptions, name: str) -> UUID | None:
        """Return whose mirror a payment pays: it bears no mark of ours itself, since Stripe made it."""
        of_it: InvoicePaymentListParams = {
            "payment": {"type": "payment_intent", "payment_intent": name},
            "expand": ["data.invoice"],
        }
        try:
            paid = await self.client.v1.invoice_payments.list_async(of_it, on)
        except stripe.PermissionError:
            return None  # a restricted key that need not look at invoices has no mirrors either
        return reading.mirrored_by(paid.data[0]) if paid.data else None

    async def _review(self, on: RequestOptions, charge: Charge) -> Review | None:
        """Return what people at Stripe make of a charge, if they look at it."""
        if charge.review is None:
            return None
        name = charge.review if isinstance(charge.review, str) else charge.review.id
        try:
            return await self.client.v1.reviews.retrieve_async(name, options=on)
        except stripe.PermissionError:
            return None  # a restricted key need not be allowed to; the money counts

    async def _disputes(self, on: RequestOptions, intent: PaymentIntent) -> list[Dispute]:
        """Return the disputes of a payment whose charge says that there are any."""
        charge = intent.latest_charge
        if not (isinstance(charge, Charge) and charge.disputed):
            return []
        found = await self.client.v1.disputes.list_async({"payment_intent": intent.id, "limit": _MOST}, on)
        return [each async for each in found.auto_paging_iter()]

    async def payout(self, account: str, name: str) -> SeenPayout:
        """Return a payout as it stands, with what it consists of."""
        return await asked(stripe_payouts.payout(self.client, on_account(account), name))

    async def open_payer(self, wanted: NewPayer) -> str:
        """Make a client known on an account, so that something can be kept for them."""
        made = await asked(
            self.client.v1.customers.create_async(
                {"name": wanted.name, "email": wanted.email},
                {"idempotency_key": f"{wanted.key}.payer", **on_account(wanted.account)},
            )
        )
        return made.id

    async def charge(self, order: ChargeOrder) -> str:
        """Charge a saved method, with nobody there to ask; a bank's refusal is seen at the payment."""
        try:
            intent = await asked(self._charge(order))
        except Declined as refusal:
            tried = _tried(refusal.__cause__)
            if tried is None:
                raise
            return tried
        return intent.id

    def _charge(self, order: ChargeOrder) -> Awaitable[PaymentIntent]:
        return self.client.v1.payment_intents.create_async(
            asking.charge_of(order), {"idempotency_key": str(order.checkout_id), **on_account(order.account)}
        )

    async def find_charge(self, account: str, payer: str, checkout_id: UUID) -> str:
        """Return the payment that names a checkout, among those of its payer."""
        return await asked(self._find_charge(on_account(account), payer, checkout_id))

    async def _find_charge(self, on: RequestOptions, payer: str, checkout_id: UUID) -> str:
        found = await self.client.v1.payment_intents.list_async({"customer": payer, "limit": _MOST}, on)
        async for each in found.auto_paging_iter():
            if reading.checkout_named(each) == checkout_id:
                return each.id
        return ""

    async def detach(self, account: str, payment_method: str) -> None:
        """Take a payment method from its payer, unless it is nobody's."""
        wanted = self.client.v1.payment_methods.detach_async(payment_method, options=on_account(account))
        try:
            await asked(wanted)
        except Declined:
            if await self.is_kept(account, payment_method):
                raise

    async def is_kept(self, account: str, payment_method: str) -> bool:
        """Return whether a payment method is some payer's."""
        wanted = self.client.v1.payment_methods.retrieve_async(payment_method, options=on_account(account))
        try:
            return (await asked(wanted)).customer is not None
        except NothingThere:
            return False

    async def fraud_warning(self, account: str, name: str) -> SeenWarning:
        """Return an early fraud warning as it stands."""
        found = await asked(
            self.client.v1.radar.early_fraud_warnings.retrieve_async(name, options=on_account(account))
        )
        return reading.warning(found)

    async def refund(self, order: RefundOrder) -> None:
        """Send money back; what becomes of it is seen at the payment."""
        await asked(
            self.client.v1.refunds.create_async(
                {
                    "payment_intent": order.payment_intent,
                    "amount": to_provider(order.amount_minor, order.currency),
                    "metadata": {"refund": str(order.refund_id)},
                    **_FRAUD[order.is_fraud],
                },
                {"idempotency_key": str(order.refund_id), **on_account(order.account)},
            )
        )

    async def upload(self, account: str, evidence_id: UUID, content: bytes) -> str:
        """Upload a PDF as evidence."""
        file = BytesIO(content)
        file.name = "invoice.pdf"
        kept = await asked(
            self.client.v1.files.create_async(
                {"purpose": "dispute_evidence", "file": file},
                {"idempotency_key": f"{evidence_id}.file", "stripe_account": account},
            )
        )
        return kept.id

    async def answer(self, answer: Answer) -> None:
        """Hand evidence in for good."""
        said: Any = {**answer.texts, **({"receipt": answer.file_id} if answer.file_id else {})}
        await asked(
            self.client.v1.disputes.update_async(
                answer.dispute,
                {"evidence": said, "submit": True},
                {"idempotency_key": str(answer.evidence_id), "stripe_account": answer.account},
            )
        )

    async def events_since(self, account: str, since: datetime) -> tuple[ProviderEvent, ...]:
        """Return what happened on an account, the newest first; Stripe remembers thirty days."""
        return await asked(self._events(account, int(since.timestamp())))

    async def _events(self, account: str, since: int) -> tuple[ProviderEvent, ...]:
        found = await self.client.v1.events.list_async(
            {"created": {"gte": since}, "limit": _MOST}, on_account(account)
        )
        return tuple([reading.event(each, account) async for each in found.auto_paging_iter()])


def _tried(refusal: BaseException | None) -> str | None:
    """Return the payment that a bank has refused."""
    error = refusal.error if isinstance(refusal, stripe.CardError) else None
    return error.payment_intent.id if error and error.payment_intent else None
