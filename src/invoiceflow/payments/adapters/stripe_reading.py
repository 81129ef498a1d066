"""
Reads what Stripe answers into our own words. Amounts become our minor units here.

An object of its library is no dictionary: what is optional there is asked for by name.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from stripe import (
    BalanceTransaction,
    Charge,
    Dispute,
    Event,
    Invoice,
    InvoicePayment,
    PaymentIntent,
    Refund,
    Review,
    StripeObject,
)
from stripe.checkout import Session
from stripe.radar import EarlyFraudWarning
from stripe.v2.core import Account

from invoiceflow.payments.domain.event import ProviderEvent, Source, target_of
from invoiceflow.payments.domain.payment import Method
from invoiceflow.payments.domain.payment_account import OWN
from invoiceflow.payments.domain.provider_amounts import from_provider
from invoiceflow.payments.domain.seen import (
    SeenAccount,
    SeenCharge,
    SeenDispute,
    SeenPayment,
    SeenRefund,
    SeenSession,
    SeenTransaction,
    SeenWarning,
)

_METHODS: Final[Mapping[str, Method]] = {
    "card": Method.CARD,
    "card_present": Method.CARD,
    "link": Method.CARD,
    "sepa_debit": Method.DIRECT_DEBIT,
    "bacs_debit": Method.DIRECT_DEBIT,
    "au_becs_debit": Method.DIRECT_DEBIT,
    "acss_debit": Method.DIRECT_DEBIT,
    "us_bank_account": Method.DIRECT_DEBIT,
    "customer_balance": Method.BANK_TRANSFER,
}
# A payment intent that waits for another method after its session was finished: the bank refused.
_REFUSED: Final = frozenset({"requires_payment_method", "canceled"})


def account(found: Account) -> SeenAccount:
    """Read an account: it is ready once it may take cards."""
    merchant = found.configuration.merchant if found.configuration else None
    cards = merchant.capabilities.card_payments if merchant and merchant.capabilities else None
    entries = found.requirements.entries if found.requirements else None
    asked = [each.description for each in entries or () if each.awaiting_action_from == "user"]
    return SeenAccount(
        id=found.id,
        is_ready=bool(cards and cards.status == "active"),
        requirements=tuple(dict.fromkeys(asked)),
        is_closed=bool(found.closed),
    )


def session(found: Session) -> SeenSession:
    """Read a Checkout Session, whose payment may be written out or only named."""
    currency = (found.currency or "").upper()
    intent = found.payment_intent
    status = intent.status if isinstance(intent, PaymentIntent) else ""
    has_failed = found.status == "complete" and status in _REFUSED
    return SeenSession(
        id=found.id,
        checkout_id=ours(found.metadata, "checkout"),
        status=found.status or "",
        is_paid=found.payment_status == "paid",
        has_failed=has_failed,
        amount_minor=from_provider(found.amount_total or 0, currency),
        currency=currency,
        payment_intent=name_of(intent),
        url=found.url or "",
        expires_at=_instant(found.expires_at),
        fault=fault_of(intent) if has_failed else "",
    )


def payment(
    intent: PaymentIntent, refunds: Iterable[Refund], disputes: Iterable[Dispute], review: Review | None
) -> SeenPayment:
    """Read a payment intent with its latest charge, which is the one that succeeded, if any did."""
    latest = intent.latest_charge
    taken = latest if isinstance(latest, Charge) and latest.status == "succeeded" else None
    return SeenPayment(
        id=intent.id,
        checkout_id=checkout_named(intent),
        currency=intent.currency.upper(),
        charge=_charge(taken, review) if taken else None,
        refunds=tuple(sorted(map(_refund, refunds), key=lambda each: (each.created_at, each.id))),
        disputes=tuple(sorted(map(_dispute, disputes), key=_opened, reverse=True)),
        status=intent.status,
        fault="" if taken else fault_of(intent),
        fault_code="" if taken else fault_code(intent),
    )


def fault_code(intent: PaymentIntent) -> str:
    """Return why a payment failed, as Stripe names it: the bank's reason where that gave one."""
    return _said(intent.last_payment_error, "decline_code", "code")[:100]


def checkout_named(intent: PaymentIntent) -> UUID | None:
    """Return the checkout that a payment names as ours."""
    return ours(intent.metadata, "checkout")


def warning(found: EarlyFraudWarning) -> SeenWarning:
    """Read an early fraud warning."""
    return SeenWarning(
        id=found.id,
        payment_intent=name_of(found.payment_intent),
        fraud_type=found.fraud_type,
        is_actionable=found.actionable,
        warned_at=_instant(found.created),
    )


