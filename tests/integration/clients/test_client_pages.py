"""The pages of clients, as a browser meets them."""

from typing import Any

import pytest

from counting import counted
from invoiceflow.tenancy.domain.role import Role
from page_reading import fields_of, link, names_in
from product import House, Product

FORM = {
    "name": "Thomsen & Søn",
    "email": "post@thomsen.example",
    "country": "DE",
    "currency": "EUR",
    "language": "",
    "vat_id": "136 695 976",
    "payment_days": "30",
    "notes": "Pays late.\r\nAsk for Jens.",
    "metadata": "crm: T-17\ntier: 2",
    "contacts-0-name": "Dr. Annegret Thomsen",
    "contacts-0-email": "annegret@thomsen.example",
    "contacts-2-name": "Jens",
    "contacts-2-phone": "+49 170 1",
}


def path_of(house: House, rest: str = "") -> str:
    """Return an address of the house's clients."""
    return f"/app/{house.slug}/clients{rest}"


async def add(house: House, **given: object) -> str:
    """Add a client over the API and return its id."""
    answer = await house.api.post("/api/v1/clients", json={"name": "Atelier", **given})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def stored(house: House, client_id: str) -> dict[str, object]:
    """Return a client as the API shows it."""
    client: dict[str, object] = (await house.api.get(f"/api/v1/clients/{client_id}")).json()
    return client


async def test_an_empty_list_leads_to_the_first_client(product: Product) -> None:
    """Each kind of emptiness says what belongs here and the next step."""
    house = await product.house()
    for rest, words in (
        ("", "No clients yet"),
        ("?q=%22thomsen%22", "No client matches “&#34;thomsen&#34;”"),
        ("?archived=true", "No client is archived"),
    ):
        page = await house.browser.get(path_of(house, rest))
        assert (page.status_code, words in page.text) == (200, True)
        assert path_of(house, "/new") in page.text


@pytest.mark.parametrize("place", ["after", "before"])
@pytest.mark.parametrize("things", ["clients", "items"])
async def test_a_page_beside_a_row_that_is_not_there_is_refused(
    product: Product, things: str, place: str
) -> None:
    """An id of nobody, or of another tenant, rather than being told that there is no client."""
    house, other = await product.house(), await product.house()
    foreign, own = await add(other), await add(house)
    path = f"/app/{house.slug}/{things}?{place}="
    for unknown in (foreign, "00000000-0000-7000-8000-000000000000"):
        refused = await house.browser.get(path + unknown, headers={"Accept": "*/*"})
        assert refused.status_code == 422
        (error,) = refused.json()["errors"]
        assert (error["code"], error["pointer"]) == ("cursor.unknown", f"/{place}")
    assert (await house.browser.get(path_of(house, f"?{place}={own}"))).status_code == 200


async def test_the_list_has_pages_in_both_directions(product: Product) -> None:
    """By name, fifty at a time; the way back leads to where one came from."""
    house = await product.house()
    for number in range(52):
        await add(house, name=f"client {number:03}" if number % 2 else f"Client {number:03}")
    first = (await house.browser.get(path_of(house))).text
    assert names_in(first) == [f"client {number:03}" for number in range(50)]
    assert "50 clients on this page" in first
    second = (await house.browser.get(link(first, "next"))).text
    assert names_in(second) == ["client 050", "client 051"]
    assert link(second, "next") == ""
    back = (await house.browser.get(link(second, "prev"))).text
    assert (names_in(back), link(back, "prev")) == (names_in(first), "")


async def test_the_list_costs_one_statement(product: Product) -> None:
    """However many clients there are, and while searching; one client costs one transaction."""
    house = await product.house()
    client_id = await add(house, name="Thomsen")
    async with counted(product, house) as counting:
        assert await counting.cost(path_of(house)) == (1, 0)
        assert await counting.cost(path_of(house, "?q=thom")) == (1, 0)
        assert await counting.cost(path_of(house, f"/{client_id}")) == (0, 1)


