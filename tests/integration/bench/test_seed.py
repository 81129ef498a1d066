"""The rows that measurements read: as many as asked for, and such that the product takes them for its own."""

import re

import pytest

import seed
from product import Product
from services import DatabaseUrls, Services


@pytest.mark.parametrize("rows", [120])
async def test_seeded_rows_are_lists_of_the_product(
    product: Product, services: Services, database: DatabaseUrls, rows: int
) -> None:
    """Both tenants list half of the rows each, as a page and as JSON, with lines and totals that add up."""
    houses = [await product.house(), await product.house()]
    seed.fill(services.postgres, database.name, rows)
    for house in houses:
        listed = (await house.api.get("/api/v1/invoices?limit=100")).json()
        assert len(listed["items"]) == rows // 2
        assert listed["next"] is None
        for invoice in listed["items"]:
            assert sum(line["net_minor"] for line in invoice["lines"]) == invoice["net_minor"]
            assert invoice["net_minor"] + invoice["tax_minor"] == invoice["total_minor"]
        page = (await house.browser.get(f"/app/{house.slug}/invoices")).text
        assert len(re.findall(r'<tr id="i-', page)) == 50
