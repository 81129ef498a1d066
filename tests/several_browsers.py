"""Several people at once, each in a browser of their own."""

from collections.abc import Awaitable, Callable
from secrets import token_hex

from playwright.async_api import Page

# Browsers report answers that say "look again", "not you", "not here" and "sign in" as errors of their own.
ANSWERS = ("401 (Unauthorized)", "403 (Forbidden)", "404 (Not Found)", "409 (Conflict)", "422 (Unprocessable")
Browsers = Callable[[], Awaitable[Page]]


def a_name(name: str) -> str:
    """Return a name that nobody else has: the stand-in's page lists people by their names."""
    return f"{name} {token_hex(3)}"