async def test_a_client_is_added_by_its_form(product: Product) -> None:
    """Contacts without a gap, metadata by lines, the VAT id in its one spelling; the new client's page opens."""
    house = await product.house()
    answer = await house.browser.post(path_of(house, "/new"), data=FORM)
    assert answer.status_code == 303
    client_id = answer.headers["location"].rsplit("/", 1)[1]
    client = await stored(house, client_id)
    assert (client["vat_id"], client["language"], client["payment_days"]) == ("DE136695976", "de", 30)
    assert client["notes"] == "Pays late.\nAsk for Jens."
    assert client["metadata"] == {"crm": "T-17", "tier": "2"}
    assert [contact["name"] for contact in client["contacts"]] == ["Dr. Annegret Thomsen", "Jens"]  # type: ignore[attr-defined]  # JSON of a list
    page = await house.browser.get(answer.headers["location"])
    for words in ("Thomsen &amp; Søn", "30 days", "Deutsch", "Germany", "Jens", "T-17", "added"):
        assert words in page.text


async def test_the_key_of_new_invoices_writes_one_for_the_client(product: Product) -> None:
    """On a client's page N begins an invoice for that client; a viewer, who writes none, has no such key."""
    house = await product.house()
    path = path_of(house, f"/{await add(house)}")
    own = f'href="/app/{house.slug}/invoices/new?client={path.rpartition("/")[2]}" data-key="n"'
    assert own in (await house.browser.get(path)).text
    _, viewer = await product.member_of(house, Role.VIEWER)
    assert own not in (await viewer.get(path)).text


