"""Somebody who has signed in, and what the page of their ways to sign in does."""

import httpx
import psycopg

from invoiceflow.identity.queries import person_of_cookie
from invoiceflow.kernel.ids import PersonId
from invoiceflow.web import cookies
from product import SECRET_KEY, Product
from services import DatabaseUrls
from sign_in import Walk, field, parameters, walk
from stand_ins import Sandbox

WAYS = "/account/ways"


async def who(product: Product, browser: httpx.AsyncClient) -> PersonId | None:
    """Return whom a browser is signed in as."""
    jar = browser.cookies.get(cookies.SESSION) or ""
    found = await person_of_cookie(product.world.redis, jar, secret_key=SECRET_KEY, at=product.clock.now())
    return found.id if found else None


async def somebody(product: Product, sandbox: Sandbox, way: str = "google") -> Walk:
    """Return a new person who has just signed in."""
    here = walk(product, sandbox, way)
    assert (await here.whole("new")).status_code == 303
    return here


async def press(here: Walk, path: str, **fields: str) -> httpx.Response:
    """Send a form of the page of ways."""
    page = await here.browser.get(WAYS)
    return await here.browser.post(path, data={"csrf": field(page.text, "csrf"), **fields})


async def asked_to_link(here: Walk, way: str) -> tuple[Walk, dict[str, str]]:
    """Press *Link …* and return the same browser before that provider, and what the provider is asked."""
    answer = await press(here, f"{WAYS}/{way}")
    assert answer.status_code == 303, answer.text
    return Walk(here.browser, here.sandbox, way), parameters(answer.headers["location"])


def identities(database: DatabaseUrls, person: PersonId | None) -> set[tuple[str, str]]:
    """Return issuers' last words and addresses of a person's identities."""
    with psycopg.connect(database.superuser) as connection:
        found = connection.execute(
            "SELECT issuer, email FROM directory.identities WHERE person_id = %s", (person,)
        ).fetchall()
    return {(issuer.rpartition("/")[2], email) for issuer, email in found}


def issuers(database: DatabaseUrls, person: PersonId | None) -> list[str]:
    """Return by which issuers a person is known."""
    return sorted(issuer for issuer, _ in identities(database, person))
