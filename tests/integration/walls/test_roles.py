"""Every route that asks for a permission, entered as every role, by a stranger and by nobody."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest

from asked import Asked, asked
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role
from product import House, Product

# A member who leaves by a route can not be asked about those that follow.
LAST = "members/leave"


def by_members() -> list[Asked]:
    """Return the routes of pages, those last that a member does not come back from."""
    routes = [route for route in asked() if route.path.startswith("/app/")]
    return sorted(routes, key=lambda route: route.path.endswith(LAST))


ROUTES = by_members()


def address(route: Asked, house: House) -> str:
    """Return an address of the route: in this house, about objects that do not exist."""

    def value(found: re.Match[str]) -> str:
        name, _, kind = found[1].partition(":")
        if name == "tenant":
            return house.slug
        return "1" if kind == "int" else str(uuid4())

    return re.sub(r"\{([^}]+)\}", value, route.path)


async def ask(browser: httpx.AsyncClient, route: Asked, house: House) -> int:
    """Send a request with nothing in it and return its status. A stream that goes on has let its reader in."""
    empty: dict[str, str] = {}
    is_json = route.path.endswith((".json", "/drafts", "/draft", "/preview"))
    body = {} if route.method == "GET" else {"json": empty} if is_json else {"data": empty}
    request = browser.build_request(route.method, address(route, house), **body)  # type: ignore[arg-type]  # one of two
    try:
        async with asyncio.timeout(1 if route.path.endswith("/live") else 30):
            return (await browser.send(request)).status_code
    except TimeoutError:
        return 200


@pytest.mark.parametrize("role", Role)
async def test_a_role_enters_where_the_table_says(product: Product, role: Role) -> None:
    """Every page and form answers 403 to a role without its permission, and never to one that has it."""
    house = await product.house()
    _, browser = await product.member_of(house, role)
    wrong = {}
    for route in ROUTES:
        status = await ask(browser, route, house)
        if (status == 403) is (route.permission in PERMISSIONS[role]):
            wrong[route.name] = status
    assert wrong == {}


async def test_a_stranger_finds_nothing(product: Product) -> None:
    """A signed-in person who is no member, an owner elsewhere, gets "not found" from every route of the tenant."""
    house, elsewhere = await product.house(), await product.house()
    found = {route.name: await ask(elsewhere.browser, route, house) for route in ROUTES}
    assert {name: status for name, status in found.items() if status != 404} == {}


async def test_nobody_is_led_to_the_sign_in_page(product: Product) -> None:
    """Without a session pages lead to signing in, and forms are refused for want of a token."""
    house, nobody = await product.house(), product.client({"Accept": "text/html"})
    found = {route.name: await ask(nobody, route, house) for route in ROUTES}
    expected = {route.name: 303 if route.method == "GET" else 403 for route in ROUTES}
    assert found == expected
