"""What the mail catcher holds: the emails that somebody was sent."""

from typing import Any

import httpx

from invoiceflow.runtime.trust import trusted
from stand_ins import Sandbox


async def letters_to(sandbox: Sandbox, email: str) -> list[dict[str, Any]]:
    """Return what was sent to an address, newest first, each with `subject`, `text`, `html` and `attachments`."""
    async with _box(sandbox) as box:
        return [(await box.get(f"/{each['id']}")).json() for each in await _listed(box, email)]


async def subjects_to(sandbox: Sandbox, email: str) -> list[str]:
    """Return the subjects of what was sent to an address, newest first."""
    async with _box(sandbox) as box:
        return [each["subject"] for each in await _listed(box, email)]


def _box(sandbox: Sandbox) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"{sandbox.url}/mail/api/messages", verify=trusted())


async def _listed(box: httpx.AsyncClient, email: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await box.get("", params={"to": email})).json()
    return found
