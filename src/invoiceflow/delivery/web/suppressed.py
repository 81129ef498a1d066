"""``/app/{tenant}/settings/suppressed``: addresses that nothing is sent to any more, with reason and way out."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.delivery import queries
from invoiceflow.delivery.actions.release_address import ReleaseAddress, release_address
from invoiceflow.delivery.domain.notice import Reason
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import moment

PATH = "/app/{tenant:str}/settings/suppressed"
LABEL = "Suppressed addresses"
_REASONS = {Reason.BOUNCE: "Does not exist", Reason.COMPLAINT: "Reported spam"}
_WARNINGS = {
    Reason.BOUNCE: "If it still does not exist, the next email comes back as well, and the address is held back again.",
    Reason.COMPLAINT: "Somebody there said that they do not want email from you. Ask them first, by another way.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An address, in finished strings."""

    id: str
    address: str
    reason: str
    said: str
    since: str
    warning: str
    invoice_url: str
    release_url: str


@dataclass(frozen=True, slots=True)
class SuppressedPage:
    """The whole page. ``may_release`` says whether the buttons are there."""

    places: tuple[Place, ...]
    rows: tuple[Row, ...]
    may_release: bool


@get(PATH, guards=[permitted(Permission.SEND_INVOICES)])
async def show(request: Request, database: TheDatabase) -> Response[str]:
    """List the addresses that nothing is sent to any more."""
    actor = actor_of(request)
    async with transaction(request, database) as session:
        found = await queries.suppressed_addresses(session)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    model = SuppressedPage(
        places=places(actor, LABEL),
        rows=tuple(_row(request, each, zone) for each in found),
        may_release=actor.may(Permission.EDIT_SETTINGS),
    )
    return page(request, "delivery/suppressed.html", title="Settings", current="Settings", page=model)


@post(f"{PATH}/{{suppression_id:uuid}}/release", guards=[permitted(Permission.EDIT_SETTINGS)])
async def release(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    suppression_id: FromPath[UUID],
) -> Response[str]:
    """Let email go to an address again."""
    command = ReleaseAddress(suppression_id, person_of(request), visit_in(request.scope).at)
    async with transaction(request, database) as session:
        released = await release_address(session, command)
    note = "Invoices can be sent there again."
    return go(f"{home(request)}/settings/suppressed", Toast(f"{released.address} is released", note))


def _row(request: Request, found: Suppression, zone: str) -> Row:
    return Row(
        id=str(found.id),
        address=found.address,
        reason=_REASONS[found.reason],
        said=found.detail,
        since=moment(found.suppressed_at, zone, visit_in(request.scope).at),
        warning=_WARNINGS[found.reason],
        invoice_url=f"{home(request)}/invoices/{found.invoice_id}",
        release_url=f"{home(request)}/settings/suppressed/{found.id}/release",
    )


handlers = [show, release]
