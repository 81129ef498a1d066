"""What a browser gets when a session begins: where every way of signing in ends."""

from litestar import Response
from redis.asyncio import Redis

from invoiceflow.identity.actions.open_session import NewSession
from invoiceflow.identity.actions.sign_out import sign_out
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request
from invoiceflow.web.visit import visit_in


async def enter(
    request: Request, redis: Redis, settings: Settings, session: NewSession, next_path: str
) -> Response[str]:
    """Hand the new session to the browser, end the one that it had, and lead on."""
    person = visit_in(request.scope).person
    if person is not None:
        await sign_out(redis, person)
    response = go(next_path)
    secure = settings.secure
    response.set_cookie(
        cookies.written(cookies.SESSION, session.cookie, secure=secure, seconds=session.seconds)
    )
    response.set_cookie(cookies.written(cookies.VISIT, "", secure=secure, seconds=0))
    return response
