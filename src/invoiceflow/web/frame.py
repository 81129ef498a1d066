"""Pages inside the frame of a tenant or of a person, redirects, and the messages that survive one."""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Response
from litestar.response.base import ASGIResponse
from markupsafe import Markup

from invoiceflow.kernel.permission import Permission
from invoiceflow.web import cookies
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of, person_of
from invoiceflow.web.rendering import html, part
from invoiceflow.web.shell import Frame, Shell, Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day

TOAST = "if_toast"
TOAST_SECONDS = 60
OWN_PLACES = (
    ("About you", "/account", "user"),
    ("Ways to sign in", "/account/ways", "key"),
    ("Where you are signed in", "/account/sessions", "screen"),
    ("Second factor", "/account/security", "shield"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One of a person's own pages, in the list at the side."""

    label: str
    href: str
    icon: str
    current: bool


def page(
    request: Request, template: str, *, title: str, current: str, status: int = 200, **context: object
) -> Response[str]:
    """
    Return a page in the tenant's frame.

    ``title`` is the ``h1``; ``current`` is the label of the place in the sidebar ("Invoices"). Templates get
    ``shell`` and whatever else is given, by custom one ``page``.
    """
    toasts = _waiting_toasts(request)
    response = html(template, status=status, shell=_shell(request, title, current, toasts), **context)
    if toasts:
        response.set_cookie(cookies.written(TOAST, "", secure=_secure(request), seconds=0))
    return response


def own_page(
    request: Request, template: str, *, title: str, status: int = 200, **context: object
) -> Response[str]:
    """Return one of a person's own pages (below /account): outside any tenant, with the list of such pages."""
    path = request.url.path
    # The longest that fits: what lies below /account/security belongs to the second factor.
    here = max((href for _, href, _ in OWN_PLACES if path.startswith(href)), key=len, default="")
    places = tuple(Place(label, href, icon, href == here) for label, href, icon in OWN_PLACES)
    return bare_page(request, template, status=status, title=title, places=places, **context)


def bare_page(request: Request, template: str, *, status: int = 200, **context: object) -> Response[str]:
    """Return a page of a signed-in person outside any tenant."""
    toasts, visit = _waiting_toasts(request), visit_in(request.scope)
    shown = {"toasts": toasts, "person": person_of(request), "csrf": visit.csrf, "theme": visit.theme}
    response = html(template, status=status, **shown, **context)
    if toasts:
        response.set_cookie(cookies.written(TOAST, "", secure=_secure(request), seconds=0))
    return response


def go(address: str, toast: Toast | None = None) -> Response[str]:
    """Return a redirect after a POST (303); the message is shown by the next page."""
    return _Going(address, toast)


class _Going(Response[str]):
    """A redirect that writes its cookie when it is sent: only then it is known whether that goes by https."""

    def __init__(self, address: str, toast: Toast | None) -> None:
        super().__init__("", status_code=303, headers={"Location": address}, media_type=MediaType.TEXT)
        self._toast = toast

    def to_asgi_response(self, app: Litestar | None, request: Request, **given: Any) -> ASGIResponse:
        if self._toast is not None:
            packed = base64.urlsafe_b64encode(msgspec.json.encode(self._toast)).decode()
            self.set_cookie(cookies.written(TOAST, packed, secure=_secure(request), seconds=TOAST_SECONDS))
        return super().to_asgi_response(app, request, **given)


def _secure(request: Request) -> bool:
    return visit_in(request.scope).secure


def _waiting_toasts(request: Request) -> tuple[Toast, ...]:
    # A page that a script reads for its changed parts, or that is fetched ahead, is not what the person sees next.
    if request.headers.get("sec-fetch-dest", "document") != "document":
        return ()
    packed = cookies.read(request.headers.get("cookie", ""), TOAST, secure=_secure(request))
    if not packed:
        return ()
    try:
        toast = msgspec.json.decode(base64.urlsafe_b64decode(packed), type=Toast)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        return ()
    # The cookie is not signed: whoever planted one must not make our own form post elsewhere.
    links = [link for link in (toast.undo_url, toast.href) if link]
    return (toast,) if all(link.startswith("/app/") for link in links) else ()


def _shell(request: Request, title: str, current: str, toasts: tuple[Toast, ...]) -> Shell:
    actor, person, visit = actor_of(request), person_of(request), visit_in(request.scope)
    frame = Frame(
        tenant_name=actor.tenant_name,
        tenant_slug=actor.tenant_slug,
        person_name=person.name,
        person_email=person.email,
        current=current,
        csrf=visit.csrf,
        may_write=actor.may(Permission.EDIT_DRAFTS),
        may_set=actor.may(Permission.EDIT_SETTINGS),
    )
    sidebar, bottombar = _drawn(frame)
    return Shell(
        title=title,
        tenant_name=actor.tenant_name,
        tenant_slug=actor.tenant_slug,
        initials=frame.initials,
        csrf=visit.csrf,
        search_url=frame.home,
        sidebar=sidebar,
        bottombar=bottombar,
        theme=visit.theme,
        live_url=f"{frame.home}/live",
        rendered_at=visit.at.isoformat(),
        toasts=toasts,
        closing=long_day(actor.purge_after.date()) if actor.purge_after else "",
        may_keep=actor.may(Permission.DELETE_TENANT),
    )


# About 10 kB for each person and place; the same person opens a place many times.
@lru_cache(maxsize=1024)
def _drawn(frame: Frame) -> tuple[Markup, Markup]:
    """Return the sidebar and the bar at the foot of a phone's screen."""
    return part("sidebar.html", frame=frame), part("bottombar.html", frame=frame)
