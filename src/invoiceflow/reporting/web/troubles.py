"""Disputes and early fraud warnings in finished strings, where they call for somebody."""

from dataclasses import dataclass

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.dispute import WAITING
from invoiceflow.payments.domain.trouble_words import (
    FRAUD_TYPES,
    NO_REASON,
    REASONS,
    SOME_FRAUD,
    dispute_words,
)
from invoiceflow.reporting.queries.troubles import Trouble
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import long_day


@dataclass(frozen=True, slots=True)
class ShownTrouble:
    """
    What calls for somebody.

    ``refund_url`` and ``leave_url`` answer a warning, for who may; a dispute is answered at ``url``.
    """

    id: str
    is_warning: bool
    title: str
    label: str
    why: str
    due: str
    tone: str
    money: str
    url: str
    refund_url: str
    leave_url: str


def shown_trouble(trouble: Trouble, actor: Actor, zone: str) -> ShownTrouble:
    """Return a trouble as pages show it."""
    places = f"/app/{actor.tenant_slug}/payments"
    may = trouble.is_warning and actor.may(Permission.RECORD_PAYMENTS)
    answers = f"{places}/warnings/{trouble.id}"
    words = dispute_words(trouble.status)
    reason = FRAUD_TYPES.get(trouble.says, SOME_FRAUD)
    is_awaited = trouble.due_at is not None and trouble.status in WAITING
    return ShownTrouble(
        id=str(trouble.id),
        is_warning=trouble.is_warning,
        title="Early fraud warning" if trouble.is_warning else _kind(trouble.status),
        label="" if trouble.is_warning else words.label,
        why=reason if trouble.is_warning else REASONS.get(trouble.says, NO_REASON),
        due=f"Evidence due {long_day(day_in(zone, trouble.due_at))}" if is_awaited and trouble.due_at else "",
        tone="danger" if trouble.is_warning else words.tone,
        money=format_money(Money(trouble.amount_minor, trouble.currency), actor.locale),
        url=f"{places}/disputes#of-{trouble.id}" if trouble.is_warning else f"{places}/disputes/{trouble.id}",
        refund_url=f"{answers}/refund" if may else "",
        leave_url=f"{answers}/leave" if may else "",
    )


def _kind(status: str) -> str:
    return "Inquiry" if status.startswith("warning_") else "Dispute"
