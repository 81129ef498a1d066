"""How the API is described, to programs and to people."""

import json
from typing import Any

from product import Product

IDEMPOTENT = {
    "/api/v1/invoices",
    "/api/v1/invoices/{invoice_id}/issue",
    "/api/v1/invoices/{invoice_id}/void",
    "/api/v1/invoices/{invoice_id}/duplicate",
    "/api/v1/invoices/{invoice_id}/send",
    "/api/v1/invoices/{invoice_id}/payments",
}


def references(value: Any) -> set[str]:
    """Return every `$ref` in a value."""
    if isinstance(value, list):
        return {found for each in value for found in references(each)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {found for each in value.values() for found in references(each)}


async def test_the_description_is_whole(product: Product) -> None:
    """It covers the API and nothing else; every reference leads somewhere; every call has a name of its own."""
    answer = await product.client().get("/api/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations) > 30
    assert all(
        each["summary"] and {"401", "403", "429", "503"} <= each["responses"].keys() for each in operations
    )


async def test_the_description_says_what_programs_rely_on(product: Product) -> None:
    """Bodies, answers, the key and the safe repetition are described as they are."""
    document = (await product.client().get("/api/openapi.json")).json()
    for path in IDEMPOTENT:
        names = {each["name"] for each in document["paths"][path]["post"]["parameters"]}
        assert "Idempotency-Key" in names, path
    created = document["paths"]["/api/v1/invoices"]["post"]
    assert set(document["components"]["schemas"]["NewDraft"]["required"]) == {"client_id", "lines"}
    assert "201" in created["responses"]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    invoice = document["components"]["schemas"]["Invoice"]["properties"]
    assert {"number", "total_minor", "lines", "taxes", "public_url"} <= invoice.keys()
    assert "quantity" in document["components"]["schemas"]["Line"]["properties"]


async def test_a_document_may_lie_elsewhere(product: Product) -> None:
    """Programs are told that they may be led on to it, for operators with their files in a bucket."""
    described = (await product.client().get("/api/openapi.json")).json()
    told = described["paths"]["/api/v1/invoices/{invoice_id}/pdf"]["get"]["responses"]
    assert {"200", "302"} <= set(told)
    assert "Location" in told["302"]["description"]


async def test_the_page_shows_every_call_without_anything_from_elsewhere(product: Product) -> None:
    """Each call stands on the page with its path; the page asks no other host for anything, and needs no script."""
    document = (await product.client().get("/api/openapi.json")).json()
    page = await product.client({"Accept": "text/html"}).get("/api/docs")
    assert page.status_code == 200
    for path, methods in document["paths"].items():
        assert path in page.text
        assert all(f'id="{each["operationId"]}"' in page.text for each in methods.values())
    assert 'src="http' not in page.text
    assert 'href="http' not in page.text.replace('rel="canonical" href="http', "")


async def test_the_examples_of_drafts_are_accepted(product: Product) -> None:
    """What the page shows as a body is a body: it creates a draft."""
    house = await product.house()
    page = await product.client().get("/api/docs")
    article = page.text.split('<article class="card" aria-labelledby="create_invoice">')[1]
    shown = article.split("-d &#39;")[1].split("&#39;</code>")[0].replace("&#34;", '"')
    client = await house.api.post("/api/v1/clients", json={"name": "Café Lindenhof GmbH"})
    created = await house.api.post(
        "/api/v1/invoices", json=json.loads(shown) | {"client_id": client.json()["id"]}
    )
    assert created.status_code == 201, created.text
