"""A second factor as a person has it: an app that shows codes, recovery codes, and a browser that is asked for one."""

import re
from datetime import timedelta
from typing import Final

import httpx
import pyotp

from invoiceflow.identity.actions.open_session import Opening, open_session
from invoiceflow.identity.domain.session import Device
from invoiceflow.kernel.actor import Person
from invoiceflow.web import cookies
from product import SECRET_KEY, Product
from sign_in import field

SECURITY: Final = "/account/security"
STEP: Final = timedelta(seconds=30)
RECOVERY: Final = re.compile(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b")


class Phone:
    """An app with a person's secret: it shows the code of the product's clock."""

    def __init__(self, product: Product, secret: str) -> None:
        self._product, self._totp = product, pyotp.TOTP(secret)

    def code(self) -> str:
        """Return what it shows now."""
        return self._totp.at(self._product.clock.now())

    def next_code(self) -> str:
        """Wait for a code that was not used yet, and return it."""
        self._product.clock.advance(STEP)
        return self.code()

    def wrong_code(self) -> str:
        """Return a code that counts neither now nor before or after."""
        near = {self._totp.at(self._product.clock.now() + STEP * away) for away in (-2, -1, 0, 1, 2)}
        return next(code for number in range(10) if (code := f"{number:06}") not in near)


async def enabled(product: Product, browser: httpx.AsyncClient) -> tuple[Phone, list[str]]:
    """Switch the second factor on; return the phone and the recovery codes."""
    page = (await browser.get(f"{SECURITY}/setup")).text
    secret = page.split('class="mono grow')[1].split(">", 1)[1].split("<")[0].replace(" ", "")
    phone = Phone(product, secret)
    done = await browser.post(f"{SECURITY}/setup", data={"code": phone.code()})
    assert done.status_code == 200, done.text
    return phone, RECOVERY.findall(done.text.split("Recovery codes")[1].split("</ul>")[0])


async def asked(product: Product, person: Person) -> httpx.AsyncClient:
    """Return a browser that has proved the first factor of a person who has a second one."""
    opening = Opening(
        person.id, person.name, person.email, "tests", product.clock.now(), Device("Edge on Windows", "")
    )
    session = await open_session(product.world, opening, secret_key=SECRET_KEY)
    assert session.asks
    browser = product.client({"Accept": "text/html"})
    browser.cookies.set(cookies.QUESTION, session.cookie)
    return browser


async def answered(browser: httpx.AsyncClient, code: str, next_path: str = "/app/new") -> httpx.Response:
    """Answer the question with a code."""
    page = await browser.get("/login/second", params={"next": next_path})
    form = {"csrf": field(page.text, "csrf"), "next": field(page.text, "next"), "code": code}
    return await browser.post("/login/second", data=form)


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Return whether the browser has a session."""
    return (await browser.get("/account")).status_code == 200
