"""Signing in and out, over HTTP."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from invoiceflow.identity.actions.prove import Answer, Desk, SignInFailed, Start, finish_proof, start_proof
from invoiceflow.identity.actions.sign_out import sign_out
from invoiceflow.identity.domain.session import safe_next
from invoiceflow.identity.web.concluding import conclude
from invoiceflow.identity.web.device import device_of
from invoiceflow.identity.web.login import failed, show
from invoiceflow.kernel.errors import Refused
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheRedis, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.visit import visit_in

HERE = "/login"

_ENDED = {"everywhere": "You are signed out everywhere."}


@get(HERE, guards=[public])
async def login_page(
    request: Request,
    desk: NamedDependency[Desk],
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "/app",
    ended: Annotated[str, QueryParameter()] = "",
) -> Response[str]:
    """Show the ways to sign in; someone who already is goes straight on. ``ended``: which sessions have just been."""
    if visit_in(request.scope).person is not None:
        return go(safe_next(next_path))
    return show(request, settings, desk, next_path=next_path, done=_ENDED.get(ended, ""))


@post("/login/{way:str}", guards=[public])
async def start(
    request: Request, way: FromPath[str], data: Form, desk: NamedDependency[Desk], settings: TheSettings
) -> Response[str]:
    """Send the browser to the provider, to sign in or to confirm who is signed in."""
    visit, next_path = visit_in(request.scope), data.get("next", "/app")
    wish = Start(way, visit.bound_to, next_path)
    if visit.person is not None and "confirm" in data:
        wish = replace(wish, purpose="confirm", person_id=str(visit.person.id))
    try:
        return go(await start_proof(desk, wish))
    except SignInFailed as failure:
        return await failed(request, settings, desk, failure)


@get("/login/{way:str}/callback", guards=[public])
async def finish(
    request: Request,
    way: FromPath[str],
    desk: NamedDependency[Desk],
    settings: TheSettings,
) -> Response[str]:
    """Take the provider's answer, and do what it was asked for."""
    try:
        proven = await finish_proof(desk, _answer(request, way))
        return await conclude(request, desk, settings, proven)
    except Refused as failure:
        return await failed(request, settings, desk, failure)


@post("/login/end", guards=[public])
async def end(
    request: Request,
    redis: TheRedis,
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "",
) -> Response[str]:
    """End the session; who has something to do as somebody else is led to signing in for it."""
    person = visit_in(request.scope).person
    if person is not None:
        await sign_out(redis, person)
    response = go(f"/login?{urlencode({'next': safe_next(next_path)})}" if next_path else "/")
    _set(response, cookies.SESSION, "", settings, seconds=0)
    return response


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


def _set(response: Response[str], cookie: str, value: str, settings: Settings, *, seconds: int) -> None:
    response.set_cookie(cookies.written(cookie, value, secure=settings.secure, seconds=seconds))


handlers = [login_page, start, finish, end]
