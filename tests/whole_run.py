"""The main job over HTTP, and what it leaves where others may look."""

import re
from dataclasses import dataclass
from uuid import UUID

import httpx

from invoiceflow.kernel.ids import InvitationId
from invoiceflow.runtime.secrets import derived
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE, token_of
from invoicing_house import a_body
from product import SECRET_KEY, House
from stand_ins import Sandbox

RECIPIENT, INVITED = "canary@client.example", "canary.invited@example.com"
INVITATION = re.compile(r"/invitations/([0-9a-f-]{36})/again")
BROWSER = {"Accept": "text/html", "User-Agent": "Mozilla/5.0"}
CODE, STATE = "code-canary-7f3a", "state-canary-9b1c"


@dataclass(frozen=True, slots=True)
class Left:
    """The secrets that a run makes: the pay link, and the token of an invitation that was refused."""

    link: str
    invitation: str

    @property
    def token(self) -> str:
        """Return what of the pay link is secret."""
        return self.link.rpartition("/")[2]


async def main_job(house: House, stranger: httpx.AsyncClient) -> Left:
    """Do over HTTP what people and programs do, well and badly; return what is secret of it. Jobs are left to do."""
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
    return Left(link, await refused_invitation(house, stranger))


async def refused_invitation(house: House, stranger: httpx.AsyncClient) -> str:
    """Send the form of an invitation as somebody else than it is for, and as nobody; return its token."""
    members = f"/app/{house.slug}/settings/members"
    await house.browser.post(f"{members}/invite", data={"email": INVITED, "role": "viewer"})
    found = INVITATION.search((await house.browser.get(members)).text)
    assert found, "nobody is invited"
    token = token_of(derived(SECRET_KEY, KEY_PURPOSE), house.tenant_id, InvitationId(UUID(found[1])), 1)
    refused = await house.browser.post(f"/invitations/{token}", data={})
    assert (refused.status_code, INVITED in refused.text) == (403, True), refused.text
    await stranger.get(f"/invitations/{token}")
    await stranger.post(f"/invitations/{token}", data={})
    return token


def caught(sandbox: Sandbox) -> list[str]:
    """Return what the mail server was given, whole."""
    box = f"{sandbox.url}/mail/api/messages"
    listed = httpx.get(box, params={"to": RECIPIENT}).json()
    return [httpx.get(f"{box}/{each['id']}").text for each in listed]
