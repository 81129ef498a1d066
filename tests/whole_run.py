"""The main job over HTTP, and what it leaves where others may look."""

import httpx

from invoicing_house import a_body
from product import House
from services import Sandbox

RECIPIENT = "canary@client.example"
BROWSER = {"Accept": "text/html", "User-Agent": "Mozilla/5.0"}
CODE, STATE = "code-canary-7f3a", "state-canary-9b1c"


async def main_job(house: House, stranger: httpx.AsyncClient) -> str:
    """Do over HTTP what people and programs do, well and badly; return the pay link. Jobs are left to do."""
    client = (await house.api.post("/api/v1/clients", json={"name": "Canary", "email": RECIPIENT})).json()
    made = await house.api.post("/api/v1/invoices", json=a_body(client["id"]))
    invoice_id = made.json()["id"]
    issued = await house.api.post(f"/api/v1/invoices/{invoice_id}/issue")
    link = str(issued.json()["public_url"])
    await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": RECIPIENT})
    for path in ("", "/clients", "/invoices", f"/invoices/{invoice_id}", "/settings", "/payments"):
        await house.browser.get(f"/app/{house.slug}{path}")
    await stranger.get(httpx.URL(link).path)
    await stranger.get(f"/i/{link.rpartition('/')[2]}x")
    await stranger.get("/api/v1/invoices", headers={"Authorization": f"Bearer {house.key}x"})
    await house.browser.post(f"/app/{house.slug}/clients", headers={"X-CSRF-Token": "0" * 64})
    await stranger.get("/login/google/callback", params={"code": CODE, "state": STATE})
    return link


def caught(sandbox: Sandbox) -> list[str]:
    """Return what the mail server was given, whole."""
    box = f"{sandbox.url}/mail/api/messages"
    listed = httpx.get(box, params={"to": RECIPIENT}).json()
    return [httpx.get(f"{box}/{each['id']}").text for each in listed]
