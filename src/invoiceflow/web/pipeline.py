"""
The one pipeline that every request passes, in this order: limits and session, request id, headers, size,
CSRF.

It wraps the whole application, so that answers which no handler wrote (not found, crashed, too large) carry the same
headers, and no unsafe request of a browser reaches a handler without its token. Each step is a module of web/steps.
"""

from contextlib import suppress
from typing import Final

import structlog
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from litestar.utils import normalize_path

from invoiceflow.web.problems import Problem, problem_of, send_problem
from invoiceflow.web.steps.address import address_of
from invoiceflow.web.steps.away import check_away
from invoiceflow.web.steps.counting import begin_counting, end_counting
from invoiceflow.web.steps.csrf import check_csrf, check_embedding, check_session, from_own_site, tokens_of
from invoiceflow.web.steps.headers import caching, security_headers, with_headers
from invoiceflow.web.steps.moving import move
from invoiceflow.web.steps.receiving import check_headers, replay, whole_body
from invoiceflow.web.steps.session import begin_visit, recognise
from invoiceflow.web.steps.shell import CSRF_PATHS, LINK_PATHS, OWN_PATHS, SAFE, Shell
from invoiceflow.web.typed import typed_in
from invoiceflow.web.visit import Visit, attach

UNREAD: Final = (429, 503)
"""The statuses of requests that are refused before their body is read."""


class Pipeline:
    """The outermost ASGI application."""

    def __init__(self, inner: ASGIApp, shell: Shell) -> None:
        self._inner = inner
        self._shell = shell
        self._headers = security_headers(shell)
        self._link_headers = security_headers(shell, referrer="no-referrer")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none (start-up and shut-down)."""
        if scope["type"] != ScopeType.HTTP:
            await self._inner(scope, receive, send)
            return
        http = scope
        # As the router will read it: no step may see another address than the handler that answers.
        http["path"] = normalize_path(http["path"])
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in http["headers"]}
        address = address_of(http, self._shell.trusted_proxies)
        visit = begin_visit(self._shell, headers, address)
        fixed = self._link_headers if http["path"].startswith(LINK_PATHS) else self._headers
        defaults = [*fixed, *caching(http, headers, visit)]
        if self._shell.only_host and headers.get("host") == self._shell.other_host:
            await move(http, self._shell.only_host, with_headers(send, visit, defaults, None))
            return
        counting = begin_counting(self._shell, http, headers, address)
        _enter(http, visit)
        answer = with_headers(send, visit, defaults, None)
        try:
            new_cookie = await recognise(self._shell, visit, http, headers)
            answer = with_headers(send, visit, defaults, new_cookie)
            await end_counting(self._shell, counting, visit)
            check_headers(http)
            received = await _admit(self._shell, http, headers, visit, receive)
        except Exception as error:  # noqa: BLE001  # nothing below answers for what fails here
            problem = problem_of(error)
            if problem.status in UNREAD:
                await _keep_typed(self._shell, http, headers, visit, receive)
            await send_problem(problem, http, visit, answer)
            return
        try:
            await self._inner(scope, received, answer)
        finally:
            for end in visit.endings:
                end()


def _enter(http: HTTPScope, visit: Visit) -> None:
    """Put the visit where handlers and the log find it. To them HEAD is GET; its body is left out in the end."""
    attach(http, visit)
    if http["method"] == HttpMethod.HEAD:
        visit.only_headers, http["method"] = True, HttpMethod.GET
    # Anew, since requests of one kept connection may share a context.
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=visit.request_id)


async def _admit(
    shell: Shell, http: HTTPScope, headers: dict[str, str], visit: Visit, receive: Receive
) -> Receive:
    """Return how the handler reads the body, or raise the problem that keeps the request out."""
    if visit.away:
        check_away(http, visit)
    if http["method"] in SAFE:
        if http["path"].startswith(OWN_PATHS):
            check_embedding(headers)
        return receive
    body = await whole_body(headers, receive)
    if http["path"].startswith(CSRF_PATHS):
        _check_form(shell, http, headers, visit, body)
    return replay(body, receive)


def _check_form(shell: Shell, http: HTTPScope, headers: dict[str, str], visit: Visit, body: bytes) -> None:
    """Refuse what another site could have caused, and keep what was typed for whatever answer has to give it back."""
    visit.typed = typed_in(http, headers, body, again=False)
    is_own = from_own_site(http, headers, shell.own_origin)
    check_session(http, visit, is_own=is_own)
    check_csrf(http, headers, tokens_of(shell, visit), body, is_own=is_own)
    visit.typed = typed_in(http, headers, body, again=True)


async def _keep_typed(
    shell: Shell, http: HTTPScope, headers: dict[str, str], visit: Visit, receive: Receive
) -> None:
    """Read a form that was refused unread, so that whoever typed it gets it back; what is no form of ours is let go."""
    if http["method"] in SAFE or not http["path"].startswith(CSRF_PATHS):
        return
    with suppress(Problem):
        _check_form(shell, http, headers, visit, await whole_body(headers, receive))
