"""What a tenant does at once in one process: so much and no more, and never at the cost of another."""

import asyncio
from dataclasses import replace

import httpx

from invoiceflow.entrypoints.asgi import build
from invoiceflow.kernel.limit import FILES_AT_ONCE, REQUESTS_AT_ONCE
from invoiceflow.runtime.files import LONG_BYTES, ShownAs
from invoiceflow.runtime.turns import Crowd, crowd
from listening import listening
from product import House, Product

CLIENTS = "/api/v1/clients"


def hurried(product: Product, house: House) -> tuple[Crowd, httpx.AsyncClient, httpx.AsyncClient]:
    """Return a process that waits for nobody's turn, with the key and the browser of a house."""
    turns = crowd(REQUESTS_AT_ONCE, FILES_AT_ONCE, seconds=0)
    app = build(replace(product.world, crowd=turns))
    clients = [
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),  # type: ignore[arg-type]  # as in product.py
            base_url=known.base_url,
            headers=known.headers,
            cookies=known.cookies,
        )
        for known in (house.api, house.browser)
    ]
    product.clients += clients
    return turns, clients[0], clients[1]


async def test_the_twenty_first_is_refused(product: Product) -> None:
    """Programs and browsers are told when to try again; another tenant is let in; one that ends makes room."""
    house, other = await product.house(), await product.house()
    turns, api, browser = hurried(product, house)
    ends = [await turns.requests.take(house.tenant_id) for _ in range(REQUESTS_AT_ONCE.amount)]
    refused = await api.get(CLIENTS)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await browser.get(f"/app/{house.slug}")).status_code == 429
    api.headers["Authorization"] = other.api.headers["Authorization"]
    assert (await api.get(CLIENTS)).status_code == 200
    ends.pop()()
    assert [(await browser.get(f"/app/{house.slug}")).status_code for _ in range(3)] == [200] * 3


async def test_more_wait_their_turn(product: Product) -> None:
    """Sixty requests at once of one tenant are all answered, and leave no turn behind."""
    house = await product.house()
    answers = await asyncio.gather(*(house.api.get(CLIENTS) for _ in range(60)))
    assert {answer.status_code for answer in answers} == {200}
    turns = product.world.crowd.requests
    ends = [await turns.take(house.tenant_id) for _ in range(REQUESTS_AT_ONCE.amount)]
    for end in ends:
        end()


async def test_whatever_becomes_of_a_request_its_turn_ends(product: Product) -> None:
    """Errors, refusals and streams that were left give their turn back."""
    house = await product.house()
    turns, api, browser = hurried(product, house)
    for _ in range(2 * REQUESTS_AT_ONCE.amount):
        assert (await api.get(f"{CLIENTS}/{house.tenant_id}")).status_code == 404
        assert (await browser.get(f"/app/{house.slug}/settings/audit.csv?until=never")).status_code in (
            200,
            422,
        )
    for _ in range(FILES_AT_ONCE.amount + 1):
        assert (await browser.get(f"/app/{house.slug}/invoices.csv")).status_code == 200
    assert [await turns.files.take(house.tenant_id) for _ in range(FILES_AT_ONCE.amount)]


async def test_the_third_long_file_is_refused(product: Product) -> None:
    """Two are sent at once; pages go on meanwhile."""
    house = await product.house()
    turns, _, browser = hurried(product, house)
    ends = [await turns.files.take(house.tenant_id) for _ in range(FILES_AT_ONCE.amount)]
    answer = await browser.get(f"/app/{house.slug}/settings/audit.jsonl")
    assert (answer.status_code, int(answer.headers["retry-after"]) >= 1) == (429, True)
    assert (await browser.get(f"/app/{house.slug}/settings/audit")).status_code == 200
    ends[0]()
    assert (await browser.get(f"/app/{house.slug}/settings/audit.jsonl")).status_code == 200


async def test_a_document_takes_no_turn(product: Product) -> None:
    """A file that fits into memory is given out while both turns are taken; a long one waits."""
    house = await product.house()
    turns, api, _ = hurried(product, house)
    _ = [await turns.files.take(house.tenant_id) for _ in range(FILES_AT_ONCE.amount)]
    statuses = []
    for size in (LONG_BYTES, LONG_BYTES + 1):
        name = await product.world.files.put(house.tenant_id, b"x" * size)
        link = await product.world.files.links.link(
            house.tenant_id, name, ShownAs("application/pdf", "a.pdf")
        )
        statuses.append((await api.get(link)).status_code)
    assert statuses == [200, 429]


async def test_open_pages_take_no_turn(product: Product) -> None:
    """A stream of news lasts as long as a page is open, and keeps nobody out."""
    house = await product.house()
    turns, _, _ = hurried(product, house)
    app = build(replace(product.world, crowd=turns))
    ends = [await turns.requests.take(house.tenant_id) for _ in range(REQUESTS_AT_ONCE.amount - 1)]
    async with listening(app, house.browser, f"/app/{house.slug}/live") as stream:
        assert stream.status == 200
        ends.append(await turns.requests.take(house.tenant_id))
    assert len(ends) == REQUESTS_AT_ONCE.amount
