"""What lists find metadata by: rows that follow what drafts and invoices say, and that nobody else writes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.kernel.ids import InvoiceId
from invoicing_house import a_body, a_line_body, client_over_api, issue
from product import House, Product

INVOICES = "/api/v1/invoices"
LABELS = text(
    "SELECT key, value FROM invoice_labels WHERE tenant_id = :tenant AND invoice_id = :id ORDER BY 1, 2"
)
Said = Mapping[str, object]


async def saved(house: House, own: Said, *lines: Said, path: str = "") -> UUID:
    """Save a draft that says this, itself and on its lines: a new one, or the one at `path`."""
    content = [a_line_body(metadata=dict(each)) for each in lines]
    body = a_body(await client_over_api(house), metadata=dict(own), lines=content)
    answer = await (house.api.put(path, json=body) if path else house.api.post(INVOICES, json=body))
    assert answer.status_code in (200, 201), answer.text
    return UUID(answer.json()["id"])


async def labels(product: Product, house: House, invoice_id: UUID) -> Sequence[tuple[str, str]]:
    """Return the labels of an invoice."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        found = await session.execute(LABELS, {"tenant": house.tenant_id, "id": invoice_id})
        return [(row.key, row.value) for row in found]


async def test_labels_follow_what_a_draft_says(product: Product) -> None:
    """Each pair is there once, however many lines say it, as text; it goes with the last that says it."""
    house = await product.house()
    draft = await saved(house, {"po": "7", "n": 12}, {"po": "7", "odd": None}, {"paid": True, "po": "8"})
    first = await labels(product, house, draft)
    await saved(house, {"n": "12"}, {"po": "7"}, path=f"{INVOICES}/{draft}")
    second = await labels(product, house, draft)
    await house.api.delete(f"{INVOICES}/{draft}")
    assert first == [("n", "12"), ("odd", "null"), ("paid", "true"), ("po", "7"), ("po", "8")]
    assert second == [("n", "12"), ("po", "7")]
    assert await labels(product, house, draft) == []


async def test_a_changed_line_changes_its_labels(product: Product) -> None:
    """Whoever changes the metadata of one line in place finds the labels changed, too."""
    house = await product.house()
    draft = await saved(house, {}, {"po": "7"}, {"po": "7"})
    change = text(
        'UPDATE invoice_lines SET metadata = \'{"po": "9"}\' '
        "WHERE tenant_id = :tenant AND invoice_id = :id AND position = :position"
    )
    seen = []
    for position in (1, 2):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            given = {"tenant": house.tenant_id, "id": draft, "position": position}
            await session.execute(change, given)
        seen.append(await labels(product, house, draft))
    assert seen == [[("po", "7"), ("po", "9")], [("po", "9")]]


async def test_issuing_keeps_the_labels(product: Product) -> None:
    """An issued invoice is found by what its draft said."""
    house = await product.house()
    draft = await saved(house, {"po": "7"}, {})
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await issue(session, InvoiceId(draft), product.clock.now())
    assert await labels(product, house, draft) == [("po", "7")]


@pytest.mark.parametrize(
    "write",
    [
        "INSERT INTO invoice_labels VALUES (:tenant, 'po', '7', now(), :tenant)",
        "UPDATE invoice_labels SET value = '8' WHERE tenant_id = :tenant",
        "DELETE FROM invoice_labels WHERE tenant_id = :tenant",
    ],
)
async def test_no_login_writes_labels(product: Product, write: str) -> None:
    """The triggers alone do, so that the labels say what the metadata says."""
    house = await product.house()
    with pytest.raises(DBAPIError, match="permission denied for table invoice_labels"):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await session.execute(text(write), {"tenant": house.tenant_id})
