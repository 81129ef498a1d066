"""Whether an unsafe request of a browser comes from our own pages."""

import re
from urllib.parse import parse_qs

import structlog
from litestar.types import HTTPScope

from invoiceflow.runtime.secrets import same
from invoiceflow.web.problems import Problem
from invoiceflow.web.visit import Visit

log = structlog.get_logger()


def check_csrf(http: HTTPScope, headers: dict[str, str], visit: Visit, body: bytes) -> None:
    """
    Refuse an unsafe request that another site could have caused.

    First what the browser itself says about the origin, then the token that only our own pages know.

    Raises:
        Problem: 403, it came from elsewhere, or without its token.
    """
    refusal = Problem(
        403,
        "csrf",
        "This page was open for too long, or the request came from elsewhere. Reload it and try again.",
    )
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise refusal
    if not visit.csrf or not same(_token(headers, body), visit.csrf):
        log.info("csrf.refused", path=http["path"])
        raise refusal


def _token(headers: dict[str, str], body: bytes) -> str:
    token = headers.get("x-csrf-token", "")
    if not token and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        token = parse_qs(body.decode("utf-8", "replace")).get("csrf", [""])[0]
    if not token and headers.get("content-type", "").startswith("multipart/form-data"):
        found = re.search(rb'name="csrf"\r\n\r\n([0-9a-f]{64})\r\n', body)
        token = found[1].decode() if found else ""
    return token
