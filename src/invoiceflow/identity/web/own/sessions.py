"""Where a person is signed in, and how to end it."""

from dataclasses import dataclass

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from invoiceflow.identity.actions.end_sessions import end_all, end_one, end_others
from invoiceflow.identity.actions.prove import Desk
from invoiceflow.identity.queries import OwnSession, sessions_of
from invoiceflow.web import cookies
from invoiceflow.web.frame import go, own_page
from invoiceflow.web.given import Form, Request, TheRedis, TheSettings
from invoiceflow.web.guards import person_of, signed_in
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import distance

HERE = "/account/sessions"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in the list."""

    handle: str
    device: str
    network: str
    way: str
    began: str
    used: str
    this: bool
    end_url: str


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """The list of a person's sessions; the first is the one that looks at it."""

    sessions: tuple[SessionLine, ...]


@get(HERE, guards=[signed_in])
async def sessions(request: Request, redis: TheRedis) -> Response[str]:
    """List a person's sessions."""
    person, at = person_of(request), visit_in(request.scope).at
    found = await sessions_of(redis, person, at=at)
    lines = tuple(_line(request, each, this=place == 0) for place, each in enumerate(found))
    page = SessionsPage(lines)
    return own_page(request, "identity/own/sessions.html", title="Where you are signed in", page=page)


@post(f"{HERE}/{{handle:str}}/end", guards=[signed_in])
async def end_session(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    redis: TheRedis,
    handle: FromPath[str],
) -> Response[str]:
    """End one session at once."""
    await end_one(redis, person_of(request), handle)
    return go(HERE, Toast("That session is over", "Whoever used it has to sign in again."))


@post(f"{HERE}/others/end", guards=[signed_in])
async def end_other_sessions(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    redis: TheRedis,
) -> Response[str]:
    """End every session but this one."""
    count = await end_others(redis, person_of(request))
    ended = "1 other session is over" if count == 1 else f"{count} other sessions are over"
    return go(HERE, Toast(ended, "You are signed in here, and nowhere else."))


@post(f"{HERE}/end", guards=[signed_in])
async def end_every_session(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    desk: NamedDependency[Desk],
    settings: TheSettings,
) -> Response[str]:
    """End every session, this one too."""
    await end_all(desk, person_of(request), visit_in(request.scope).at)
    response = go("/login?ended=everywhere")
    response.set_cookie(cookies.written(cookies.SESSION, "", secure=settings.secure, seconds=0))
    return response


def _line(request: Request, session: OwnSession, *, this: bool) -> SessionLine:
    record, now = session.record, visit_in(request.scope).at
    return SessionLine(
        handle=session.handle,
        device=record.agent or "Unknown browser",
        network=record.network,
        way=record.way,
        began=distance(record.started_at, now),
        used=distance(record.seen_at, now),
        this=this,
        end_url=f"{HERE}/{session.handle}/end",
    )


handlers = [sessions, end_session, end_other_sessions, end_every_session]
