"""Refunding a payment that Stripe collected, all of it or a part: as a page or in a dialog."""

from dataclasses import dataclass, replace
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.refund_payment import (
    NotCollected,
    NothingLeft,
    RefundPayment,
    refund_payment,
    refundable,
)
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import GONE, Refund
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.payments.web.bodies import Reversal
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages import words
from invoiceflow.payments.web.pages.online import TheTill
from invoiceflow.payments.web.pages.requests import DIALOG, As, went
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.typed import read_amount, spelled_amount
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.body import problems_in
from invoiceflow.web.frame import page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/payments/{payment_id:uuid}/refund"
RECORD = permitted(Permission.RECORD_PAYMENTS)


@dataclass(frozen=True, slots=True)
class RefundPage:
    """The question: what goes back. ``refund_id`` keeps the form from counting twice; ``errors`` are by field."""

    title: str
    payment: str
    left: str
    currency: str
    amount: str
    reason: str
    refund_id: str
    action: str
    cancel_url: str
    csrf: str
    errors: dict[str, str]
    refusal: str = ""


@get(PATH, guards=[RECORD])
async def ask(
    request: Request, database: TheDatabase, payment_id: FromPath[UUID], *, shown_as: As = ""
) -> Response[str]:
    """Ask how much goes back, all that is left to begin with."""
    payment, left_minor = await _found(request, database, payment_id)
    return _shown(request, _blank(request, payment, left_minor), as_dialog=shown_as == DIALOG)


@post(PATH, guards=[RECORD])
async def refund(
    request: Request, data: Form, database: TheDatabase, till: TheTill, payment_id: FromPath[UUID]
) -> Response[str]:
    """Send it back, or show the form with what is wrong."""
    if till is None:
        raise NotOffered("There is nothing at this address.")
    payment, left_minor = await _found(request, database, payment_id)
    try:
        command = _command(request, data, payment)
        refunded = await refund_payment(till, command)
    except (Invalid, Refused) as wrong:
        form = replace(
            _blank(request, payment, left_minor),
            amount=data.get("amount", ""),
            reason=data.get("reason", ""),
            refund_id=data.get("refund_id", ""),
            errors={each.pointer.strip("/"): each.message for each in wrong.errors}
            if isinstance(wrong, Invalid)
            else {},
            refusal="" if isinstance(wrong, Invalid) else wrong.message,
        )
        return _shown(request, form, as_dialog=data.get("as") == DIALOG, status=422)
    note = f"It goes back to {isolated(payment.client_name)} in a few days."
    told = became(refunded, note, actor_of(request).locale)
    return went(request, f"{home(request)}/invoices/{payment.invoice_id}", told)


def became(refunded: Refund, note: str, locale: str) -> Toast:
    """Return what is told of a refund: with a note where it is done, or why it came to nothing."""
    if refunded.state in GONE:
        return Toast("Not refunded", f"The refund failed. {refunded.fault}".strip(), tone="danger")
    return Toast(f"{words.money(refunded.amount_minor, refunded.currency, locale)} refunded", note)


async def _found(request: Request, database: TheDatabase, payment_id: UUID) -> tuple[PaymentRow, int]:
    async with transaction(request, database) as session:
        payment = await queries.payment(session, payment_id)
        if not payment.provider_id or payment.kind != Kind.PAYMENT:
            raise NotCollected("This payment did not come through Stripe. Reverse it instead.")
        return payment, await refundable(session, payment_id)


def _command(request: Request, data: dict[str, str], payment: PaymentRow) -> RefundPayment:
    actor = actor_of(request)
    sent = {"reason": data.get("reason", "").strip()}
    if errors := problems_in(sent, Reversal):
        raise Invalid(tuple(errors))
    try:
        refund_id = UUID(data.get("refund_id", ""))
    except ValueError:
        raise Invalid.field("/refund_id", "id.malformed", "Open this form anew.") from None
    return RefundPayment(
        tenant_id=actor.tenant_id,
        payment_id=payment.id,
        refund_id=refund_id,
        amount_minor=read_amount(data.get("amount", ""), payment.currency, actor.notation),
        reason=msgspec.convert(sent, Reversal).reason,
        actor=actor.name,
        at=visit_in(request.scope).at,
    )


def _blank(request: Request, payment: PaymentRow, left_minor: int) -> RefundPage:
    if left_minor <= 0:
        raise NothingLeft("All of this payment has gone back.")
    actor, visit = actor_of(request), visit_in(request.scope)
    money = words.money(payment.amount_minor, payment.currency, actor.locale)
    return RefundPage(
        title=f"Refund payment of {money}",
        payment=words.received(payment, money),
        left=words.money(left_minor, payment.currency, actor.locale),
        currency=payment.currency,
        amount=spelled_amount(left_minor, payment.currency, actor.notation),
        reason="",
        refund_id=str(new_id(visit.at)),
        action=f"{home(request)}/payments/{payment.id}/refund",
        cancel_url=f"{home(request)}/invoices/{payment.invoice_id}",
        csrf=visit.csrf,
        errors={},
    )


def _shown(request: Request, form: RefundPage, *, as_dialog: bool, status: int = 200) -> Response[str]:
    if as_dialog:
        return html("payments/refund_dialog.html", status=status, page=form)
    return page(
        request, "payments/refund.html", title=form.title, current="Payments", status=status, page=form
    )


handlers = [ask, refund]
