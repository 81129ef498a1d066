"""What follows a proof: a session, a linked identity or a new address, and where the browser goes then."""

from litestar import Response

from invoiceflow.identity.actions.link_identity import change_email, link_identity
from invoiceflow.identity.actions.prove import Desk, Proven
from invoiceflow.identity.actions.sign_in import AddressKnown, SignedIn, sign_in
from invoiceflow.identity.web.entering import enter
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request
from invoiceflow.web.guards import person_of
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

WAYS = "/account/ways"
REMEMBERED = 365 * 24 * 3600


async def conclude(request: Request, desk: Desk, settings: Settings, proven: Proven) -> Response[str]:
    """
    Do what somebody proved themselves for.

    Raises:
        SignInFailed: they were to confirm who they are, and are somebody else.
        Refused: the identity cannot be linked, or was begun by somebody else.
    """
    if proven.purpose == "link":
        await link_identity(desk, person_of(request), proven)
        return go(WAYS, Toast(f"{proven.identity.email} signs you in from now on.", tone="success"))
    if proven.purpose == "change":
        await change_email(desk, person_of(request), proven)
        still = "The ways to sign in are as before: where the former address is one, unlink it if it should not be."
        return go(WAYS, Toast("We write to your new address from now on.", still, "success"))
    done = await sign_in(desk, proven, secret_key=settings.secret_key)
    if isinstance(done, AddressKnown):
        return _known(request, done)
    return await let_in(request, desk, settings, done)


async def let_in(request: Request, desk: Desk, settings: Settings, done: SignedIn) -> Response[str]:
    """Hand the session over, and remember on this browser by which way."""
    response = await enter(request, desk.redis, settings, done.session, done.next_path)
    way = cookies.written(cookies.WAY, done.way, secure=settings.secure, seconds=REMEMBERED)
    response.set_cookie(way)
    return response


def _known(request: Request, known: AddressKnown) -> Response[str]:
    visit = visit_in(request.scope)
    return html("identity/known.html", known=known, csrf=visit.csrf, theme=visit.theme, status=409)
