"""Who counts as having seen an invoice. A hint, never a proof: links are opened by machines, too."""

from collections.abc import Mapping

# Words in the User-Agent of programs that open links on a person's behalf or for safety.
_MACHINES = (
    "bot",
    "crawl",
    "spider",
    "preview",
    "facebookexternalhit",
    "whatsapp",
    "slack",
    "discord",
    "telegram",
    "skype",
    "microsoft office",
    "ms-office",
    "safelinks",
    "barracuda",
    "proofpoint",
    "mimecast",
    "symantec",
    "trendmicro",
    "googleimageproxy",
    "yahoomailproxy",
    "curl",
    "wget",
    "python-",
    "httpx",
    "go-http-client",
)


def is_a_view(method: str, headers: Mapping[str, str], *, is_member: bool) -> bool:
    """
    Return whether a request counts as the client's first look.

    Not counted: HEAD, prefetches (``Sec-Purpose``), known scanners and link previews, requests without a
    User-Agent, and members of the tenant who are signed in. ``headers`` has lower-case names.
    """
    agent = headers.get("user-agent", "").lower()
    prefetched = "prefetch" in headers.get("sec-purpose", "") or "prefetch" in headers.get("purpose", "")
    machine = not agent or any(word in agent for word in _MACHINES)
    return method == "GET" and not prefetched and not machine and not is_member
