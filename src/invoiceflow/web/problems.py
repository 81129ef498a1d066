"""
Errors, rendered once: RFC 9457 for programs, a page for people.

The business raises kinds (kernel/errors.py); only here do they meet a status.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import HTTPScope, Send

from invoiceflow.kernel.errors import (
    Expected,
    FieldError,
    Forbidden,
    Gone,
    Invalid,
    Missing,
    Refused,
    TooMany,
    Unauthenticated,
    Unproven,
)
from invoiceflow.web.outage import RETRY_SECONDS, is_outage
from invoiceflow.web.parameters import parameter_errors
from invoiceflow.web.public import PublicHead, error_page
from invoiceflow.web.rendering import pages
from invoiceflow.web.unsent import kept
from invoiceflow.web.visit import Visit, visit_in

log = structlog.get_logger()

STATUS: dict[type[Expected], int] = {
    Gone: 410,  # before what it is a kind of
    Missing: 404,
    Refused: 409,
    Invalid: 422,
    Forbidden: 403,
    Unproven: 400,
    Unauthenticated: 401,
    TooMany: 429,
}
JSON = "application/problem+json"
MOST_TOLD = 5
"""Of the errors of an address, on the page that says so."""


@dataclass(eq=False)
class Problem(Exception):
    """An error as it leaves the product."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def problem_of(error: Exception, request: Request[Any, Any, Any] | None = None) -> Problem:
    """Return how an exception leaves the product. What nobody foresaw is logged whole and told as little as can be."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Expected):
        status = next(number for kind, number in STATUS.items() if isinstance(error, kind))
        errors = error.errors if isinstance(error, Invalid) else ()
        return Problem(status, error.code, error.message, errors, retry_headers(error))
    if isinstance(error, ValidationException) and request is not None:
        return Problem(422, "invalid", "Some fields need another look.", parameter_errors(request, error))
    if isinstance(error, HTTPException):
        return _http_problem(error)
    if is_outage(error):
        log.warning("outage", error=type(error).__name__)
        return unavailable()
    log.error("crash", exc_info=error)
    return Problem(
        500, "crash", "Nothing was changed. Try again, or tell us the id of this request if it goes on."
    )


def unavailable() -> Problem:
    """Return the problem of a server of ours that is away: nothing was changed, and it is worth another try."""
    retry = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, "unavailable", "Nothing was changed. Try again in a moment.", headers=retry)


def _http_problem(error: HTTPException) -> Problem:
    known = {
        400: ("request.malformed", "The request could not be read."),
        404: ("not_found", "There is nothing at this address."),
        405: ("method_not_allowed", "This address does not take that method."),
        413: ("request.too_large", "The request is too large."),
        415: ("request.media_type", "This address takes application/json."),
    }
    status = error.status_code
    if status >= 500:
        log.error("crash", exc_info=error)
    code, detail = known.get(status, ("crash" if status >= 500 else "refused", HTTPStatus(status).phrase))
    return Problem(status, code, detail, headers=dict(error.headers or {}))


def retry_headers(error: Expected) -> dict[str, str]:
    """Return what an answer's headers say of a refusal: when to try again, or how a program proves itself."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_seconds)}
    if isinstance(error, Unauthenticated | Forbidden) and error.challenge:
        return {"WWW-Authenticate": error.challenge}
    return {}


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Render an error for whoever asked: Litestar's handler for every exception."""
    problem = problem_of(error, request)
    visit = visit_in(request.scope)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    leads_to = _leads_to(problem, request, headers)
    if leads_to and "hx-request" not in headers and "text/html" in headers.get("accept", ""):
        keeping = _kept(problem, request, visit, headers)
        return Response(
            b"", status_code=303, headers={"Location": leads_to}, cookies=keeping, media_type=MediaType.TEXT
        )
    if leads_to and problem.status == 403:
        problem.headers["HX-Redirect"] = leads_to
    media_type, body = rendered(problem, headers, request.url.path, visit)
    # As a header, since Litestar would add the charset to the media type once more.
    return Response(body, status_code=problem.status, headers={**problem.headers, "Content-Type": media_type})


