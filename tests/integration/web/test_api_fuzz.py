"""
The API under random requests made from its own description.

`./run test` sends 2,000, `./run fuzz` 20,000 (`FUZZ_REQUESTS`). How often a program may ask is set high in
tests/product.py, since an answer 429 would hide what is behind it; that limits hold is
tests/integration/web/test_limits.py.
"""

import os
from collections import Counter

import httpx
import requests
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fuzzing.cases import Request, cases
from fuzzing.things import Things
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.domain.scope import READ_ONLY
from product import BASE_URL, House, Product

AMOUNT = int(os.environ.get("FUZZ_REQUESTS", "2000"))
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CANARY = "Canary of a neighbour"
SHOWN = 30


async def send(client: httpx.AsyncClient, case: Request) -> httpx.Response:
    """Send a case as it is, whatever is wrong with it, with the client's own key."""
    ready = requests.Request(**case.as_transport_kwargs(base_url=BASE_URL)).prepare()
    headers = [(name, value) for name, value in ready.headers.items() if name.lower() != "authorization"]
    sent = httpx.Request(str(ready.method), str(ready.url), headers=_as_bytes(headers), content=_body(ready))
    sent.headers.update({name: client.headers[name] for name in client.headers if name == "authorization"})
    return await client.send(sent)


def _as_bytes(headers: list[tuple[str, str | bytes]]) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
        for name, value in headers
    ]


def _body(ready: requests.PreparedRequest) -> bytes:
    assert ready.body is None or isinstance(ready.body, str | bytes)
    return ready.body.encode() if isinstance(ready.body, str) else ready.body or b""


def faults(case: Request, answer: httpx.Response) -> list[str]:
    """Return how an answer differs from the description."""
    found = [f"shows {CANARY}"] * (CANARY in answer.text)
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        found += [str(each) for each in group.exceptions]
    return [f"{case.operation.label} {case.as_curl_command()}: {answer.status_code} {text}" for text in found]


async def a_reader(product: Product, house: House) -> httpx.AsyncClient:
    """Return a client with a key that may read and nothing else."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        command = CreateApiKey("reader", "tests", product.clock.now(), scopes=(READ_ONLY,))
        return product.client({"Authorization": f"Bearer {await create_api_key(session, command)}"})


async def test_no_request_is_answered_otherwise_than_described(product: Product) -> None:
    """No crash, no status, type or body that is not described, nothing wrong accepted, nothing of a neighbour's."""
    house, neighbour = await product.house(), await product.house()
    things, neighbours = Things(product, house, "Studio"), Things(product, neighbour, CANARY)
    await things.fill()
    await neighbours.fill()
    found: list[str] = []
    statuses: Counter[int] = Counter()
    for case in cases((await product.client().get("/api/openapi.json")).json(), AMOUNT):
        things.point(case, neighbours)
        answer = await send(house.api, case)
        found += faults(case, answer)
        statuses[answer.status_code] += 1
        if answer.status_code == 201:
            things.learn(case.operation.path, answer.json())
    assert found == [], "\n\n".join((str(statuses), *found[:SHOWN]))
    assert statuses.total() >= AMOUNT, statuses
    assert statuses.keys() >= {200, 201, 204, 400, 404, 409, 415, 422}


async def test_nothing_enters_without_the_right_key(product: Product) -> None:
    """Whatever a request says, it is 401 without a key, and 403 where the key may read and the request would write."""
    house = await product.house()
    things = Things(product, house, "Studio")
    await things.fill()
    stranger, reader = product.client(), await a_reader(product, house)
    wrong: list[str] = []
    tried: set[str] = set()
    for case in cases((await product.client().get("/api/openapi.json")).json(), AMOUNT // 20):
        if case.method != case.operation.method.upper():
            continue  # 405, whoever asks
        things.lead(case)
        unknown = (await send(stranger, case)).status_code
        limited = (await send(reader, case)).status_code
        tried.add(case.operation.label)
        writes = case.method != "GET"
        if unknown not in (401, 429) or (limited == 403) != writes:
            wrong.append(f"{case.operation.label} {case.as_curl_command()}: {unknown}, {limited}")
    assert wrong == []
    assert len(tried) > 30