async def test_what_is_wrong_stands_at_its_field(product: Product) -> None:
    """All at once, with what was typed kept, a summary that links to each field, and nothing added."""
    house = await product.house()
    broken = FORM | {
        "name": " ",
        "email": "thomsen",
        "vat_id": "DE136695977",
        "payment_days": "a month",
        "contacts-0-name": "",
    }
    answer = await house.browser.post(path_of(house, "/new"), data=broken)
    assert answer.status_code == 422
    for field in ("name", "email", "vat_id", "payment_days", "contacts-0-name"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert "5 fields need a change" in answer.text
    assert 'value="thomsen"' in answer.text
    assert 'value="a month"' in answer.text
    assert (await house.api.get("/api/v1/clients")).json()["items"] == []


NONSENSE: list[dict[str, Any]] = [
    {},
    {"name": "A\x00B"},
    {"name": "x" * 100_000},
    {"name": "A", "notes": "x" * 100_000},
    {"name": "A", "country": "XX"},
    {"name": "A", "currency": "nonsense"},
    {"name": "A", "metadata": "no colon"},
    {"name": "A", "metadata": "k" * 41 + ": v"},
    {"name": "A", "contacts-0-email": "x"},
    {"name": ["A", "B"]},
]


async def test_nonsense_is_refused_and_not_a_crash(product: Product) -> None:
    """Whatever is sent to the form, the answer is 422 and nothing is added."""
    house = await product.house()
    for sent in NONSENSE:
        answer = await house.browser.post(path_of(house, "/new"), data=sent)
        assert answer.status_code == 422, sent
    assert (await house.api.get("/api/v1/clients")).json()["items"] == []


async def test_text_is_never_markup(product: Product) -> None:
    """What was typed is shown as it was typed, on every page."""
    house = await product.house()
    evil = '<script>alert("1")</script>'
    client_id = await add(house, name=evil, notes=evil, metadata={"k": evil}, contacts=[{"name": evil}])
    for rest in ("", f"/{client_id}", f"/{client_id}/edit", "?q=<script>"):
        page = await house.browser.get(path_of(house, rest))
        assert evil not in page.text
        assert "&lt;script&gt;" in page.text


async def test_an_edit_keeps_what_it_does_not_touch(product: Product) -> None:
    """The form comes filled, metadata that still reads the same keeps its types, and saving changes what was typed."""
    house = await product.house()
    client_id = await add(house, name="A", country="AT", metadata={"tier": 2, "vip": True}, payment_days=7)
    page = await house.browser.get(path_of(house, f"/{client_id}/edit"))
    form = fields_of(page.text) | {"name": "B", "payment_days": "", "metadata": "tier: 2\nvip: no"}
    answer = await house.browser.post(path_of(house, f"/{client_id}/edit"), data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(house, f"/{client_id}"))
    client = await stored(house, client_id)
    assert (client["name"], client["country"], client["language"], client["payment_days"]) == (
        "B",
        "AT",
        "de",
        None,
    )
    assert client["metadata"] == {"tier": 2, "vip": "no"}


async def test_a_stale_form_overwrites_nothing_unasked(product: Product) -> None:
    """Who saves second sees what the first one changed, with their own text kept; saving again is a decision."""
    house = await product.house()
    client_id = await add(house, name="A", city="Hamburg")
    path = path_of(house, f"/{client_id}/edit")
    mine = fields_of((await house.browser.get(path)).text) | {"phone": "123"}
    await house.api.patch(f"/api/v1/clients/{client_id}", json={"city": "Altona"})
    refused = await house.browser.post(path, data=mine)
    assert refused.status_code == 409
    assert "Theirs: Altona" in refused.text
    assert 'value="123"' in refused.text
    assert (await stored(house, client_id))["phone"] == ""
    again = await house.browser.post(path, data=fields_of(refused.text))
    assert again.status_code == 303
    client = await stored(house, client_id)
    assert (client["city"], client["phone"]) == ("Hamburg", "123")


async def test_archiving_can_be_undone(product: Product) -> None:
    """The next page says so and offers the way back."""
    house = await product.house()
    client_id = await add(house, name="Thomsen")
    archived = await house.browser.post(path_of(house, f"/{client_id}/archive"))
    assert (archived.status_code, archived.headers["location"]) == (303, path_of(house))
    page = await house.browser.get(path_of(house))
    assert ("Thomsen archived" in page.text, "No clients yet" in page.text) == (True, True)
    assert path_of(house, f"/{client_id}/restore") in page.text
    assert "Archived on" in (await house.browser.get(path_of(house, f"/{client_id}"))).text
    restored = await house.browser.post(path_of(house, f"/{client_id}/restore"))
    assert restored.headers["location"] == path_of(house, f"/{client_id}")
    assert (await stored(house, client_id))["archived_at"] is None


async def test_only_who_may_edit_is_offered_to_restore(product: Product) -> None:
    """The list of archived clients offers a viewer no way back, and a member the one that there is."""
    house = await product.house()
    client_id = await add(house)
    await house.browser.post(path_of(house, f"/{client_id}/archive"))
    _, viewer = await product.member_of(house, Role.VIEWER)
    restoring = path_of(house, f"/{client_id}/restore")
    for browser, is_offered in ((house.browser, True), (viewer, False)):
        await browser.get(path_of(house))  # which takes the offer to undo away
        listed = await browser.get(path_of(house, "?archived=true"))
        assert ("Atelier" in listed.text, restoring in listed.text) == (True, is_offered)


async def test_another_tenants_client_has_no_page(product: Product) -> None:
    """A foreign id and a foreign tenant answer like nothing at all, while the owner's request succeeds."""
    house, other = await product.house(), await product.house()
    client_id = await add(house)
    for rest in ("", "/edit"):
        path = f"/{client_id}{rest}"
        assert (await house.browser.get(path_of(house, path))).status_code == 200
        assert (await other.browser.get(path_of(other, path))).status_code == 404
        assert (await other.browser.get(path_of(house, path))).status_code == 404
    for rest in ("/edit", "/archive", "/restore"):
        path = f"/{client_id}{rest}"
        assert (await other.browser.post(path_of(other, path), data={"name": "X"})).status_code == 404
        assert (await other.browser.post(path_of(house, path), data={"name": "X"})).status_code == 404
    assert (await stored(house, client_id))["revision"] == 1
