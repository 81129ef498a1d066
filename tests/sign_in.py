"""Signing in through the provider's stand-in, step by step, as a browser does."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx

from product import Product
from services import Sandbox

# Where the stand-in sends people back to; the application answers to it in process.
ORIGIN = "http://127.0.0.1:8000"
DEMO_OWNER = "100000000000000000001"


@dataclass(frozen=True, slots=True)
class Walk:
    """One browser on its way: its client of the product, and the stand-in that it visits."""

    browser: httpx.AsyncClient
    sandbox: Sandbox

    async def start(self, next_path: str = "/app") -> dict[str, str]:
        """Press *Continue with Google* and return what the provider is asked."""
        answer = await self.press(next_path)
        assert answer.status_code == 303, answer.text
        return parameters(answer.headers["location"])

    async def press(self, next_path: str = "/app") -> httpx.Response:
        """Open the sign-in page and send its form."""
        page = await self.browser.get("/login", params={"next": next_path})
        form = {"csrf": field(page.text, "csrf"), "next": field(page.text, "next")}
        return await self.browser.post("/login/google", data=form)

    async def choose(self, asked: dict[str, str], person: str = DEMO_OWNER) -> str:
        """Choose a person at the provider and return the path that leads back."""
        async with httpx.AsyncClient() as provider:
            answer = await provider.post(
                f"{self.sandbox.issuer}/authorize",
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

    async def spoil(self, fault: str) -> None:
        """Make the provider's next ID token wrong."""
        async with httpx.AsyncClient() as provider:
            (await provider.post(f"{self.sandbox.issuer}/faults", json={"next": fault})).raise_for_status()

    async def rotate_keys(self) -> None:
        """Make the provider sign with a new key."""
        async with httpx.AsyncClient() as provider:
            (await provider.post(f"{self.sandbox.issuer}/keys/rotate")).raise_for_status()


def walk(product: Product, sandbox: Sandbox) -> Walk:
    """Return a fresh browser in front of the sign-in page."""
    return Walk(product.client({"Accept": "text/html"}), sandbox)


def parameters(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def field(page: str, name: str) -> str:
    """Return the value of a page's hidden field."""
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]
