"""Things of a tenant's, made when they are asked for; all that is written on them can be told from another's."""

import io
import re
from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from invoiceflow.delivery.domain.notice import Reason
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.store.suppressed import suppress
from invoiceflow.identity.store.sessions import handle_of
from invoiceflow.kernel.ids import InvitationId, InvoiceId, MemberId
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.secrets import derived
from invoiceflow.tenancy.actions.invite_member import InviteMember, invite_member
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE, token_of
from invoiceflow.tenancy.domain.role import Role
from payments_house import a_saved_method, a_troubled_payment
from product import SECRET_KEY
from trespass.stripe import warned
from trespass.tenant import Tenant

INVITING = derived(SECRET_KEY, KEY_PURPOSE)


async def _sent(tenant: Tenant, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await tenant.house.api.post(f"/api/v1/{path}", json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    found: dict[str, Any] = answer.json()
    return found


async def _client(tenant: Tenant) -> object:
    words = {name: f"{tenant.canary} {name}" for name in ("name", "street", "city", "notes", "region")}
    email = f"{tenant.canary.lower()}@client.example"
    contacts = [{"name": f"{tenant.canary} contact", "email": email}]
    body = {
        **words,
        "email": email,
        "country": "DE",
        "contacts": contacts,
        "metadata": {"crm": tenant.canary},
    }
    return (await _sent(tenant, "clients", body))["id"]


async def _rate(tenant: Tenant) -> object:
    return (await _sent(tenant, "tax-rates", {"name": f"{tenant.canary} rate", "rate": "7"}))["id"]


async def _item(tenant: Tenant) -> object:
    body = {
        "name": f"{tenant.canary} item",
        "note": tenant.canary,
        "unit_price": tenant.price,
        "metadata": {"sku": tenant.canary},
    }
    return (await _sent(tenant, "items", body))["id"]


async def _draft(tenant: Tenant) -> object:
    line = {"description": f"{tenant.canary} line", "note": tenant.canary, "quantity": "1"}
    line |= {"unit_price": tenant.price, "tax_rate": "0", "unit": "hour"}
    words = dict.fromkeys(("reference", "intro", "notes", "terms"), tenant.canary)
    body = {"client_id": await tenant.thing("client"), "currency": "EUR", "lines": [line], **words}
    return (await _sent(tenant, "invoices", {**body, "metadata": {"project": tenant.canary}}))["id"]


async def _submitted(tenant: Tenant) -> object:
    """Return a draft that the owner submitted; only they can withdraw it."""
    draft_id = await _draft(tenant)
    submit = f"/app/{tenant.house.slug}/invoices/{draft_id}/submit"
    answer = await tenant.house.browser.post(submit, data={})
    assert answer.status_code == 303, answer.text
    return draft_id


async def _asked(tenant: Tenant) -> object:
    """Return a draft that the key submitted; only that can withdraw it."""
    return (await _sent(tenant, f"invoices/{await _draft(tenant)}/submit"))["id"]


async def _issued(tenant: Tenant) -> object:
    return (await _sent(tenant, f"invoices/{await _draft(tenant)}/issue"))["id"]


async def _payment(tenant: Tenant) -> object:
    return (await _payment_of(tenant, await _issued(tenant)))["id"]


async def _paid(tenant: Tenant) -> object:
    invoice_id = await _issued(tenant)
    await _payment_of(tenant, invoice_id)
    return invoice_id


async def _payment_of(tenant: Tenant, invoice_id: object) -> dict[str, Any]:
    amount = int(tenant.price.replace(".", ""))
    words = {"reference": f"{tenant.canary} ref", "note": tenant.canary}
    body = {"amount_minor": amount, "method": "cash", "received_on": "2026-11-18", **words}
    return await _sent(tenant, f"invoices/{invoice_id}/payments", body)


async def _dispute(tenant: Tenant) -> object:
    """Return a dispute of a payment that Stripe collected, as Stripe would tell of it."""
    amount_minor = int(tenant.price.replace(".", ""))
    house, at = tenant.house, tenant.product.clock.now()
    invoice_id = UUID(str(await _issued(tenant)))
    async with tenant.product.world.database.as_tenant(house.tenant_id) as session:
        dispute_id, _ = await a_troubled_payment(session, invoice_id, amount_minor, tenant.canary, at)
    return dispute_id


async def _collected(tenant: Tenant) -> object:
    return await tenant.shop.collect(InvoiceId(UUID(str(await _issued(tenant)))))


async def _warning(tenant: Tenant) -> object:
    return await warned(tenant.shop, InvoiceId(UUID(str(await _issued(tenant)))))


async def _method(tenant: Tenant) -> object:
    invoice_id, client_id = UUID(str(await _issued(tenant))), UUID(str(await tenant.thing("client")))
    at = tenant.product.clock.now()
    async with tenant.product.world.database.as_tenant(tenant.house.tenant_id) as session:
        return await a_saved_method(session, invoice_id, client_id, tenant.canary, at)


async def _void(tenant: Tenant) -> object:
    return (await _sent(tenant, f"invoices/{await _issued(tenant)}/void", {"reason": tenant.canary}))["id"]


async def _delivery(tenant: Tenant) -> object:
    body = {
        "recipient": f"{tenant.canary.lower()}@client.example",
        "recipient_name": tenant.canary,
        "message": tenant.canary,
    }
    return (await _sent(tenant, f"invoices/{await _issued(tenant)}/send", body))["id"]


async def _suppression(tenant: Tenant) -> object:
    at = tenant.product.clock.now()
    address = f"{tenant.canary.lower()}@dead.example"
    found = Suppression(new_id(at), address, Reason.BOUNCE, tenant.canary, InvoiceId(UUID(int=0)), at)
    async with tenant.product.world.database.as_tenant(tenant.house.tenant_id) as session:
        await suppress(session, found)
    return found.id


async def _link(tenant: Tenant) -> object:
    invoice_id = await tenant.thing("issued")
    shown = await tenant.house.api.get(f"/api/v1/invoices/{invoice_id}")
    return httpx.URL(shown.json()["public_url"]).path.rpartition("/")[2]


async def _key(tenant: Tenant) -> object:
    settings = f"/app/{tenant.house.slug}/settings/keys"
    before = set(keys_in(await tenant.house.browser.get(settings)))
    await tenant.house.browser.post(settings, data={"name": f"{tenant.canary} key"})
    (made,) = set(keys_in(await tenant.house.browser.get(settings))) - before
    return made


def keys_in(page: httpx.Response) -> list[str]:
    """Return the ids of the keys that a page lists."""
    return re.findall(r"keys/([0-9a-f-]{36})/revoke", page.text)


async def _member(tenant: Tenant) -> object:
    person, _ = await tenant.product.member_of(tenant.house, Role.VIEWER)
    read = "SELECT m.id FROM members m WHERE m.tenant_id = $1 AND m.person_id = $2"
    (row,) = await tenant.product.world.reads.rows(tenant.house.tenant_id, read, person.id)
    return MemberId(row["id"])


async def _invitation(tenant: Tenant) -> object:
    at = tenant.product.clock.now()
    email = f"{token_hex(4)}-{tenant.canary.lower()}@guest.example"
    command = InviteMember(email, Role.VIEWER, tenant.house.owner, INVITING, at)
    async with tenant.product.world.database.as_tenant(tenant.house.tenant_id) as session:
        return (await invite_member(session, command)).id


async def _invite(tenant: Tenant) -> object:
    invitation_id = InvitationId(UUID(str(await _invitation(tenant))))
    return token_of(INVITING, tenant.house.tenant_id, invitation_id, 1)


async def _cursor(tenant: Tenant) -> object:
    for name in ("issued", "paid"):
        await tenant.thing(name)
    listed = await tenant.house.api.get("/api/v1/invoices", params={"limit": "1"})
    return listed.json()["next"]


async def _logo(tenant: Tenant) -> object:
    answer = await tenant.house.browser.post(
        f"/app/{tenant.house.slug}/settings/logo", files={"logo": ("logo.png", picture(), "image/png")}
    )
    assert answer.status_code == 303, answer.text
    return "logo"


def picture() -> bytes:
    """Return a picture file."""
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return out.getvalue()


async def _session(tenant: Tenant) -> object:
    # A further session of the owner, so that the one they ask with stays.
    person, _ = await tenant.product.signed_in(tenant.house.owner)
    return handle_of(person.session_id)


async def _new(tenant: Tenant) -> object:
    return new_id(tenant.product.clock.now())


async def _slug(tenant: Tenant) -> object:
    return tenant.house.slug


async def _email(_: Tenant) -> object:
    return f"{token_hex(6)}@example.com"


async def _version(tenant: Tenant) -> object:
    read = "SELECT t.settings_version FROM tenants t WHERE t.tenant_id = $1"
    (row,) = await tenant.product.world.reads.rows(tenant.house.tenant_id, read)
    return row["settings_version"]


async def _export(tenant: Tenant) -> object:
    path = f"/app/{tenant.house.slug}/settings/data/export"
    assert (await tenant.house.browser.post(path)).status_code == 303
    await tenant.product.work()
    return "export"


MAKERS = {
    "logo": _logo,  # first: what is issued shows the one of its day
    "client": _client,
    "rate": _rate,
    "item": _item,
    "draft": _draft,
    "submitted": _submitted,
    "asked": _asked,
    "issued": _issued,
    "paid": _paid,
    "void": _void,
    "payment": _payment,
    "collected": _collected,
    "dispute": _dispute,
    "warning": _warning,
    "method": _method,
    "delivery": _delivery,
    "suppression": _suppression,
    "link": _link,
    "key": _key,
    "member": _member,
    "invitation": _invitation,
    "invite": _invite,
    "cursor": _cursor,
    "session": _session,
    "export": _export,  # last: with all that there is
}
FRESH = {"new": _new, "version": _version, "email": _email, "slug": _slug}
"""What is no thing of the tenant, or another one each time."""
