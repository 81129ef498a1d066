"""
The one pipeline that every request passes, in this order: request id, headers, size, session, CSRF.

It wraps the whole application, so that answers which no handler wrote (not found, crashed, too large) carry the same
headers, and no unsafe request of a browser reaches a handler without its token.
"""

import re
import secrets
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qs

import structlog
from litestar.datastructures import Cookie
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send
from redis.exceptions import RedisError

from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.secrets import csrf_token, same
from invoiceflow.web import cookies
from invoiceflow.web.problems import Problem, send_problem, unavailable
from invoiceflow.web.shell import Theme
from invoiceflow.web.visit import ActorLookup, Visit, attach

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY_BYTES = 4 * 1024 * 1024
CSRF_PATHS = ("/login", "/app")
SESSION_PATHS = ("/login", "/app", "/i/", "/kit")
THEMES: dict[str, Theme] = {"light": "light", "dark": "dark"}
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

# 'self' as the default, since Firefox loads an icon of our sprite (<use>) under no directive of its own.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'{form_hosts}; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'; frame-src 'none'"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shell:
    """
    What the pipeline needs. A form may be redirected to ``form_hosts`` (the origin of the sign-in provider).

    Who comes to ``other_host`` (in development "localhost") is led to the address ``only_host``, since cookies and
    the provider's answer belong to one name.
    """

    lookup: ActorLookup
    clock: Clock
    secret_key: str
    secure: bool
    form_hosts: tuple[str, ...] = ()
    only_host: str = ""
    other_host: str = ""


class Pipeline:
    """The outermost ASGI application."""

    def __init__(self, inner: ASGIApp, shell: Shell) -> None:
        self._inner = inner
        self._shell = shell
        self._headers = _security_headers(shell)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none (start-up and shut-down)."""
        if scope["type"] != ScopeType.HTTP:
            await self._inner(scope, receive, send)
            return
        http = scope
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in http["headers"]}
        if self._shell.only_host and headers.get("host") == self._shell.other_host:
            await _move(http, self._shell.only_host, send)
            return
        visit, new_cookie = await self._visit(http, headers)
        attach(scope, visit)
        if http["method"] == HttpMethod.HEAD:
            visit.only_headers, http["method"] = True, HttpMethod.GET
        structlog.contextvars.bind_contextvars(request_id=visit.request_id)
        answer = self._with_headers(send, visit, new_cookie, caching=_caching(http["path"], headers))
        try:
            received = await self._admit(http, headers, visit, receive)
        except Problem as problem:
            await send_problem(problem, http, visit, answer)
            return
        await self._inner(scope, received, answer)

    async def _visit(self, http: HTTPScope, headers: dict[str, str]) -> tuple[Visit, Cookie | None]:
        shell = self._shell
        given_id = headers.get("x-request-id", "")
        request_id = given_id if REQUEST_ID.fullmatch(given_id) else f"req_{secrets.token_hex(12)}"
        jar, at = headers.get("cookie", ""), shell.clock.now()
        visit = Visit(request_id=request_id, at=at, csrf="", theme=_theme(jar))
        if not http["path"].startswith(SESSION_PATHS):
            return visit, None
        session = cookies.read(jar, cookies.SESSION, secure=shell.secure)
        if session:
            await self._recognise(visit, session, http["path"])
        if visit.person is not None:
            visit.csrf = csrf_token(shell.secret_key, visit.person.session_id)
            return visit, None
        return visit, self._anonymous(visit, jar, http["path"])

    async def _recognise(self, visit: Visit, session: str, path: str) -> None:
        """Find out who the session is. On a client's own pages it does not matter; elsewhere nobody is guessed."""
        try:
            visit.person = await self._shell.lookup.person(session, visit.at)
        except (RedisError, OSError) as error:
            log.warning("sessions.away", error=type(error).__name__)
            visit.unknown = not path.startswith("/i/")

    def _anonymous(self, visit: Visit, jar: str, path: str) -> Cookie | None:
        """Bind the sign-in form to this browser; return the cookie that does so when it is new."""
        if not path.startswith(CSRF_PATHS):
            return None
        mark = cookies.read(jar, cookies.VISIT, secure=self._shell.secure)
        new_mark = mark or secrets.token_urlsafe(24)
        visit.csrf = csrf_token(self._shell.secret_key, new_mark)
        if mark:
            return None
        return cookies.written(cookies.VISIT, new_mark, secure=self._shell.secure, seconds=3600)

    async def _admit(
        self, http: HTTPScope, headers: dict[str, str], visit: Visit, receive: Receive
    ) -> Receive:
        """Return how the handler reads the body, or raise the problem that keeps the request out."""
        if visit.unknown:
            raise unavailable()
        if http["method"] in SAFE:
            return receive
        body = await _whole_body(headers, receive)
        if http["path"].startswith(CSRF_PATHS):
            _check_csrf(http, headers, visit, body)
        return _replay(body, receive)

    def _with_headers(self, send: Send, visit: Visit, new_cookie: Cookie | None, *, caching: bytes) -> Send:

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in self._headers if pair[0] not in present]
                extra.append((b"x-request-id", visit.request_id.encode()))
                if caching and b"cache-control" not in present:
                    extra.append((b"cache-control", caching))
                if new_cookie:
                    extra.append((b"set-cookie", new_cookie.to_header(header="").encode()))
                message["headers"] = [*message["headers"], *extra]
            elif visit.only_headers and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        return sending


