"""Drafts as the builder sends and saves them."""

import json
import re

import httpx

from product import House

JSON = {"Accept": "application/json"}


def a_draft_body(**given: object) -> dict[str, object]:
    """Return a draft as the builder sends it: two hours at 80.00, 190.40 EUR in all."""
    line = {"description": "Design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}
    return {"currency": "EUR", "language": "de", "payment_days": 14, "lines": [line], **given}


async def created(house: House, **given: object) -> dict[str, object]:
    """Create a draft and return where it is."""
    answer = await house.browser.post(drafts(house), json=a_draft_body(**given), headers=JSON)
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


def drafts(house: House) -> str:
    """Return where drafts are created."""
    return f"/app/{house.slug}/invoices/drafts"


async def saved(house: House, draft_id: object, body: dict[str, object], revision: object) -> httpx.Response:
    """Save a draft as somebody who read a revision."""
    headers = JSON | {"If-Match": f'"{revision}"'}
    return await house.browser.put(f"/app/{house.slug}/invoices/{draft_id}/draft", json=body, headers=headers)


def props_of(page: httpx.Response) -> dict[str, object]:
    """Return the JSON that the builder starts with."""
    assert page.status_code == 200, page.text
    found = re.search(r'<script type="application/json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    props: dict[str, object] = json.loads(found[1])
    return props
