"""
A form that waits until somebody has confirmed who they are: kept sealed in their own browser, for 15 minutes.

It leads nowhere by itself: they are shown it again and send it, with the token of the session that they have then.
"""

from typing import Final

import msgspec
from litestar.datastructures import Cookie

from invoiceflow.kernel.actor import Person
from invoiceflow.runtime.sealing import Sealer, Unreadable
from invoiceflow.web import cookies
from invoiceflow.web.given import Request
from invoiceflow.web.typed import TypedForm
from invoiceflow.web.visit import visit_in

PATH: Final = "/account/unsent"
SEAL: Final = "unsent"
"""The purpose of the key that seals such forms."""

_PAGES: Final = ("/app", "/account")
_SECONDS: Final = 15 * 60
_LONGEST: Final = 3800
"""Of a cookie's value: browsers keep 4 kB. What is longer is not kept."""


class Unsent(msgspec.Struct, frozen=True):
    """The form, the page that it stands on, and the second (Unix time) until which it is kept."""

    form: TypedForm
    page: str
    until: float


def kept(request: Request, person: Person, page: str) -> Cookie | None:
    """Return the cookie that keeps what was just sent; None where nothing was typed, or too much."""
    visit = visit_in(request.scope)
    typed = visit.typed
    if typed is None or not (typed.again and typed.shown and page.startswith(_PAGES)):
        return None
    text = msgspec.json.encode(Unsent(typed, page, visit.at.timestamp() + _SECONDS)).decode()
    sealed = _sealer(request).seal(text, owner=str(person.id))
    if len(sealed) > _LONGEST:
        return None
    return cookies.written(cookies.UNSENT, sealed, secure=visit.secure, seconds=_SECONDS)


def unsent_of(request: Request, person: Person) -> Unsent | None:
    """Return the person's own form that waits in this browser, if there is one."""
    visit = visit_in(request.scope)
    sealed = cookies.read(request.headers.get("cookie", ""), cookies.UNSENT, secure=visit.secure)
    if not sealed:
        return None
    try:
        found = msgspec.json.decode(_sealer(request).open(sealed, owner=str(person.id)), type=Unsent)
    except (Unreadable, msgspec.MsgspecError):
        return None
    return found if visit.at.timestamp() < found.until else None


def waits_for(request: Request, person: Person, page: str) -> bool:
    """Return whether a form of that page waits until the person has confirmed who they are."""
    unsent = unsent_of(request, person)
    return unsent is not None and unsent.page == page


def _sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.forms
    return sealer
