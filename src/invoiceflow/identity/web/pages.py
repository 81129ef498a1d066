"""Signing in and out, over HTTP."""

from typing import Annotated

import structlog
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from invoiceflow.identity.actions.sign_in import Answer, Desk, SignInFailed, finish_sign_in, start_sign_in
from invoiceflow.identity.actions.sign_out import sign_out
from invoiceflow.identity.web.device import device_of
from invoiceflow.identity.web.entering import enter
from invoiceflow.identity.web.login import show
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheRedis, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

HERE = "/login"
REMEMBERED = 365 * 24 * 3600

log = structlog.get_logger()


@get(HERE, guards=[public])
async def login_page(
    request: Request,
    desk: NamedDependency[Desk],
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "/app",
) -> Response[str]:
    """Show the ways to sign in; someone who already is goes straight on."""
    if visit_in(request.scope).person is not None:
        return _go("/app")
    return show(request, settings, desk, next_path=next_path)


@post("/login/{way:str}", guards=[public])
async def start(
    request: Request, way: FromPath[str], data: Form, desk: NamedDependency[Desk], settings: TheSettings
) -> Response[str]:
    """Send the browser to the provider."""
    visit, next_path = visit_in(request.scope), data.get("next", "/app")
    confirms = str(visit.person.id) if visit.person is not None and "confirm" in data else ""
    try:
        address = await start_sign_in(
            desk, way=way, browser=visit.bound_to, next_path=next_path, confirms=confirms
        )
    except SignInFailed as failure:
        return _failed(request, settings, desk, failure, next_path)
    return _go(address)


@get("/login/{way:str}/callback", guards=[public])
async def finish(
    request: Request, way: FromPath[str], desk: NamedDependency[Desk], settings: TheSettings
) -> Response[str]:
    """Take the provider's answer: a new session under a new id, whatever session there was before."""
    try:
        done = await finish_sign_in(desk, answer=_answer(request, way), secret_key=settings.secret_key)
    except SignInFailed as failure:
        return _failed(request, settings, desk, failure, "/app")
    response = await enter(request, desk.redis, settings, done.session, done.next_path)
    _set(response, cookies.WAY, way, settings, seconds=REMEMBERED)
    return response


@post("/login/end", guards=[public])
async def end(request: Request, redis: TheRedis, settings: TheSettings) -> Response[str]:
    """End the session."""
    person = visit_in(request.scope).person
    if person is not None:
        await sign_out(redis, person)
    response = _go("/")
    _set(response, cookies.SESSION, "", settings, seconds=0)
    return response


def _failed(
    request: Request, settings: Settings, desk: Desk, failure: SignInFailed, next_path: str
) -> Response[str]:
    """Return the sign-in page with the reason; whoever has a session all the same goes on with it."""
    log.info("sign_in.failed", reason=str(failure.__cause__ or failure))
    if visit_in(request.scope).person is not None:
        return go("/app", Toast(failure.message, tone="danger"))
    return show(request, settings, desk, next_path=next_path, notice=failure.message, status=409)


def _answer(request: Request, way: str) -> Answer:
    told, visit = request.query_params, visit_in(request.scope)
    return Answer(
        way=way,
        code=told.get("code", ""),
        state=told.get("state", ""),
        browser=visit.bound_to,
        at=visit.at,
        device=device_of(request),
        error=told.get("error", ""),
        issuer=told.get("iss", ""),
    )


def _go(address: str) -> Response[str]:
    return Response("", status_code=303, headers={"Location": address})


def _set(response: Response[str], cookie: str, value: str, settings: Settings, *, seconds: int) -> None:
    response.set_cookie(cookies.written(cookie, value, secure=settings.secure, seconds=seconds))


handlers = [login_page, start, finish, end]
