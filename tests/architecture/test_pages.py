"""No page is left out when a browser looks at them all."""

import re
from pathlib import Path

from every_page import EMPTY, NO_PAGES, OWN, PUBLIC, REACHED, page_routes

ROOT = Path(__file__).resolve().parents[2]
ROUTES = sorted(page_routes())
SHAPES = {"uuid": r"\{\w+\}", "int": r"\d+", "str": r"[^/]+"}
# The public invoice's address is an id of its own in the list.
ADDRESSES = [
    re.sub(r"^\{public\}$", "/i/token", address.split("?")[0]) for address in (*PUBLIC, *OWN, *EMPTY)
]


def leads_to(address: str, route: str) -> bool:
    """Return whether an address of the lists is one of a route; what a route names itself is no place for an id."""
    if address in ROUTES:
        return address == route
    pattern = "".join(
        SHAPES[part.split(":")[1].rstrip("}")] if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[^}]+\})", route)
    )
    return re.fullmatch(pattern, address.replace("{tenant}", "tenant")) is not None


def test_every_page_is_looked_at() -> None:
    """A route that answers with text is in a list of addresses, reached by a test, or said to be no page."""
    known = {*REACHED, *NO_PAGES}
    missing = [
        route
        for route in ROUTES
        if route not in known and not any(leads_to(address, route) for address in ADDRESSES)
    ]
    assert missing == []


def test_nothing_is_excepted_that_is_not_there() -> None:
    """Exceptions name routes that exist."""
    assert {*REACHED, *NO_PAGES} - set(ROUTES) == set()


def test_pages_reached_by_steps_name_the_test_that_takes_them() -> None:
    """The tests named exist."""
    for where in REACHED.values():
        path, name = where.split("::")
        assert f"def {name}(" in (ROOT / path).read_text(), where
