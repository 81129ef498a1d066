"""Drafts to measure with, made over the API as a program would, all of one tenant."""

import json
from collections.abc import Sequence
from typing import cast

import load
from people import House

DRAFTS = "/api/v1/invoices"


def content(salt: int, lines: int) -> dict[str, object]:
    """Return what stands on a draft; another salt is another document."""
    return {
        "currency": "EUR",
        "lines": [
            {
                "description": f"Consulting package {salt}-{line}: implementation and on-site support",
                "quantity": str(1 + (line * 7 + salt) % 9),
                "unit_price": f"{19 + (line * 311 + salt * 17) % 900}.{(line + salt) % 100:02}",
                "tax_rate": "19",
            }
            for line in range(lines)
        ],
        "notes": "Payable within 30 days without deduction. Thank you for your business.",
    }


async def client(port: int, house: House) -> str:
    """Add a client; return its id."""
    body = {
        "name": "Globex Ltd",
        "email": "accounts@globex.example",
        "country": "DE",
        "street": "Hauptstraße 12",
        "postal_code": "10115",
        "city": "Berlin",
    }
    sent = load.request("POST", "/api/v1/clients", house.program, json.dumps(body).encode())
    answers = await load.closed(port, lambda _: sent, clients=1, count=1, keep=True)
    answers.demand(201)
    return _ids(answers)[0]


async def drafts(port: int, house: House, many: int, *, lines: int) -> Sequence[str]:
    """Write so many drafts; return their ids."""
    client_id = await client(port, house)

    def make(number: int) -> bytes:
        body = {"client_id": client_id, **content(number, lines)}
        return load.request("POST", DRAFTS, house.program, json.dumps(body).encode())

    answers = await load.closed(port, make, clients=8, count=many, keep=True)
    answers.demand(201)
    return _ids(answers)


async def invoices(port: int, house: House, many: int, *, lines: int) -> Sequence[str]:
    """Write and issue so many; return their ids."""
    ids = await drafts(port, house, many, lines=lines)
    answers = await load.closed(port, lambda n: issuing(house, ids[n]), clients=4, count=many)
    answers.demand(200)
    return ids


def issuing(house: House, draft: str) -> bytes:
    """Return the request that issues a draft."""
    return load.request("POST", f"{DRAFTS}/{draft}/issue", house.program)


def _ids(answers: load.Answers) -> list[str]:
    return [cast("str", json.loads(body)["id"]) for body in answers.bodies or ()]
