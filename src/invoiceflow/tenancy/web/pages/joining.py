"""The link of an invitation: what it is for, and accepting it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.identity.queries import as_known_now, proven_addresses
from invoiceflow.kernel.errors import Missing, Refused
from invoiceflow.kernel.limit import INVITATION_GUESS
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.accept_invitation import AcceptInvitation, OtherAddress, accept_invitation
from invoiceflow.tenancy.domain.invitation import is_among
from invoiceflow.tenancy.queries import InvitationShown
from invoiceflow.tenancy.web.pages.roles import LABELS
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import person_of, public
from invoiceflow.web.limits import known, require, source
from invoiceflow.web.refusals import note_stranger
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day

PATH = "/invitations/{token:str}"


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """
    What a link leads to. ``trouble`` is why it can not be accepted, empty where it can.

    ``sign_in_url`` is where a person goes first who is not signed in; ``sign_out_url`` where who is, with another
    address, is signed out and asked to sign in again. Both lead back here.
    """

    heading: str
    text: str = ""
    terms: str = ""
    trouble: str = ""
    action: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""


GONE = InvitationPage(
    "This invitation is used up",
    trouble="It was accepted, taken back, or sent again under a newer link. If you accepted it, the tenant is among "
    "yours: go to the overview. Otherwise ask whoever invited you.",
)


@get(PATH, guards=[public])
async def look(request: Request, database: TheDatabase, token: FromPath[str]) -> Response[str]:
    """Show what an invitation is for. Looking at it changes nothing."""
    found = await _found(request, database, token)
    page = _page(request, token, found, await _trouble(request, database, found)) if found else GONE
    return _shown(request, page, status=200 if found else 404)


@post(PATH, guards=[public])
async def accept(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    token: FromPath[str],
) -> Response[str]:
    """Accept an invitation, and enter the tenant."""
    found = await _found(request, database, token)
    visit = visit_in(request.scope)
    command = AcceptInvitation(token, person_of(request), visit.at, visit.request_id)
    try:
        slug = await accept_invitation(database, command)
    except Missing:
        return _shown(request, GONE, status=404)
    except (Refused, OtherAddress) as refusal:
        if isinstance(refusal, OtherAddress):
            await note_stranger(refusal, refusal.tenant_id, request.scope)
        page = InvitationPage("This invitation can not be accepted", trouble=refusal.message)
        return _shown(request, page, status=403 if isinstance(refusal, OtherAddress) else 409)
    tenant = found.tenant if found else "the tenant"
    return go(f"/app/{slug}", Toast(f"Welcome to {tenant}", tone="success"))


async def _found(request: Request, database: Database, token: str) -> InvitationShown | None:
    """Return the invitation of a token; many that are unknown, from one address, are guessing."""
    found = await known(request, INVITATION_GUESS, queries.invitation_of_token(database, token))
    if found is None:
        await require(request, INVITATION_GUESS, source(visit_in(request.scope).address))
    return found


async def _trouble(request: Request, database: Database, found: InvitationShown) -> str:
    """Return why whoever is signed in is not whom it is for, or nothing."""
    person = visit_in(request.scope).person
    if person is None:
        return ""
    async with database.without_tenant() as connection:
        person = await as_known_now(connection, person)
        if is_among(found.email, await proven_addresses(connection, person)):
            return ""
    return (
        f"You are signed in as {person.email}. This invitation is for {found.email}: sign in with that address. "
        "If it is yours as well, you can also link it by an email, under “Ways to sign in” of your account."
    )


def _page(request: Request, token: str, found: InvitationShown, trouble: str) -> InvitationPage:
    visit = visit_in(request.scope)
    here = f"/invitations/{token}"
    back = urlencode({"next": here})
    is_over = found.closing or visit.at >= found.expires_at
    if found.closing:
        trouble = "This tenant is being deleted. Nobody can join it any more."
    elif is_over:
        trouble = f"It is older than seven days. Ask {found.inviter} to send it again."
    is_theirs = visit.person is not None and not trouble
    return InvitationPage(
        heading=f"Join {found.tenant}",
        text=f"{found.inviter} invites you to work in {found.tenant}, as {LABELS[found.role].lower()}.",
        terms=f"For {found.email} alone, until {long_day(found.expires_at.date())}.",
        trouble=trouble,
        action=here if is_theirs else "",
        sign_in_url="" if visit.person or is_over else f"/login?{back}",
        sign_out_url=f"/login/end?{back}" if trouble and not is_over else "",
    )


def _shown(request: Request, page: InvitationPage, *, status: int) -> Response[str]:
    visit = visit_in(request.scope)
    return html(
        "tenancy/invitation.html",
        status=status,
        page=page,
        csrf=visit.csrf,
        theme=visit.theme,
        person=visit.person,
    )


handlers = [look, accept]
