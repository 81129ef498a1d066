"""Reversing a payment: asked first, in words that name it and say what follows."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.reverse_payment import (
    AlreadyReversed,
    ReversePayment,
    require_by_hand,
    reverse_payment,
)
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.payments.web.bodies import Reversal
from invoiceflow.payments.web.pages import words
from invoiceflow.payments.web.pages.requests import DIALOG, As, went
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.body import problems_in
from invoiceflow.web.frame import page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/payments/{payment_id:uuid}/reverse"


@dataclass(frozen=True, slots=True)
class ReversePage:
    """The question: which payment goes back, and what follows."""

    title: str
    payment: str
    follows: str
    action: str
    cancel_url: str
    csrf: str
    reason: str
    error: str


@get(PATH, guards=[permitted(Permission.RECORD_PAYMENTS)])
async def ask(
    request: Request, database: TheDatabase, payment_id: FromPath[UUID], *, shown_as: As = ""
) -> Response[str]:
    """Ask before a payment is reversed."""
    async with transaction(request, database) as session:
        payment = await queries.payment(session, payment_id)
    return _question(request, payment, as_dialog=shown_as == DIALOG)


@post(PATH, guards=[permitted(Permission.RECORD_PAYMENTS)])
async def reverse(
    request: Request, data: Form, database: TheDatabase, payment_id: FromPath[UUID]
) -> Response[str]:
    """Reverse the payment."""
    actor = actor_of(request)
    sent = {"reason": data.get("reason", "").strip()}
    async with transaction(request, database) as session:
        payment = await queries.payment(session, payment_id)
    if errors := problems_in(sent, Reversal):
        error = Invalid(tuple(errors))
        return _question(request, payment, as_dialog=data.get("as") == DIALOG, sent=sent, wrong=error)
    reason = msgspec.convert(sent, Reversal).reason
    async with transaction(request, database) as session:
        command = ReversePayment(payment_id, actor.name, visit_in(request.scope).at, reason)
        _, settlement = await reverse_payment(session, command)
    gone = words.money(payment.amount_minor, payment.currency, actor.locale)
    note = f"{payment.number} is {words.STATUSES[settlement.status]} again."
    return went(
        request, f"{home(request)}/invoices/{payment.invoice_id}", Toast(f"{gone} reversed", note=note)
    )


def _question(
    request: Request,
    payment: PaymentRow,
    *,
    as_dialog: bool,
    sent: dict[str, str] | None = None,
    wrong: Invalid | None = None,
) -> Response[str]:
    _require_reversible(payment)
    locale = actor_of(request).locale
    amount = words.money(payment.amount_minor, payment.currency, locale)
    model = ReversePage(
        title=f"Reverse payment of {amount}?",
        payment=words.received(payment, amount),
        follows=_what_follows(payment, locale),
        action=f"{home(request)}/payments/{payment.id}/reverse",
        cancel_url=f"{home(request)}/payments",
        csrf=visit_in(request.scope).csrf,
        reason=(sent or {}).get("reason", ""),
        error=wrong.errors[0].message if wrong else "",
    )
    status = 422 if wrong else 200
    if as_dialog:
        return html("payments/reverse_dialog.html", status=status, page=model)
    return page(
        request, "payments/reverse.html", title=model.title, current="Payments", status=status, page=model
    )


def _require_reversible(payment: PaymentRow) -> None:
    require_by_hand(payment.kind, payment.provider_id)
    if payment.reversed_by_id is not None:
        raise AlreadyReversed("This payment is reversed already.")


def _what_follows(payment: PaymentRow, locale: str) -> str:
    after = payment.settlement.after(-payment.amount_minor)
    due = words.money(after.due_minor, payment.currency, locale)
    gone = words.money(-payment.amount_minor, payment.currency, locale)
    standing = f"{payment.number} will be {words.STATUSES[after.status]}"
    if after.due_minor:
        standing += f", with {due} open"
    return (
        f"An entry of {gone} is added today, and {standing}. The payment stays in the books, struck through."
    )


handlers = [ask, reverse]
