"""Clients over the API."""

from datetime import timedelta
from uuid import uuid4

from product import Product, a_profile

CLIENTS = "/api/v1/clients"


async def test_a_client_is_added_with_what_is_known(product: Product) -> None:
    """A name, an address and a country are enough; currency and language follow from tenant and country."""
    house = await product.house()
    body = {"name": "Atelier Zürichsee AG", "email": "office@atelier.example", "country": "AT"}
    created = await house.api.post(CLIENTS, json=body)
    assert created.status_code == 201, created.text
    client = created.json()
    assert body.items() <= client.items()
    assert (client["currency"], client["language"], client["payment_days"]) == ("EUR", "de", None)
    shown = await house.api.get(f"{CLIENTS}/{client['id']}")
    assert (shown.status_code, shown.json()) == (200, client)
    assert shown.headers["etag"] == '"1"'
    listed = await house.api.get(CLIENTS)
    assert listed.json() == {"items": [client], "next": None}


async def test_a_client_keeps_everything_that_was_said(product: Product) -> None:
    """Every field comes back as it was sent, texts stripped, the VAT id in its one spelling."""
    house = await product.house()
    body = {
        "name": "  Thomsen & Søn مرحبا 🌊 ",
        "country": "DE",
        "email": "post@thomsen.example",
        "phone": "+49 40 123",
        "street": "Elbchaussee 1",
        "postal_code": "22765",
        "city": "Hamburg",
        "region": "HH",
        "vat_id": "136 695 976",
        "tax_number": "22/123/45678",
        "currency": "USD",
        "language": "en",
        "payment_days": 30,
        "notes": "Pays late.\r\nAsk for Jens.",
        "contacts": [{"name": "Jens", "email": "jens@thomsen.example", "role": "Accounting"}],
        "metadata": {"crm": "T-17", "tier": 2, "vip": True, "since": None},
    }
    client = (await house.api.post(CLIENTS, json=body)).json()
    expected = body | {
        "name": "Thomsen & Søn مرحبا 🌊",
        "vat_id": "DE136695976",
        "notes": "Pays late.\nAsk for Jens.",
        "contacts": [{"name": "Jens", "email": "jens@thomsen.example", "phone": "", "role": "Accounting"}],
    }
    assert expected.items() <= client.items()


BROKEN: list[tuple[object, set[str]]] = [
    ({}, {"/name"}),
    ({"name": ""}, {"/name"}),
    ({"name": "A\u0000B"}, {"/name"}),
    ({"name": "A", "notes": "x" * 100_000}, {"/notes"}),
    ({"name": "A", "country": "XX", "currency": "EURO", "language": "tlh"}, {"/country", "/currency", "/language"}),
    ({"name": "A", "country": "DE", "vat_id": "DE136695977"}, {"/vat_id"}),
    ({"name": "A", "email": "a@b", "payment_days": 400}, {"/email", "/payment_days"}),
    ({"name": "A", "contacts": [{"name": "J"}, {"email": "x"}]}, {"/contacts/1/name", "/contacts/1/email"}),
    ({"name": "A", "contacts": [{"name": "J"}] * 21}, {"/contacts"}),
    ({"name": "A", "metadata": {"k": [1]}}, {"/metadata/k"}),
    ({"name": "A", "id": "7", "revision": 3}, {"/id", "/revision"}),
    ([], {"/"}),
]  # fmt: skip


async def test_bad_input_is_named_field_by_field(product: Product) -> None:
    """Every broken field at once, with a code, and nothing is added."""
    house = await product.house()
    for sent, pointers in BROKEN:
        refused = await house.api.post(CLIENTS, json=sent)
        assert refused.status_code == 422, refused.text
        assert {each["pointer"] for each in refused.json()["errors"]} == pointers
        assert all(each["code"] and each["message"] for each in refused.json()["errors"])
    assert (await house.api.get(CLIENTS)).json()["items"] == []


