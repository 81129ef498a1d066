"""What requests cost in statements, whatever the number of rows."""

from invoicing_house import a_body, client_over_api
from product import Product
from queries import watching

INVOICES = "/api/v1/invoices"


async def test_the_list_costs_one_statement_besides_the_key(product: Product) -> None:
    """One statement finds out who asks, one reads the whole page, with one row or with thirty."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    for rows in (1, 30):
        for _ in range(rows):
            await house.api.post(INVOICES, json=body)
        with watching(product) as watch:
            answer = await watch.like(house.api).get(INVOICES, params={"limit": 100})
            assert answer.status_code == 200
        assert len(watch.statements) == 2, watch.statements
        with watching(product) as watch:
            answer = await watch.like(house.api).get(INVOICES, params={"approval": "submitted"})
            assert answer.status_code == 200
        assert len(watch.statements) == 2, watch.statements


async def test_issuing_costs_a_fixed_number_of_statements(product: Product) -> None:
    """An invoice of fifty lines costs no more than one of a single line."""
    house = await product.house()
    client_id, costs = await client_over_api(house), []
    for lines in (1, 50):
        body = a_body(client_id)
        body["lines"] = [*body["lines"]] * lines  # type: ignore[misc]  # the lines are a list
        draft = (await house.api.post(INVOICES, json=body)).json()
        with watching(product) as watch:
            answer = await watch.like(house.api).post(f"{INVOICES}/{draft['id']}/issue")
            assert answer.status_code == 200
        costs.append(len(watch.statements))
    assert costs[0] == costs[1] <= 30, costs