async def _move(http: HTTPScope, only_host: str, send: Send) -> None:
    query = f"?{http['query_string'].decode('latin-1')}" if http["query_string"] else ""
    address = f"{only_host}{http['path']}{query}"
    await send(
        {
            "type": "http.response.start",
            "status": 307,
            "headers": [(b"location", address.encode("latin-1", "ignore"))],
        }
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _caching(path: str, headers: dict[str, str]) -> bytes:
    """Return how long the browser may keep a private page: not at all, or until the click it was fetched for."""
    if not path.startswith(("/app", "/login", "/i/", "/api")):
        return b""
    fetched_ahead = headers.get("sec-purpose", "").startswith("prefetch")
    return b"private, max-age=10" if fetched_ahead else b"private, no-store"


def _theme(jar: str) -> Theme:
    chosen = cookies.read(jar, cookies.THEME, secure=False)
    return THEMES.get(chosen, "system")


def _security_headers(shell: Shell) -> list[tuple[bytes, bytes]]:
    hosts = "".join(f" {host}" for host in shell.form_hosts)
    headers = {
        "content-security-policy": POLICY.format(form_hosts=hosts),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "x-frame-options": "DENY",
    }
    if shell.secure:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


async def _whole_body(headers: dict[str, str], receive: Receive) -> bytes:
    """Read the body up to the limit; counted as it comes, since a stated length may lie or be absent."""
    too_large = Problem(413, "request.too_large", "A request may hold at most 4 MB.")
    stated = headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > MAX_BODY_BYTES:
        raise too_large
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "request.cut_off", "The request ended before it was whole.")
        chunk = cast("HTTPReceiveMessage", message)
        part = cast("dict[str, bytes]", chunk).get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise too_large
        parts.append(part)
        if not cast("dict[str, bool]", chunk).get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives the body once, and then whatever the connection says."""
    given = False

    async def replaying() -> HTTPReceiveMessage:
        nonlocal given
        if given:
            return cast("HTTPReceiveMessage", await receive())
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return cast("Receive", replaying)


def _check_csrf(http: HTTPScope, headers: dict[str, str], visit: Visit, body: bytes) -> None:
    """
    Refuse an unsafe request that another site could have caused.

    First what the browser itself says about the origin, then the token that only our own pages know.
    """
    refusal = Problem(
        403,
        "csrf",
        "This page was open for too long, or the request came from elsewhere. Reload it and try again.",
    )
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise refusal
    token = headers.get("x-csrf-token", "")
    if not token and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        token = parse_qs(body.decode("utf-8", "replace")).get("csrf", [""])[0]
    if not token and headers.get("content-type", "").startswith("multipart/form-data"):
        found = re.search(rb'name="csrf"\r\n\r\n([0-9a-f]{64})\r\n', body)
        token = found[1].decode() if found else ""
    if not visit.csrf or not same(token, visit.csrf):
        log.info("csrf.refused", path=http["path"])
        raise refusal