async def test_what_is_no_json_is_refused(product: Product) -> None:
    """Broken JSON, broken encoding and another media type each have their own status."""
    house = await product.house()
    typed = {"Content-Type": "application/json"}
    for body, headers, status in (
        (b'{"name": ', typed, 400),
        (b'{"name": "\xff"}', typed, 400),
        (b'{"name": "\\ud800"}', typed, 400),
        (b"name=A", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ):
        refused = await house.api.post(CLIENTS, content=body, headers=headers)
        assert refused.status_code == status


async def test_a_change_touches_only_what_is_sent(product: Product) -> None:
    """Fields left out stay; a stale If-Match is refused and changes nothing; no change keeps the revision."""
    house = await product.house()
    body = {"name": "A", "email": "a@b.example", "payment_days": 30}
    path = f"{CLIENTS}/{(await house.api.post(CLIENTS, json=body)).json()['id']}"
    changed = await house.api.patch(
        path, json={"name": "B", "payment_days": None}, headers={"If-Match": '"1"'}
    )
    assert changed.headers["etag"] == '"2"'
    assert (changed.json()["name"], changed.json()["email"], changed.json()["payment_days"]) == (
        "B",
        "a@b.example",
        None,
    )
    stale = await house.api.patch(path, json={"name": "C"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    same = await house.api.patch(path, json={"name": "B"})
    assert (same.json()["name"], same.json()["revision"]) == ("B", 2)
    empty = await house.api.patch(path, json={"name": None, "country": ""})
    assert {each["pointer"] for each in empty.json()["errors"]} == {"/name", "/country"}


async def test_an_archived_client_leaves_the_list_and_comes_back(product: Product) -> None:
    """Archiving hides, restoring shows again; both may be repeated."""
    house = await product.house()
    path = f"{CLIENTS}/{(await house.api.post(CLIENTS, json={'name': 'A'})).json()['id']}"
    for _ in range(2):
        assert (await house.api.post(f"{path}/archive")).json()["archived_at"] == "2026-11-18T09:00:00Z"
    assert (await house.api.get(CLIENTS)).json()["items"] == []
    assert len((await house.api.get(CLIENTS, params={"archived": "true"})).json()["items"]) == 1
    for _ in range(2):
        assert (await house.api.post(f"{path}/restore")).json()["archived_at"] is None
    assert len((await house.api.get(CLIENTS)).json()["items"]) == 1


async def test_the_list_has_pages(product: Product) -> None:
    """Following `next` shows every client once, the newest first; the last page has none."""
    house = await product.house()
    for number in range(7):
        product.clock.advance(timedelta(seconds=1))
        await house.api.post(CLIENTS, json={"name": f"Client {number}"})
    seen, after = [], None
    while True:
        params = {"limit": "3"} | ({"after": after} if after else {})
        page = (await house.api.get(CLIENTS, params=params)).json()
        seen += [client["name"] for client in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"Client {number}" for number in reversed(range(7))]


async def test_the_list_finds_by_words_and_metadata(product: Product) -> None:
    """Every word counts, wildcards are plain signs, and metadata finds texts, numbers and truths."""
    house = await product.house()
    for name, city, metadata in (
        ("Atelier Zürichsee", "Zürich", {"tier": 2, "crm": "A-1"}),
        ("100% Wolle", "Wien", {"tier": "2", "vip": True}),
        ("Wolle_Welt", "Zürich", {}),
    ):
        body = {"name": name, "city": city, "metadata": metadata}
        assert (await house.api.post(CLIENTS, json=body)).status_code == 201

    async def found(**params: str) -> set[str]:
        answer = await house.api.get(CLIENTS, params=params)
        return {client["name"] for client in answer.json()["items"]}

    assert await found(q="wolle") == {"100% Wolle", "Wolle_Welt"}
    assert await found(q="zürich wolle") == {"Wolle_Welt"}
    assert await found(q="100%") == {"100% Wolle"}
    assert await found(q="e_w") == {"Wolle_Welt"}
    assert await found(q="a\0b\\") == set()
    assert await found(**{"metadata.tier": "2"}) == {"Atelier Zürichsee", "100% Wolle"}
    assert await found(**{"metadata.vip": "true"}) == {"100% Wolle"}
    assert await found(**{"metadata.tier": "2", "metadata.crm": "A-1"}) == {"Atelier Zürichsee"}


async def test_a_list_refuses_parameters_that_make_no_sense(product: Product) -> None:
    """Limits, cursors and texts out of bounds are 422."""
    house = await product.house()
    for params in (
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "x"},
        {"after": "7"},
        {"q": "x" * 201},
        {"archived": "maybe"},
    ):
        refused = await house.api.get(CLIENTS, params=params)
        assert (refused.status_code, len(refused.json()["errors"])) == (422, 1), params


async def test_a_repeated_creation_adds_one_client(product: Product) -> None:
    """The same Idempotency-Key and body get the same answer; another body is refused."""
    house = await product.house()
    headers = {"Idempotency-Key": "import-17"}
    first, again = [await house.api.post(CLIENTS, json={"name": "A"}, headers=headers) for _ in range(2)]
    other = await house.api.post(CLIENTS, json={"name": "B"}, headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert len((await house.api.get(CLIENTS)).json()["items"]) == 1


async def test_another_tenants_client_is_not_there(product: Product) -> None:
    """A foreign id answers like a random one, on every route, while the owner's request succeeds."""
    house, other = await product.house(), await product.house()
    path = f"{CLIENTS}/{(await house.api.post(CLIENTS, json={'name': 'A'})).json()['id']}"
    for method, suffix, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "B"}),
        ("POST", "/archive", None),
        ("POST", "/restore", None),
    ):
        foreign = await other.api.request(method, path + suffix, json=body)
        random = await other.api.request(method, f"{CLIENTS}/{uuid4()}{suffix}", json=body)
        own = await house.api.request(method, path + suffix, json=body)
        assert (foreign.status_code, random.status_code, own.status_code) == (404, 404, 200)
        assert foreign.json()["code"] == random.json()["code"] == "client.not_found"
    assert (await other.api.get(CLIENTS)).json()["items"] == []
    assert (await product.client().get(path)).status_code == 401
    assert (await house.browser.get(path)).status_code == 401


async def test_a_clients_language_follows_its_country(product: Product) -> None:
    """The tenant's language where it is spoken there, the only language of a country, else the tenant's."""
    german, english = [await product.house(a_profile(language=own)) for own in ("de", "en")]
    for house, country, language in (
        (german, "AT", "de"),
        (german, "CH", "de"),
        (german, "US", "en"),
        (german, "JP", "de"),
        (english, "BE", "en"),
        (english, "FR", "fr"),
    ):
        client = (await house.api.post(CLIENTS, json={"name": "A", "country": country})).json()
        assert client["language"] == language
