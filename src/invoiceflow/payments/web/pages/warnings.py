"""The two answers to an early fraud warning: refund the payment, or leave it."""

from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.answer_warning import (
    LeaveWarning,
    RefundWarned,
    leave_warning,
    refund_warned,
)
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages.online import TheTill
from invoiceflow.payments.web.pages.refund import became
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/payments/warnings/{warning_id:uuid}"
RECORD = permitted(Permission.RECORD_PAYMENTS)


@post(f"{PATH}/refund", guards=[RECORD])
async def refund(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    till: TheTill,
    warning_id: FromPath[UUID],
) -> Response[str]:
    """Send all that is left of the payment back, at one press. A second press finds it done."""
    if till is None:
        raise NotOffered("There is nothing at this address.")
    actor, back = actor_of(request), f"{home(request)}/payments/disputes"
    command = RefundWarned(actor.tenant_id, warning_id, actor.name, visit_in(request.scope).at)
    try:
        refunded = await refund_warned(till, command)
    except Refused as refusal:
        return go(back, Toast("Not refunded", refusal.message, tone="danger"))
    note = "It goes back to the card in a few days. Stripe blocks the card."
    return go(back, became(refunded, note, actor.locale))


@post(f"{PATH}/leave", guards=[RECORD])
async def leave(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    database: TheDatabase,
    warning_id: FromPath[UUID],
) -> Response[str]:
    """Keep the payment in spite of its warning."""
    async with transaction(request, database) as session:
        command = LeaveWarning(warning_id, actor_of(request).name, visit_in(request.scope).at)
        await leave_warning(session, command)
    return go(
        f"{home(request)}/payments/disputes", Toast("Payment kept", "It can be refunded later all the same.")
    )


handlers = [refund, leave]
