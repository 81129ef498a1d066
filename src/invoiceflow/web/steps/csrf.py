"""What other sites may cause: no unsafe request, and nothing of a signed-in person inside their own pages."""

import re
from urllib.parse import parse_qs

import structlog
from litestar.types import HTTPScope

from invoiceflow.runtime.secrets import csrf_token, same
from invoiceflow.web.problems import Problem
from invoiceflow.web.steps.shell import LINK_PATHS, OWN_PATHS, Shell
from invoiceflow.web.visit import Visit

log = structlog.get_logger()


def tokens_of(shell: Shell, visit: Visit) -> list[str]:
    """Return the tokens that count: the one that pages carry now, and those from before the secret key was changed."""
    keys = (shell.secret_key, *shell.previous_keys)
    return [csrf_token(key, visit.bound_to) for key in keys] if visit.bound_to else []


def from_own_site(http: HTTPScope, headers: dict[str, str], own_origin: str) -> bool:
    """
    Return whether a page of ours sends a form, as far as the browser says: in Sec-Fetch-Site, or else in Origin.

    Browsers leave out the first where there is no encryption, and the old ones always; programs leave out both. From
    the page of a link, which keeps its address to itself (Referrer-Policy), the origin is "null".
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin in (None, own_origin) or (origin == "null" and http["path"].startswith(LINK_PATHS))


def check_csrf(
    http: HTTPScope, headers: dict[str, str], tokens: list[str], body: bytes, *, is_own: bool
) -> None:
    """
    Refuse an unsafe request that another site could have caused.

    First what the browser itself says about the origin, then the token that only our own pages know.

    Raises:
        Problem: 403, it came from elsewhere, or without its token.
    """
    refusal = Problem(
        403,
        "csrf",
        "The page was open for too long, or the form came from elsewhere. Nothing was saved. "
        "Go back, reload the page and try again.",
    )
    if not is_own:
        raise refusal
    token = _token(headers, body)
    if not any(same(token, each) for each in tokens):
        log.info("csrf.refused", path=_unsecret(http["path"]))
        raise refusal


def check_session(http: HTTPScope, visit: Visit, *, is_own: bool) -> None:
    """
    Tell whoever sends a form of their own pages without a session that it ended, rather than that a token is missing.

    Raises:
        Problem: 403, nobody is signed in.
    """
    if visit.person is None and http["path"].startswith(OWN_PATHS) and is_own:
        raise Problem(
            403,
            "session.ended",
            "Your session ended, and nothing was saved. Copy what you typed, then sign in.",
        )


def check_embedding(headers: dict[str, str]) -> None:
    """
    Refuse what another site draws into its page, or fetches: pictures, documents, exports of who is signed in.

    A link that somebody clicks is no such thing. Browsers say which it is. Where they do not, the cookie, which other
    sites' requests lack, and the header set hold it off.

    Raises:
        Problem: 403, it was to be drawn in by another site.
    """
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if not followed:
        raise Problem(403, "request.cross_site", "Another site asked for this. Open it here.")


def _unsecret(path: str) -> str:
    """Return a path as logs may hold it: of a link, whose address is the secret, only what kind it is."""
    return next((kind for kind in LINK_PATHS if path.startswith(kind)), path)


def _token(headers: dict[str, str], body: bytes) -> str:
    token = headers.get("x-csrf-token", "")
    if not token and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        token = parse_qs(body.decode("utf-8", "replace")).get("csrf", [""])[0]
    if not token and headers.get("content-type", "").startswith("multipart/form-data"):
        found = re.search(rb'name="csrf"\r\n\r\n([0-9a-f]{64})\r\n', body)
        token = found[1].decode() if found else ""
    return token
