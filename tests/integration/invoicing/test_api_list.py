"""The list of invoices over the API: paged by keys, narrowed, and searched."""

from datetime import timedelta

from invoicing_house import a_body, a_line_body, client_over_api
from product import Product

INVOICES = "/api/v1/invoices"


async def test_the_list_pages_by_keys_newest_first(product: Product) -> None:
    """Pages follow each other without gap or overlap, and the last has no next."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    made: list[dict[str, object]] = []
    for _ in range(5):
        made.append((await house.api.post(INVOICES, json=body)).json())
        product.clock.advance(timedelta(seconds=1))
    pages = [(await house.api.get(INVOICES, params={"limit": 2})).json()]
    while after := pages[-1]["next"]:
        pages.append((await house.api.get(INVOICES, params={"limit": 2, "after": after})).json())
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [item for page in pages for item in page["items"]] == made[::-1]
    exact = (await house.api.get(INVOICES, params={"limit": 5})).json()
    assert (len(exact["items"]), exact["next"]) == (5, None)


async def test_the_list_is_narrowed_by_status(product: Product) -> None:
    """Each status finds its own; overdue ones are issued ones whose due date is past in the tenant's zone."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    draft, issued, voided = [(await house.api.post(INVOICES, json=body)).json()["id"] for _ in range(3)]
    for invoice_id in (issued, voided):
        await house.api.post(f"{INVOICES}/{invoice_id}/issue")
    await house.api.post(f"{INVOICES}/{voided}/void")

    async def found(status: str) -> list[str]:
        answer = await house.api.get(INVOICES, params={"status": status})
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    by_status = [await found(status) for status in ("draft", "issued", "void", "paid", "overdue")]
    assert by_status == [[draft], [issued], [voided], [], []]
    # The due date, 2 December, ends in Hamburg at 23:00 UTC.
    product.clock.advance(timedelta(days=14, hours=13, minutes=59))
    assert await found("overdue") == []
    product.clock.advance(timedelta(minutes=2))
    assert (await found("overdue"), await found("issued")) == ([issued], [issued])
    assert (await house.api.get(f"{INVOICES}/{issued}")).json()["overdue"] is True


async def test_the_list_is_narrowed_by_metadata_of_invoices_and_lines(product: Product) -> None:
    """A pair is found on the invoice or on any line, as text or as the scalar that it spells."""
    house = await product.house()
    client_id = await client_over_api(house)
    line = a_line_body(metadata={"project": "atlas", "n": 7})
    on_line = (await house.api.post(INVOICES, json=a_body(client_id, lines=[line, a_line_body()]))).json()[
        "id"
    ]
    on_invoice = (
        await house.api.post(INVOICES, json=a_body(client_id, metadata={"project": "atlas", "n": "7"}))
    ).json()["id"]
    await house.api.post(INVOICES, json=a_body(client_id, metadata={"project": "other"}))

    async def found(**pairs: str) -> set[str]:
        answer = await house.api.get(
            INVOICES, params={f"metadata.{name}": value for name, value in pairs.items()}
        )
        assert answer.status_code == 200, answer.text
        return {item["id"] for item in answer.json()["items"]}

    assert await found(project="atlas") == await found(n="7") == {on_line, on_invoice}
    assert await found(project="atlas", n="8") == set()
    assert await found(project='"; DROP') == set()


async def test_the_list_is_searched(product: Product) -> None:
    """Numbers, client names, references and amounts are found; signs of patterns are only signs."""
    house = await product.house()
    other = await client_over_api(house, name="100% Holz_Werk")
    body = a_body(await client_over_api(house), reference="PO 4711")
    plain = (await house.api.post(INVOICES, json=body)).json()["id"]
    odd = (await house.api.post(INVOICES, json=a_body(other, lines=[a_line_body(quantity="1")]))).json()["id"]
    await house.api.post(f"{INVOICES}/{odd}/issue")

    async def found(**params: str) -> list[str]:
        answer = await house.api.get(INVOICES, params=params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await found(q="lindenhof") == await found(q="po 4711") == await found(q="171,36") == [plain]
    assert await found(q="2026-0001") == await found(q="100%") == await found(client_id=other) == [odd]
    assert await found(q="%") == await found(q="z_W") == [odd]
    assert await found(issued_from="2026-11-18", issued_to="2026-11-18") == [odd]
    assert await found(currency="USD") == []
