"""The logs of real processes, started as in production: no secret of a whole run stands in any line of them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pyotp
import pytest

from caught_mail import letters_to
from invoiceflow.identity.actions.open_session import Opening, open_session
from invoiceflow.identity.domain.session import Device
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.web import cookies
from product import SECRET_KEY, GivenClock, House, Product, open_product
from services import DatabaseUrls, Services
from sign_in import ask_for_link, field
from stand_ins import Sandbox
from web_process import PATIENCE_SECONDS, web_process, worker_process
from whole_run import BROWSER, CODE, STATE, caught, main_job

PERSON = "canary.person@example.com"
LINK = re.compile(r"/login/email/\S+")
RECOVERY = re.compile(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b")
WRONG_CODE = "000000"


class Behind(httpx.AsyncBaseTransport):
    """What a proxy in front does: https outside, plain http to the process on this machine."""

    def __init__(self, url: str) -> None:
        self._inside = httpx.URL(url)
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, its Host header as it was."""
        inside = self._inside
        url = request.url.copy_with(scheme=inside.scheme, host=inside.host, port=inside.port)
        passed = httpx.Request(request.method, url, headers=request.headers, stream=request.stream)
        return await self._inner.handle_async_request(passed)

    async def aclose(self) -> None:
        """Disconnect."""
        await self._inner.aclose()


@asynccontextmanager
async def through(url: str, *likes: httpx.AsyncClient) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Yield clients of the process at ``url``, with the headers and cookies of others."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=Behind(url),
                    base_url=like.base_url,
                    headers=like.headers,
                    cookies=like.cookies,
                    timeout=PATIENCE_SECONDS,
                )
            )
            for like in likes
        ]


@pytest.fixture
async def live(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with production's settings, at the present instant; processes beside it share its servers."""
    production = {"environment": "production", "base_url": "https://testserver.local"}
    nobody = {"google_client_id": "", "google_client_secret": "", "google_issuer": ""}
    clock = GivenClock(SystemClock().now())
    async with open_product(
        database,
        services.redis_url,
        tmp_path,
        clock=clock,
        mail_url=sandbox.mail_url,
        **production,
        **nobody,
    ) as opened:
        yield opened


async def second_factor(live: Product, house: House, stranger: httpx.AsyncClient) -> list[str]:
    """Switch the second factor on, sign in by it, badly and well; return everything secret about it."""
    here = "/account/security/setup"
    page = (await house.browser.get(here)).text
    secret = page.split('class="mono grow')[1].split(">", 1)[1].split("<")[0].replace(" ", "")
    await house.browser.post(here, data={"code": WRONG_CODE})
    done = await house.browser.post(here, data={"code": pyotp.TOTP(secret).now()})
    recovery = RECOVERY.findall(done.text.split("Recovery codes")[1].split("</ul>")[0])
    owner, at = house.owner, live.clock.now()
    opening = Opening(owner.id, owner.name, owner.email, "tests", at, Device("Edge on Windows", ""))
    asked = await open_session(live.world, opening, secret_key=SECRET_KEY)
    stranger.cookies.set(cookies.name_of(cookies.QUESTION, secure=True), asked.cookie)
    statuses = []
    for answer in (WRONG_CODE, recovery[0]):
        question = await stranger.get("/login/second", params={"next": "/app"})
        form = {"csrf": field(question.text, "csrf"), "next": "/app", "code": answer}
        statuses.append((await stranger.post("/login/second", data=form)).status_code)
    assert statuses == [422, 303]
    session = stranger.cookies[cookies.name_of(cookies.SESSION, secure=True)]
    return [secret, *recovery, asked.cookie, session]


async def signed_in_by_email(stranger: httpx.AsyncClient, sandbox: Sandbox) -> list[str]:
    """Sign in by a link, and open it once more; return the token."""
    await ask_for_link(stranger, PERSON)
    link = next(
        found[0] for each in await letters_to(sandbox, PERSON) if (found := LINK.search(each["text"]))
    )
    for _ in range(2):
        await stranger.get(link)
    return [link.rpartition("/")[2]]


async def test_no_process_writes_a_secret_into_its_log(
    live: Product, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Cookies, keys, links, the second factor and its codes stand in no line of the web process or the worker."""
    house, web, worker = await live.house(), tmp_path / "web.log", tmp_path / "worker.log"
    settings = live.world.settings
    likes = (house.api, house.browser, *(live.client(BROWSER) for _ in range(3)))
    async with (
        web_process(settings, web) as (_, url),
        worker_process(settings, worker),
        through(url, *likes) as (api, browser, stranger, second, third),
    ):
        known = replace(house, api=api, browser=browser)
        left = await main_job(known, stranger)
        factor = await second_factor(live, known, second)
        by_email = await signed_in_by_email(third, sandbox)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not caught(sandbox):  # noqa: ASYNC110  # the worker sends it when it comes to it
                await asyncio.sleep(0.1)
        jars = [each.cookies.items() for each in (browser, stranger, second, third)]
        # The id of the last action is for the browser's cache, and stands in the log by right.
        held = [value for jar in jars for name, value in jar if not name.endswith(cookies.DONE)]
    csrf = house.browser.headers["X-CSRF-Token"]
    secrets = {
        SECRET_KEY,
        house.key,
        house.owner.session_id,
        csrf,
        CODE,
        STATE,
        left.token,
        left.invitation,
        *factor,
        *by_email,
        *held,
    }
    logs = web.read_text() + worker.read_text()
    assert "csrf.refused" in logs
    assert [secret for secret in secrets if len(secret) > 6 and secret in logs] == []
    assert not [part for secret in held for part in secret.split(".")[1:] if len(part) > 6 and part in logs]
