"""The cookies, and how they are written. On https their names carry ``__Host-``, which browsers hold to our host."""

from litestar.datastructures import Cookie

SESSION = "if_session"
VISIT = (
    "if_visit"  # before sign-in: binds the form of the sign-in page and the provider's answer to this browser
)
ASKED = "if_asked"  # whom the last sign-in link went to, for the page that says so
QUESTION = "if_question"  # who proved the first factor and is asked for the second: no session
WAY = "if_way"  # the way by which this browser signed in last
DONE = "if_done"  # which request did something last: pages fetched ahead of it are old
UNSENT = "if_unsent"  # a form that waits for a proof of who one is, sealed
THEME = "theme"  # written by the page itself, so it has no prefix and no secret


def name_of(cookie: str, *, secure: bool) -> str:
    """Return the cookie's full name."""
    return f"__Host-{cookie}" if secure else cookie


def read(header: str, cookie: str, *, secure: bool) -> str:
    """Return a cookie's value out of a request header, or an empty text."""
    wanted = name_of(cookie, secure=secure)
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            return value
    return ""


def written(cookie: str, value: str, *, secure: bool, seconds: int) -> Cookie:
    """Return a cookie for our host alone, out of reach of scripts, gone after ``seconds`` (0 removes it)."""
    return Cookie(
        key=name_of(cookie, secure=secure),
        value=value,
        path="/",
        max_age=seconds,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
