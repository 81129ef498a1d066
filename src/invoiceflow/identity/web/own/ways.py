"""The ways in which a person signs in, over HTTP: link, unlink, and the address that they are written to."""

from dataclasses import dataclass, replace
from datetime import datetime

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from invoiceflow.identity.actions.link_identity import LastIdentity, Unlink, unlink_identity
from invoiceflow.identity.actions.prove import Desk, SignInFailed, Start, start_proof
from invoiceflow.identity.actions.send_link import NotSent, SendLink, send_link
from invoiceflow.identity.actions.write_letter import Postbox
from invoiceflow.identity.domain.person import LinkedIdentity
from invoiceflow.identity.domain.way import EMAIL, Purpose, Way
from invoiceflow.identity.queries import identities_of
from invoiceflow.identity.store.links import pending_change
from invoiceflow.identity.web.concluding import WAYS
from invoiceflow.identity.web.device import device_of
from invoiceflow.identity.web.login import mailable
from invoiceflow.kernel.errors import Invalid, TooMany
from invoiceflow.runtime.settings import Settings
from invoiceflow.web.frame import go, own_page
from invoiceflow.web.given import Form, Request, TheSettings
from invoiceflow.web.guards import elevated, person_of, signed_in
from invoiceflow.web.problems import retry_headers
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago, long_day


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """One identity that signs the person in; ``why`` it cannot be taken away, or empty."""

    key: str
    name: str
    issuer: str
    subject: str
    email: str
    since: str
    why: str


@dataclass(frozen=True, slots=True)
class WaysPage:
    """
    The ways of a person. ``more`` can be linked.

    ``pending`` is the new address whose link was sent and not opened yet.
    ``email`` and ``error`` are what was typed and what is wrong with it, in the form named by ``at``: link or change.
    """

    linked: tuple[LinkedRow, ...]
    more: tuple[Way, ...]
    by_email: bool
    elevated: bool
    pending: str
    at: str = ""
    email: str = ""
    error: str = ""


@get(WAYS, guards=[signed_in])
async def ways_page(request: Request, desk: NamedDependency[Desk], settings: TheSettings) -> Response[str]:
    """Show the ways in which a person signs in."""
    return _shown(request, await _page(request, desk, settings))


@post("/account/ways/unlink", guards=[signed_in, elevated])
async def unlink(
    request: Request,
    data: Form,
    desk: NamedDependency[Desk],
    settings: TheSettings,
) -> Response[str]:
    """Take a way away."""
    issuer = data.get("issuer", "")
    name = _way_of(issuer, desk).name
    command = Unlink(issuer, data.get("subject", ""), name, visit_in(request.scope).at)
    try:
        was_there = await unlink_identity(
            desk, person_of(request), command, email_offered=settings.email_sign_in
        )
    except LastIdentity as failure:
        return go(WAYS, Toast(failure.message, tone="danger"))
    if not was_there:
        return go(WAYS, Toast("It did not sign you in any more.", "Nothing was changed."))
    return go(WAYS, Toast("It no longer signs you in.", tone="success"))


@post("/account/ways/email", guards=[signed_in, elevated])
async def link_email(
    request: Request,
    data: Form,
    desk: NamedDependency[Desk],
    postbox: NamedDependency[Postbox],
    settings: TheSettings,
) -> Response[str]:
    """Send a link that links an address."""
    return await _send(request, data, desk, postbox, settings, "link")


@post("/account/email", guards=[signed_in, elevated])
async def change_email(
    request: Request,
    data: Form,
    desk: NamedDependency[Desk],
    postbox: NamedDependency[Postbox],
    settings: TheSettings,
) -> Response[str]:
    """Send a link that changes the address that a person is written to."""
    return await _send(request, data, desk, postbox, settings, "change")


@post("/account/ways/{way:str}", guards=[signed_in, elevated])
async def link_provider(request: Request, way: FromPath[str], desk: NamedDependency[Desk]) -> Response[str]:
    """Send the browser to the provider whose identity is to be linked."""
    person = person_of(request)
    start = Start(way, visit_in(request.scope).bound_to, WAYS, "link", str(person.id))
    try:
        address = await start_proof(desk, start)
    except SignInFailed as failure:
        return go(WAYS, Toast(failure.message, tone="danger"))
    return go(address)


async def _send(
    request: Request, data: dict[str, str], desk: Desk, postbox: Postbox, settings: Settings, purpose: Purpose
) -> Response[str]:
    visit, person, given = visit_in(request.scope), person_of(request), data.get("email", "")
    try:
        command = SendLink(
            email=await mailable(request, given),
            purpose=purpose,
            browser=visit.bound_to,
            device=device_of(request),
            at=visit.at,
            next_path=WAYS,
            person_id=str(person.id),
            person_email=person.email,
        )
        email = await send_link(desk.redis, postbox, command)
    except (Invalid, NotSent, TooMany) as failure:
        error = failure.errors[0].message if isinstance(failure, Invalid) else failure.message
        page = await _page(request, desk, settings)
        status = 429 if isinstance(failure, TooMany) else 422
        told = _shown(request, replace(page, at=purpose, email=given, error=error), status=status)
        told.headers.update(retry_headers(failure))
        return told
    return go(WAYS, Toast(f"Open the link that we sent to {email}, in this browser.", tone="success"))


async def _page(request: Request, desk: Desk, settings: Settings) -> WaysPage:
    person, at = person_of(request), visit_in(request.scope).at
    found = await identities_of(desk.database, person)
    usable = [each for each in found if _way_of(each.issuer, desk).key]
    last = usable[0] if len(usable) == 1 else None
    return WaysPage(
        linked=tuple(_row(each, desk, at, last=each == last) for each in found),
        more=tuple(each.way for each in desk.providers.values()),
        by_email=settings.email_sign_in,
        elevated=person.elevated(at),
        pending=await pending_change(desk.redis, str(person.id)),
    )


def _row(each: LinkedIdentity, desk: Desk, at: datetime, *, last: bool) -> LinkedRow:
    way = _way_of(each.issuer, desk)
    used = f", last used {ago(each.used_at, 'UTC', at)}" if each.used_at else ""
    return LinkedRow(
        key=way.key,
        name=way.name,
        issuer=each.issuer,
        subject=each.subject,
        email=each.email,
        since=f"since {long_day(each.created_at.date())}{used}",
        why="This is your last way to sign in." if last else "",
    )


def _way_of(issuer: str, desk: Desk) -> Way:
    """Return the way that proves identities of an issuer; one without a key where none is offered any more."""
    if issuer == EMAIL.issuer:
        return Way(EMAIL.key, "Email link", issuer)
    known = (each.way for each in desk.providers.values() if each.way.issuer == issuer)
    return next(known, Way("", "A provider that is no longer offered", issuer))


def _shown(request: Request, page: WaysPage, status: int = 200) -> Response[str]:
    return own_page(request, "identity/own/ways.html", title="Ways to sign in", status=status, page=page)


handlers = [ways_page, unlink, link_email, change_email, link_provider]