def mirrored_by(found: InvoicePayment) -> UUID | None:
    """Return the checkout whose mirror a payment pays; None where its invoice is none, or only named."""
    invoice = found.invoice
    return ours(invoice.metadata, "checkout") if isinstance(invoice, Invoice) else None


def event(found: Event, account_id: str) -> ProviderEvent:
    """Read one of the events of an account."""
    subject = found.data.object.to_dict()
    return ProviderEvent(
        source=Source.PLATFORM if account_id == OWN else Source.CONNECT,
        id=found.id,
        type=found.type,
        account=account_id,
        api_version=found.api_version or "",
        is_live=found.livemode,
        target=target_of(found.type, account_id, subject),
        created_at=_instant(found.created),
    )


def _charge(found: Charge, review: Review | None) -> SeenCharge:
    outcome = found.outcome
    details = found.payment_method_details
    kind = details.type if details else ""
    return SeenCharge(
        id=found.id,
        amount_minor=from_provider(found.amount, found.currency.upper()),
        method=_METHODS.get(kind, Method.OTHER),
        instrument=_instrument(kind, details),
        risk_level=(outcome.risk_level or "") if outcome else "",
        transaction=transaction(found.balance_transaction),
        created_at=_instant(found.created),
        outcome=outcome.type if outcome else "",
        outcome_says=(outcome.seller_message or "") if outcome else "",
        review=("open" if review.open else review.closed_reason or "closed") if review else "",
        payment_method=found.payment_method or "",
    )


def _instrument(kind: str, details: Any) -> str:
    """Return what people call the means of payment: its brand and last digits."""
    if kind == "card":
        return f"{(details.card.brand or 'card').capitalize()} {details.card.last4 or ''}".strip()
    if kind == "sepa_debit":
        return f"SEPA {details.sepa_debit.last4 or ''}".strip()
    return kind.replace("_", " ").capitalize()


def _refund(found: Refund) -> SeenRefund:
    return SeenRefund(
        id=found.id,
        refund_id=ours(found.metadata, "refund"),
        amount_minor=from_provider(found.amount, found.currency.upper()),
        status=found.status or "",
        fault=getattr(found, "failure_reason", "") or "",  # left out unless it failed
        transaction=transaction(found.balance_transaction),
        created_at=_instant(found.created),
    )


def _dispute(found: Dispute) -> SeenDispute:
    due = found.evidence_details.due_by
    read = (transaction(each) for each in found.balance_transactions)
    return SeenDispute(
        id=found.id,
        status=found.status,
        reason=found.reason,
        amount_minor=from_provider(found.amount, found.currency.upper()),
        evidence_due_at=_instant(due) if due else None,
        transactions=tuple(each for each in read if each),
        is_refundable=found.is_charge_refundable,
        submissions=found.evidence_details.submission_count,
        opened_at=_instant(found.created),
    )


def _opened(dispute: SeenDispute) -> datetime:
    return dispute.opened_at or datetime.min.replace(tzinfo=UTC)


def transaction(found: object) -> SeenTransaction | None:
    """Read a balance transaction; None where there is none yet, or it is only named."""
    if not isinstance(found, BalanceTransaction):
        return None
    currency = found.currency.upper()
    return SeenTransaction(
        id=found.id,
        amount_minor=from_provider(found.amount, currency),
        fee_minor=from_provider(found.fee, currency),
        currency=currency,
    )


def fault_of(intent: object) -> str:
    """Return what Stripe says of a payment's latest failure; empty where there is none."""
    error = intent.last_payment_error if isinstance(intent, PaymentIntent) else None
    return _said(error, "message", "code")[:500]


def _said(error: object, *names: str) -> str:
    """Return the first of these that a failure tells: a debit that failed has no ``decline_code`` at all."""
    return next((str(told) for name in names if (told := getattr(error, name, None))), "")


def ours(metadata: StripeObject | None, name: str) -> UUID | None:
    """Return the id that we left there; None where it is missing, or somebody else's word of that name."""
    try:
        return UUID(metadata[name]) if metadata is not None and name in metadata else None
    except (TypeError, ValueError, AttributeError):
        return None


def name_of(found: object) -> str:
    """Return the name of an object that may be written out or only named; empty where there is none."""
    return found if isinstance(found, str) else str(getattr(found, "id", "") or "")


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
