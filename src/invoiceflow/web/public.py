"""What the head of a public page says to browsers, search engines and messengers."""

from dataclasses import dataclass, field

from invoiceflow.web.shell import Theme

JsonLd = dict[str, object]


@dataclass(frozen=True, slots=True)
class PublicHead:
    """
    The head of a page that needs no sign-in.

    ``canonical`` is an absolute address. ``indexable`` is false for pages behind unguessable links.
    ``json_ld`` is schema.org data, one object a block.
    """

    title: str
    description: str
    canonical: str
    theme: Theme = "system"
    language: str = "en"
    direction: str = "ltr"
    indexable: bool = True
    picture: str = ""
    json_ld: tuple[JsonLd, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """
    A page instead of the one asked for.

    ``heading`` says what happened, ``text`` the way out. ``request_id`` is empty where quoting it is no help.
    """

    status: int
    heading: str
    text: str
    home_url: str = "/"
    home_label: str = "Go to the start page"
    retry: bool = False
    request_id: str = ""


def error_page(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    request_id: str = "",
    home: tuple[str, str] = ("/", "Go to the start page"),
) -> ErrorPage:
    """
    Return the page for a status. A foreign id and a missing id give the same words.

    ``code`` and ``detail`` are what the refusing code said; they are shown where they say more than the status does.
    ``home`` is where the way out leads, and what it is called.
    """
    heading, text, retry = _WORDS.get(status, _WORDS[500])
    return ErrorPage(
        status=status,
        heading=_HEADINGS.get(code, heading),
        text=detail if detail and (status in _DETAILED or code in _HEADINGS) else text,
        home_url=home[0],
        home_label=home[1],
        retry=retry,
        request_id=request_id if status >= 500 else "",
    )


_DETAILED = frozenset({400, 403, 409, 410, 413, 422, 429})
_HEADINGS = {
    "csrf": "This form is out of date",
    "session.ended": "You are signed out",
    "tenant.not_found": "You are not a member here",
}
_WORDS: dict[int, tuple[str, str, bool]] = {
    400: ("This request could not be read", "Go back and try again from the page itself.", False),
    401: ("Sign in first", "This page belongs to a tenant.", False),
    403: ("This is not open to you", "Your role does not include it. An owner or admin can.", False),
    404: (
        "This page does not exist, or is not yours to see",
        "Check the address, or search for the number or the client.",
        False,
    ),
    405: ("This address does not work that way", "Go back and try again from the page itself.", False),
    409: ("That is not possible now", "Nothing was changed. Go back, reload the page and look again.", False),
    410: ("This is no longer here", "Go back, and open it again from where you found it.", False),
    413: ("This is too large", "Nothing was saved. Send a smaller file or a shorter text.", False),
    422: ("Some fields need another look", "Nothing was saved. Go back and look at them again.", False),
    429: ("That was a lot at once", "Nothing was done. Try again in a minute.", True),
    500: (
        "We could not load this page",
        "Nothing was changed. We know about it. Try again, or tell us this number if it goes on.",
        True,
    ),
    503: (
        "Back in a moment",
        "A part of InvoiceFlow does not answer. Nothing was changed, nor a form saved. Try again in a minute.",
        True,
    ),
}
