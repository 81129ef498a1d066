"""
Where browsers report what the policy of our pages (CSP) stopped: a page of ours that is wrong, or the code of others.

Anybody can send such a report. So a line of the log holds words of ours alone, chosen by what the report says.
"""

from typing import Final
from urllib.parse import urlsplit

import msgspec
import structlog
from litestar import post

from invoiceflow.kernel.limit import POLICY_REPORTS
from invoiceflow.web.body import read_json
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.limits import require, source
from invoiceflow.web.problems import Problem
from invoiceflow.web.steps.headers import POLICY, REPORTS
from invoiceflow.web.steps.shell import SESSION_PATHS
from invoiceflow.web.visit import visit_in

MAX_REPORT_BYTES: Final = 16 * 1024
UNKNOWN: Final = "unknown"
_OURS = {words.split()[0] for words in POLICY.split("; ")}
_DIRECTIVES: Final = _OURS | {
    f"{kind}-{part}" for kind in ("script-src", "style-src") for part in ("elem", "attr")
}
_SOURCES: Final = ("inline", "eval", "self", "data", "blob", "http", "https")

log = structlog.get_logger()


class Report(msgspec.Struct):
    """What is read of a report. Its other fields repeat our policy, or hold words of whoever wrote the page."""

    page: str = msgspec.field(default="", name="document-uri")
    directive: str = msgspec.field(default="", name="effective-directive")
    violated: str = msgspec.field(default="", name="violated-directive")
    blocked: str = msgspec.field(default="", name="blocked-uri")


class _Body(msgspec.Struct):
    report: Report = msgspec.field(name="csp-report")


@post(REPORTS, guards=[public], status_code=204)
async def take_report(request: Request, settings: TheSettings) -> None:
    """Note which part of our policy was violated, in which part of the product, by what kind of source."""
    await require(request, POLICY_REPORTS, source(visit_in(request.scope).address))
    body = await request.body()
    if len(body) > MAX_REPORT_BYTES:
        raise Problem(413, "request.too_large", "A report may hold at most 16 kB.")
    try:
        report = msgspec.convert(read_json(body), _Body).report
    except msgspec.ValidationError:
        raise Problem(400, "request.malformed", "This is no report of a policy.") from None
    log.warning(
        "policy.violated",
        directive=_directive(report),
        part=_part(report.page, settings.base_url),
        blocked=_kind(report.blocked),
    )


def _directive(report: Report) -> str:
    told = (report.directive or report.violated).partition(" ")[0]
    return told if told in _DIRECTIVES else UNKNOWN


def _part(page: str, base_url: str) -> str:
    """Return the part of the product that a page of ours lies in: what follows may be a secret."""
    if not page.startswith(f"{base_url}/"):
        return UNKNOWN
    path = page.removeprefix(base_url)
    return next((part for part in SESSION_PATHS if path.startswith(part)), "/")


def _kind(blocked: str) -> str:
    try:
        told = urlsplit(blocked).scheme or blocked
    except ValueError:
        return UNKNOWN
    return told if told in _SOURCES else UNKNOWN


handlers = [take_report]
