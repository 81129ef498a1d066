"""The headers that every answer carries, whoever wrote it."""

from collections.abc import Iterable

from litestar.datastructures import Cookie
from litestar.types import HTTPScope, Message, Send

from invoiceflow.web import cookies
from invoiceflow.web.limits import rate_headers
from invoiceflow.web.steps.shell import CSRF_PATHS, PRIVATE_PATHS, SAFE, Shell
from invoiceflow.web.visit import Visit

Pairs = list[tuple[bytes, bytes]]

AHEAD_SECONDS = 10
"""How long a page may wait in the browser for the click that it was fetched for."""

DONE_SECONDS = 600
"""How long an action makes the pages from before it old: Chromium used to keep those five minutes, whatever we said."""

ADDED = frozenset({b"set-cookie", b"vary"})  # beside what the answer says by itself, not instead of it

REPORTS = "/policy-reports"
"""Where browsers report what the policy stopped. The old directive, since not every browser knows ``report-to``."""

# 'self' as the default, since Firefox loads an icon of our sprite (<use>) under no directive of its own.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'{form_hosts}; frame-ancestors 'none'; "
    f"base-uri 'none'; object-src 'none'; frame-src 'none'; report-uri {REPORTS}"
)


def security_headers(shell: Shell, *, referrer: str = "strict-origin-when-cross-origin") -> Pairs:
    """Return what every answer carries; ``referrer`` is what browsers tell about our address when they go on."""
    hosts = "".join(f" {host}" for host in shell.form_hosts)
    headers = {
        "content-security-policy": POLICY.format(form_hosts=hosts),
        "x-content-type-options": "nosniff",
        "referrer-policy": referrer,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "x-frame-options": "DENY",
    }
    if shell.secure:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def caching(http: HTTPScope, headers: dict[str, str], visit: Visit) -> Pairs:
    """
    Return how long the browser may keep a private page: not at all, or until the click it was fetched for.

    Whatever is done in between makes it old: it counts for the cookies it was fetched with (Vary; RFC 9111, section
    4.1), and each unsafe request leaves another cookie. So the page that an action leads to is never one from before.
    """
    if not http["path"].startswith(PRIVATE_PATHS):
        return []
    if headers.get("sec-purpose", "").startswith("prefetch"):
        return [(b"cache-control", b"private, max-age=%d" % AHEAD_SECONDS), (b"vary", b"Cookie")]
    kept: Pairs = [(b"cache-control", b"private, no-store")]
    if http["method"] not in SAFE and http["path"].startswith(CSRF_PATHS):
        done = cookies.written(cookies.DONE, visit.request_id, secure=visit.secure, seconds=DONE_SECONDS)
        kept.append((b"set-cookie", done.to_header(header="").encode()))
    return kept


def _writes(headers: Iterable[tuple[bytes, bytes]], cookie: Cookie) -> bool:
    """Return whether the answer writes that cookie by itself: signing out must not be undone by a renewal."""
    start = f"{cookie.key}=".encode()
    return any(name.lower() == b"set-cookie" and value.startswith(start) for name, value in headers)


def with_headers(send: Send, visit: Visit, defaults: Pairs, new_cookie: Cookie | None) -> Send:
    """Return a send that adds ``defaults`` where the answer says nothing else, the request's id and the cookie."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            extra = [pair for pair in defaults if pair[0] in ADDED or pair[0] not in present]
            extra.append((b"x-request-id", visit.request_id.encode()))
            extra += rate_headers(visit.verdicts)
            if new_cookie and not _writes(message["headers"], new_cookie):
                extra.append((b"set-cookie", new_cookie.to_header(header="").encode()))
            message["headers"] = [*message["headers"], *extra]
        elif visit.only_headers and message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return sending
