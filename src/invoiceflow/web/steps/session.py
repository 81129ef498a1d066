"""Who sends a request: its visit, with the person whose session the cookie names."""

import re
import secrets

import structlog
from litestar.datastructures import Cookie
from litestar.types import HTTPScope
from redis.exceptions import RedisError

from invoiceflow.runtime.secrets import csrf_token
from invoiceflow.web import cookies
from invoiceflow.web.shell import Theme
from invoiceflow.web.steps.shell import CSRF_PATHS, SESSION_PATHS, Shell
from invoiceflow.web.visit import Visit

THEMES: dict[str, Theme] = {"light": "light", "dark": "dark"}
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

log = structlog.get_logger()


def begin_visit(shell: Shell, headers: dict[str, str], address: str) -> Visit:
    """Return the visit of a request, of nobody as yet."""
    given_id = headers.get("x-request-id", "")
    request_id = given_id if REQUEST_ID.fullmatch(given_id) else f"req_{secrets.token_hex(12)}"
    jar, at = headers.get("cookie", ""), shell.clock.now()
    return Visit(
        request_id=request_id, at=at, csrf="", theme=_theme(jar), address=address, secure=shell.secure
    )


async def recognise(shell: Shell, visit: Visit, http: HTTPScope, headers: dict[str, str]) -> Cookie | None:
    """Find out whose visit it is; return the cookie that its answer sets, if any."""
    jar = headers.get("cookie", "")
    if not http["path"].startswith(SESSION_PATHS):
        return None
    session = cookies.read(jar, cookies.SESSION, secure=shell.secure)
    renewed = await _recognise(shell, visit, session, http["path"])
    if visit.person is None:
        return _anonymous(shell, visit, jar, http["path"])
    visit.bound_to = visit.person.mark
    visit.csrf = csrf_token(shell.secret_key, visit.bound_to)
    return renewed


async def _recognise(shell: Shell, visit: Visit, session: str, path: str) -> Cookie | None:
    """Find out who the session is; return its cookie when that has to be renewed. While Redis is away, claims count."""
    try:
        found = await shell.lookup.session(session, visit.at) if session else None
        if path.startswith("/login") and not session:
            await shell.lookup.awake()
    except (RedisError, OSError) as error:
        log.warning("sessions.away", error=type(error).__name__)
        visit.away, visit.person = True, shell.lookup.claimed(session, visit.at)
        return None
    if found is None:
        return None
    visit.person = found.person
    if not found.renewed:
        return None
    return cookies.written(cookies.SESSION, found.renewed, secure=shell.secure, seconds=found.seconds)


def _anonymous(shell: Shell, visit: Visit, jar: str, path: str) -> Cookie | None:
    """Bind the sign-in form to this browser; return the cookie that does so when it is new."""
    if not path.startswith(CSRF_PATHS):
        return None
    mark = cookies.read(jar, cookies.VISIT, secure=shell.secure)
    new_mark = mark or secrets.token_urlsafe(24)
    visit.bound_to = new_mark
    visit.csrf = csrf_token(shell.secret_key, new_mark)
    if mark:
        return None
    return cookies.written(cookies.VISIT, new_mark, secure=shell.secure, seconds=3600)


def _theme(jar: str) -> Theme:
    chosen = cookies.read(jar, cookies.THEME, secure=False)
    return THEMES.get(chosen, "system")
