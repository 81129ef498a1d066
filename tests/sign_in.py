"""Signing in through the provider's stand-in, step by step, as a browser does."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg

from caught_mail import letters_to
from invoiceflow.runtime.trust import trusted
from product import Product
from services import DatabaseUrls
from stand_ins import Sandbox

# Where the stand-in sends people back to; the application answers to it in process.
ORIGIN = "http://127.0.0.1:8000"
DEMO_OWNER = "100000000000000000001"


@dataclass(frozen=True, slots=True)
class Walk:
    """One browser on its way: its client of the product, and the stand-in that it visits (google, github or oidc)."""

    browser: httpx.AsyncClient
    sandbox: Sandbox
    way: str = "google"

    @property
    def provider(self) -> str:
        """Return where the stand-in is."""
        return f"{self.sandbox.url}/{self.way}"

    async def start(self, next_path: str = "/app") -> dict[str, str]:
        """Press *Continue with …* and return what the provider is asked."""
        answer = await self.press(next_path)
        assert answer.status_code == 303, answer.text
        return parameters(answer.headers["location"])

    async def press(self, next_path: str = "/app") -> httpx.Response:
        """Open the sign-in page and send its form."""
        page = await self.browser.get("/login", params={"next": next_path})
        form = {"csrf": field(page.text, "csrf"), "next": field(page.text, "next")}
        return await self.browser.post(f"/login/{self.way}", data=form)

    async def choose(self, asked: dict[str, str], person: str = DEMO_OWNER) -> str:
        """Choose a person at the provider and return the path that leads back."""
        page = "login/oauth/authorize" if self.way == "github" else "authorize"
        async with httpx.AsyncClient(verify=trusted()) as provider:
            answer = await provider.post(
                f"{self.provider}/{page}",
                params=asked,
                data={"person": person, "name": "New Person"},
            )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(ORIGIN)

    async def arrive(self, path: str) -> httpx.Response:
        """Come back to the product."""
        return await self.browser.get(path)

    async def whole(self, person: str = DEMO_OWNER, next_path: str = "/app") -> httpx.Response:
        """Walk the whole way and return the product's last answer."""
        return await self.arrive(await self.choose(await self.start(next_path), person))

    async def confirm(self, person: str = DEMO_OWNER, next_path: str = "/app") -> httpx.Response:
        """Prove again who one is, at the same provider, and return the product's last answer."""
        page = await self.browser.get("/login/confirm", params={"next": next_path})
        form = {"csrf": field(page.text, "csrf"), "next": field(page.text, "next"), "confirm": "1"}
        answer = await self.browser.post(f"/login/{self.way}", data=form)
        return await self.arrive(await self.choose(parameters(answer.headers["location"]), person))

    async def spoil(self, fault: str) -> None:
        """Make the provider's next answer wrong."""
        async with httpx.AsyncClient(verify=trusted()) as provider:
            (await provider.post(f"{self.provider}/faults", json={"next": fault})).raise_for_status()

    async def rotate_keys(self) -> None:
        """Make the provider sign with a new key."""
        async with httpx.AsyncClient(verify=trusted()) as provider:
            (await provider.post(f"{self.provider}/keys/rotate")).raise_for_status()


def walk(product: Product, sandbox: Sandbox, way: str = "google") -> Walk:
    """Return a fresh browser in front of the sign-in page."""
    return Walk(product.client({"Accept": "text/html"}), sandbox, way)


def parameters(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def field(page: str, name: str) -> str:
    """Return the value of a page's hidden field."""
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def persons_in(database: DatabaseUrls) -> int:
    """Return how many persons there are."""
    with psycopg.connect(database.superuser) as connection:
        found = connection.execute("SELECT count(*) FROM directory.persons").fetchone()
    assert found
    return int(found[0])


async def ask_for_link(browser: httpx.AsyncClient, email: str, next_path: str = "/app") -> httpx.Response:
    """Fill in the sign-in page's form for a link by email."""
    page = await browser.get("/login", params={"next": next_path})
    form = {"csrf": field(page.text, "csrf"), "next": next_path, "email": email}
    return await browser.post("/login/email", data=form)


async def link_to(sandbox: Sandbox, email: str) -> str:
    """Return the path of the newest link that was sent to an address."""
    newest = (await letters_to(sandbox, email))[0]
    return str(newest["text"]).split(ORIGIN)[1].split()[0]
