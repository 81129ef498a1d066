"""The sign-in page: the ways that are offered, and what went wrong."""

from dataclasses import dataclass

from litestar import Response

from invoiceflow.identity.actions.sign_in import Desk
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.given import Request
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in


@dataclass(frozen=True, slots=True)
class WayButton:
    """One way to sign in. ``last``: this browser signed in by it before."""

    key: str
    name: str
    last: bool


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The sign-in page: ``notice`` says why the last try failed, or is empty."""

    next_path: str
    notice: str
    development: bool
    ways: tuple[WayButton, ...]


def show(
    request: Request,
    settings: Settings,
    desk: Desk,
    *,
    next_path: str,
    notice: str = "",
    status: int = 200,
) -> Response[str]:
    """Return the sign-in page."""
    visit = visit_in(request.scope)
    page = login_page_of(request, settings, desk, next_path=next_path, notice=notice)
    return html("identity/login.html", page=page, csrf=visit.csrf, theme=visit.theme, status=status)


def login_page_of(
    request: Request, settings: Settings, desk: Desk, *, next_path: str, notice: str = ""
) -> LoginPage:
    """Return what the sign-in page shows: every way there is."""
    last = cookies.read(request.headers.get("cookie", ""), cookies.WAY, secure=settings.secure)
    ways = tuple(
        WayButton(each.way.key, each.way.name, each.way.key == last) for each in desk.providers.values()
    )
    return LoginPage(next_path, notice, settings.development, ways)
