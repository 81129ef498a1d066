"""How lists are read from a large tenant: along an index, never by sorting everything."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.listing import invoice_list
from invoiceflow.invoicing.queries.ordering import Sort
from invoiceflow.invoicing.queries.selection import OVERDUE, Filters, Wanted, page_of
from invoicing_house import a_draft, issue
from product import House, Product
from services import DatabaseUrls

# A copy of the one issued invoice for each number, an hour apart; a tenth are paid, a fifth carry a pair.
COPIES = text("""
INSERT INTO invoices SELECT c.* FROM invoices i, generate_series(2, :rows) n, LATERAL jsonb_populate_record(i,
  jsonb_build_object('id', gen_random_uuid(), 'number', 'N' || n, 'seq', n, 'link_hash', NULL,
    'created_at', i.created_at - n * interval '1 hour',
    'issued_on', i.issued_on - n % 700, 'due_on', i.due_on - n % 900, 'total_minor', i.total_minor + n % 50,
    'net_minor', i.net_minor + n % 50,
    'metadata', CASE WHEN n % 5 = 0 THEN jsonb '{"project": "atlas"}' ELSE '{}' END,
    'status', CASE WHEN n % 10 = 0 THEN 'paid' ELSE 'issued' END)) c
WHERE i.tenant_id = :tenant AND i.status = 'issued'""")
# Drafts as well, most of which wait for approval.
DRAFTS = text("""
INSERT INTO invoices SELECT c.* FROM invoices i, generate_series(1, :rows) n, LATERAL jsonb_populate_record(i,
  jsonb_build_object('id', gen_random_uuid(), 'created_at', i.created_at - n * interval '1 minute',
    'submitted_at', i.created_at, 'approval', CASE WHEN n % 3 = 0 THEN '' ELSE 'submitted' END)) c
WHERE i.tenant_id = :tenant AND i.status = 'draft'""")
ROWS = 5_000
ATLAS = Filters(metadata=(("project", "atlas"),))

PLANS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "whole": ({}, "ix_invoices_tenant_created"),
    "by status": ({"filters": Filters(status=Status.PAID)}, "ix_invoices_tenant_status"),
    "by a status that none has": ({"filters": Filters(status=Status.VOID)}, "ix_invoices_tenant_status"),
    "by approval": ({"filters": Filters(approval=Approval.SUBMITTED)}, "ix_invoices_tenant_approval"),
    "by an approval that none has": (
        {"filters": Filters(approval=Approval.RETURNED)},
        "ix_invoices_tenant_approval",
    ),
    "by metadata": ({"filters": ATLAS}, "invoice_labels_pkey"),
    "in order of numbers": ({"sort": Sort.NUMBER}, "ix_invoices_order_number"),
    "in order of issue": ({"sort": Sort.ISSUED, "descending": False}, "ix_invoices_order_issue"),
    "in order of due dates": ({"sort": Sort.DUE}, "ix_invoices_order_due"),
    "in order of totals": ({"sort": Sort.TOTAL}, "ix_invoices_order_total"),
}


@pytest.fixture(scope="module")
def houses() -> dict[str, House]:
    """Keep the tenant with many invoices for the module: it is slow to fill."""
    return {}


@pytest.fixture
async def many(product: Product, database: DatabaseUrls, houses: dict[str, House]) -> House:
    """Return a tenant with 5,000 invoices and 600 drafts."""
    if "many" not in houses:
        house, at = await product.house(), product.clock.now()
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await issue(session, (await a_draft(session, at)).id, at)
            await session.execute(COPIES, {"rows": ROWS, "tenant": house.tenant_id})
            await a_draft(session, at)
            await session.execute(DRAFTS, {"rows": 600, "tenant": house.tenant_id})
        await analyze(database)
        houses["many"] = house
    return houses["many"]


@pytest.mark.parametrize("list_name", PLANS)
async def test_a_page_is_read_along_an_index(product: Product, many: House, list_name: str) -> None:
    """Fifty of 5,000 come from the index that has them in order; row-level security is no reason to sort."""
    asked, index = PLANS[list_name]
    nodes = await plan(product, many, Wanted(product.clock.now(), 50, **asked))
    used = {node["Index Name"]: node for node in nodes if "Index Name" in node}
    assert index in used, nodes
    assert not [node for node in nodes if "Sort" in node["Node Type"]]
    # The page and the row that says whether there are more.
    assert used[index]["Actual Rows"] * used[index]["Actual Loops"] <= 51


async def test_a_later_page_by_metadata_is_read_from_its_place(product: Product, many: House) -> None:
    """The labels before the place are passed over by the index: page five costs what page one does."""
    wanted = Wanted(product.clock.now(), 50, ATLAS)
    page = await invoice_list(product.world.reads.inside(many.tenant_id), replace(wanted, limit=200))
    nodes = await plan(product, many, replace(wanted, after=page.after))
    (labels,) = [node for node in nodes if node.get("Index Name") == "invoice_labels_pkey"]
    assert (labels["Actual Rows"], labels.get("Rows Removed by Filter", 0)) == (51, 0)


async def plan(product: Product, house: House, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Read a page as the application does; return every node of the plan, with what it read."""
    selection, arguments = page_of(wanted)
    read = f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT i.id, {OVERDUE} FROM ({selection}) i"  # noqa: S608  # parts are ours
    async with product.world.database.as_tenant(house.tenant_id) as session:
        (row,) = await session.rows(read, *arguments)
    (told,) = row.values()
    return list(_nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))


def _nodes(of: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield of
    for part in of.get("Plans", []):
        yield from _nodes(part)


async def analyze(database: DatabaseUrls) -> None:
    """Let the planner know what is there, as the server does by itself after a while."""
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("ANALYZE invoices, invoice_labels")
    await connection.close()
