"""What a browser gets when a session begins: where every way of signing in ends."""

from urllib.parse import urlencode

from litestar import Response
from redis.asyncio import Redis

from invoiceflow.identity.actions.open_session import NewSession
from invoiceflow.identity.actions.sign_out import sign_out
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request
from invoiceflow.web.unsent import PATH as UNSENT_PATH
from invoiceflow.web.unsent import waits_for
from invoiceflow.web.visit import visit_in


async def enter(
    request: Request, redis: Redis, settings: Settings, session: NewSession, next_path: str
) -> Response[str]:
    """Hand the new session to the browser, end the one that it had, and lead on; or to the second factor's question."""
    person = visit_in(request.scope).person
    if person is not None:
        await sign_out(redis, person)
        next_path = UNSENT_PATH if waits_for(request, person, next_path) else next_path
    where = "/login/second?" + urlencode({"next": next_path}) if session.asks else next_path
    response = go(where)
    kept = {cookies.SESSION: ("", 0), cookies.QUESTION: ("", 0), cookies.VISIT: ("", 0)}
    kept[cookies.QUESTION if session.asks else cookies.SESSION] = (session.cookie, session.seconds)
    for name, (value, seconds) in kept.items():
        response.set_cookie(cookies.written(name, value, secure=settings.secure, seconds=seconds))
    return response