def _leads_to(problem: Problem, request: Request[Any, Any, Any], headers: dict[str, str]) -> str:
    """Return where a browser is led that must sign in or confirm first, or nothing."""
    if not request.url.path.startswith(("/app", "/account", "/login/confirm")):
        return ""
    if problem.code == "session.elevation_required":
        return "/login/confirm?" + urlencode({"next": _page_of(request, headers)})
    return "/login?" + urlencode({"next": _asked(request)}) if problem.status == 401 else ""


def _kept(
    problem: Problem, request: Request[Any, Any, Any], visit: Visit, headers: dict[str, str]
) -> list[Cookie]:
    """Return the cookie of a form that waits until somebody has confirmed who they are, or none."""
    if problem.code != "session.elevation_required" or visit.person is None:
        return []
    cookie = kept(request, visit.person, _stands_on(headers))
    return [cookie] if cookie else []


def _page_of(request: Request[Any, Any, Any], headers: dict[str, str]) -> str:
    """Return the page to come back to: the one asked for, or the one that a form stands on."""
    if request.method == "GET" and "hx-request" not in headers:
        return _asked(request)
    return _stands_on(headers)


def _stands_on(headers: dict[str, str]) -> str:
    page = urlsplit(headers.get("hx-current-url") or headers.get("referer", ""))
    return f"{page.path}?{page.query}" if page.query else page.path


def _asked(request: Request[Any, Any, Any]) -> str:
    """Return the address that was asked for, as the browser wrote it."""
    raw, query = (
        request.scope["raw_path"].decode("ascii", "ignore"),
        request.scope["query_string"].decode("latin-1"),
    )
    return f"{raw}?{query}" if query else raw


async def send_problem(problem: Problem, http: HTTPScope, visit: Visit, send: Send) -> None:
    """Render a problem of the pipeline, which stands outside Litestar."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in http["headers"]}
    media_type, body = rendered(problem, headers, http["path"], visit)
    await send(
        {
            "type": "http.response.start",
            "status": problem.status,
            "headers": [
                (b"content-type", media_type.encode()),
                (b"content-length", str(len(body)).encode()),
                *((name.encode(), value.encode()) for name, value in problem.headers.items()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


def rendered(problem: Problem, headers: dict[str, str], path: str, visit: Visit) -> tuple[str, bytes]:
    """Return media type and body: a page when a browser navigates, problem JSON for everything else."""
    navigates = "text/html" in headers.get("accept", "") and "hx-request" not in headers
    if navigates and not path.startswith("/api/v1"):
        told = " ".join(each.message for each in problem.errors[:MOST_TOLD]) or problem.detail
        error = error_page(
            problem.status,
            code=problem.code,
            detail=told,
            request_id=visit.request_id,
            home=_way_out(problem, path, headers),
        )
        title = f"{error.heading} · InvoiceFlow"
        head = PublicHead(title, error.text, canonical="", theme=visit.theme, indexable=False)
        typed = visit.typed and msgspec.structs.replace(visit.typed, again=visit.typed.again and error.retry)
        page = pages().get_template("error.html").render(error=error, head=head, typed=typed, csrf=visit.csrf)
        return "text/html; charset=utf-8", page.encode()
    return JSON, msgspec.json.encode(
        {
            "type": "about:blank",
            "title": HTTPStatus(problem.status).phrase,
            "status": problem.status,
            "code": problem.code,
            "detail": problem.detail,
            "instance": visit.request_id,
            "errors": [
                {"code": each.code, "pointer": each.pointer, "message": each.message}
                for each in problem.errors
            ],
        }
    )


def _way_out(problem: Problem, path: str, headers: dict[str, str]) -> tuple[str, str]:
    if problem.code == "session.ended":
        return "/login?" + urlencode({"next": _stands_on(headers)}), "Sign in"
    if problem.code == "tenant.not_found":
        return "/app", "Your tenants"
    if path.startswith(("/app", "/account")):
        return "/app", "Go to the overview"
    return "/", "Go to the start page"
