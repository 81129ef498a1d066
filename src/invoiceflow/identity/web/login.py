"""The sign-in page: the ways that are offered, and what went wrong."""

from dataclasses import dataclass

import structlog
from litestar import Response

from invoiceflow.identity.actions.prove import Desk, SignInFailed
from invoiceflow.identity.domain.email import canonical
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.ports import ProviderAway
from invoiceflow.identity.web.concluding import WAYS
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.limit import (
    MAGIC_LINK_NETWORK,
    MAGIC_LINK_PERSON,
    SIGN_IN_NETWORK,
    SIGN_IN_PERSON,
)
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request
from invoiceflow.web.limits import network, require
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WayButton:
    """One way to sign in. ``last``: this browser signed in by it before."""

    key: str
    name: str
    last: bool


@dataclass(frozen=True, slots=True)
class LoginPage:
    """
    The sign-in page: ``notice`` says why the last try failed, ``error`` what is wrong with the typed ``email``,
    ``done`` what was done before, and went well.

    ``by_email``: a link can be asked for; ``email_last``: this browser signed in by one before.
    """

    next_path: str
    notice: str
    development: bool
    ways: tuple[WayButton, ...]
    by_email: bool
    email_last: bool
    email: str = ""
    error: str = ""
    done: str = ""


def show(
    request: Request,
    settings: Settings,
    desk: Desk,
    *,
    next_path: str,
    status: int = 200,
    **said: str,
) -> Response[str]:
    """Return the sign-in page. ``said`` is its ``notice``, what is ``done``, or the ``email`` with its ``error``."""
    visit = visit_in(request.scope)
    page = login_page_of(request, settings, desk, next_path=next_path, **said)
    return html("identity/login.html", page=page, csrf=visit.csrf, theme=visit.theme, status=status)


async def failed(request: Request, settings: Settings, desk: Desk, failure: Refused) -> Response[str]:
    """
    Return the sign-in page with the reason; whoever has a session all the same goes on with it.

    Raises:
        TooMany: this network, or this person, failed too often.
    """
    visit = visit_in(request.scope)
    log.info("sign_in.failed", reason=str(failure.__cause__ or failure))
    if not isinstance(failure.__cause__, ProviderAway):
        await require(request, SIGN_IN_NETWORK, network(visit.address))
    # What is refused once it is proven was to be linked: its page has the other ways, and says what became of it.
    next_path = failure.next_path if isinstance(failure, SignInFailed) else WAYS
    if visit.person is not None:
        await require(request, SIGN_IN_PERSON, visit.person.id)
        return go(next_path, Toast(failure.message, tone="danger"))
    return show(request, settings, desk, next_path=next_path, notice=failure.message, status=409)


async def mailable(request: Request, typed: str) -> str:
    """
    Return a typed address as it is written to, and count the email that it is about to get, whoever has it.

    Raises:
        Invalid: it is no address.
        TooMany: it got too many, or this network asked for too many.
    """
    email = canonical(typed)
    await require(request, MAGIC_LINK_NETWORK, network(visit_in(request.scope).address))
    await require(request, MAGIC_LINK_PERSON, email)
    return email


def login_page_of(
    request: Request, settings: Settings, desk: Desk, *, next_path: str, notice: str = "", **said: str
) -> LoginPage:
    """Return what the sign-in page shows: every way there is."""
    last = cookies.read(request.headers.get("cookie", ""), cookies.WAY, secure=settings.secure)
    ways = tuple(
        WayButton(each.way.key, each.way.name, each.way.key == last) for each in desk.providers.values()
    )
    by_email, email_last = settings.email_sign_in, last == EMAIL.key
    return LoginPage(next_path, notice, settings.development, ways, by_email, email_last, **said)
