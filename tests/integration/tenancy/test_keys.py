"""API keys: shown once, confined to their scopes, over at their end, revoked at once."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx

from invoiceflow.tenancy.domain.api_key import looks_like_key
from invoiceflow.tenancy.domain.scope import SCOPES
from product import House, Product, open_product
from services import DatabaseUrls, Services


async def create(house: House, name: str = "Shop", **chosen: str) -> str:
    """Make a key on its page and return the secret that is shown."""
    sent = {"name": name, **{field.replace("_", ":"): value for field, value in chosen.items()}}
    answer = await house.browser.post(f"/app/{house.slug}/settings/keys", data=sent)
    assert answer.status_code in (200, 201)
    found = re.search(r"\bif_[0-9A-Za-z]{49}\b", answer.text)
    assert found
    return found[0]


async def test_a_key_is_shown_once(product: Product) -> None:
    """The secret stands on the answer to its making and nowhere else; it opens the API."""
    house = await product.house()
    secret = await create(house)
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    assert looks_like_key(secret)
    assert secret not in page.text
    assert secret[:11] in page.text
    answer = await product.client({"Authorization": f"Bearer {secret}"}).get("/api/v1/clients")
    assert answer.status_code == 200


async def test_a_form_makes_one_key(product: Product) -> None:
    """Sent again, by a double click or a reload, it makes none, shows no secret, and says so on the list."""
    house = await product.house()
    here = f"/app/{house.slug}/settings/keys"
    page = await house.browser.get(here)
    key_id = re.findall(r'name="key_id" value="([0-9a-f-]{36})"', page.text)[0]
    sent = {"name": "Shop", "key_id": key_id}
    first, second = [await house.browser.post(here, data=sent) for _ in range(2)]
    assert (first.status_code, second.status_code, second.headers["location"]) == (200, 303, here)
    again = await house.browser.get(here)
    assert "No second key was made" in again.text
    assert not re.search(r"\bif_[0-9A-Za-z]{49}\b", again.text)
    assert again.text.count(f"/keys/{key_id}/revoke") == 1
    assert again.text.count("Shop") == first.text.count("Shop") - 1


async def test_whoever_must_confirm_is_told_before_the_form_is_filled(product: Product) -> None:
    """The form stands behind the proof when the last is too old, so that nothing typed is lost."""
    house = await product.house()
    here = f"/app/{house.slug}/settings/keys"
    assert "/login/confirm?next=" not in (await house.browser.get(here)).text.split("<main")[1]
    product.clock.advance(timedelta(minutes=16))
    old = await house.browser.get(here)
    assert f"/login/confirm?next=%2Fapp%2F{house.slug}%2Fsettings%2Fkeys" in old.text
    assert 'name="key_id"' not in old.text


async def test_only_the_hash_of_a_key_is_stored(product: Product) -> None:
    """The database never holds the secret."""
    house = await product.house()
    secret = await create(house)
    rows = await product.world.reads.rows(house.tenant_id, "SELECT to_jsonb(k)::text AS row FROM api_keys k")
    assert secret not in "".join(row["row"] for row in rows)


async def test_a_revoked_key_is_refused_at_once(product: Product) -> None:
    """The next request fails, the list says that it is revoked, and revoking again finds nothing."""
    house = await product.house()
    product.clock.advance(timedelta(minutes=1))
    secret = await create(house, "Nightly sync")
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    action = re.findall(r'action="([^"]+/revoke)"', page.text)[0]
    assert (await house.browser.post(action)).status_code == 303
    answer = await product.client({"Authorization": f"Bearer {secret}"}).get("/api/v1/clients")
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key.invalid")
    assert answer.json()["detail"] == "The API key is unknown, expired or revoked."
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    assert "revoked just now" in page.text
    assert action not in page.text
    assert (await house.browser.post(action)).status_code == 404


async def test_a_key_s_use_is_noted(product: Product) -> None:
    """When a key was last used is known to the hour, without a write for each request."""
    house = await product.house()
    product.clock.advance(timedelta(days=1))
    used = []
    for minutes in (0, 10, 90):
        product.clock.advance(timedelta(minutes=minutes))
        await house.api.get("/api/v1/clients")
        rows = await product.world.reads.rows(house.tenant_id, "SELECT last_used_at FROM api_keys")
        used.append(rows[0]["last_used_at"])
    assert used[0] == used[1]
    assert used[2] == product.clock.now()


async def test_a_key_needs_a_name(product: Product) -> None:
    """Without one no key is made."""
    house = await product.house()
    answer = await house.browser.post(f"/app/{house.slug}/settings/keys", data={"name": " "})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


async def test_keys_of_others_are_not_found(product: Product) -> None:
    """A foreign key's id and a random one give the same answer."""
    house, other = await product.house(), await product.house()
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    key_id = re.findall(r"keys/([0-9a-f-]{36})/revoke", page.text)[0]
    for wanted in (key_id, str(uuid4())):
        answer = await other.browser.post(f"/app/{other.slug}/settings/keys/{wanted}/revoke")
        assert answer.status_code == 404
    assert (await house.api.get("/api/v1/clients")).status_code == 200


READS = ("/api/v1/clients", "/api/v1/items", "/api/v1/tax-rates", "/api/v1/invoices", "/api/v1/payments")


async def _statuses(api: httpx.AsyncClient, *paths: str) -> list[int]:
    return [(await api.get(path)).status_code for path in paths]


async def test_a_key_may_do_what_its_scopes_say_and_no_more(product: Product) -> None:
    """What one key is refused, naming the scope that it lacks, the other does with the same request."""
    house = await product.house()
    narrow = await create(house, access="areas", scope_clients_read="1")
    wide = await create(house, access="areas", scope_clients_write="1")
    reader, writer = (product.client({"Authorization": f"Bearer {key}"}) for key in (narrow, wide))
    assert await _statuses(reader, *READS) == [200, 200, 200, 403, 403]
    body = {"name": "Café Lindenhof"}
    refused = await reader.post("/api/v1/clients", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission.denied")
    assert "clients:write" in refused.json()["detail"]
    challenge = 'Bearer realm="InvoiceFlow", error="insufficient_scope", scope="clients:write"'
    assert refused.headers["www-authenticate"] == challenge  # RFC 6750, 3.1
    assert (await writer.post("/api/v1/clients", json=body)).status_code == 201
    assert await _statuses(writer, *READS) == [200, 200, 200, 403, 403]


async def test_a_key_that_reads_changes_nothing(product: Product) -> None:
    """With it every list opens, and no POST is taken."""
    house = await product.house()
    reader = product.client({"Authorization": f"Bearer {await create(house, access='read')}"})
    assert await _statuses(reader, *READS) == [200] * 5
    for path in ("/api/v1/clients", "/api/v1/items", "/api/v1/tax-rates"):
        assert (await reader.post(path, json={"name": "x"})).json()["code"] == "permission.denied"


async def test_a_key_by_area_needs_a_tick(product: Product) -> None:
    """Without one no key is made; what was typed is still there."""
    house = await product.house()
    sent = {"name": "Shop", "access": "areas", "expires": "30"}
    answer = await house.browser.post(f"/app/{house.slug}/settings/keys", data=sent)
    assert answer.status_code == 422
    assert "Choose what the key may do." in answer.text
    assert 'value="Shop"' in answer.text


async def test_an_expired_key_is_refused_at_once(product: Product) -> None:
    """At its end a key is worth nothing, without anybody doing anything; a moment before it works."""
    house = await product.house()
    key = await create(house, expires="30")
    api = product.client({"Authorization": f"Bearer {key}"})
    product.clock.advance(timedelta(days=30, seconds=-1))
    assert (await api.get("/api/v1/clients")).status_code == 200
    product.clock.advance(timedelta(seconds=1))
    answer = await api.get("/api/v1/clients")
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key.invalid")


async def test_a_key_is_refused_on_every_process_once_it_is_revoked(
    product: Product, database: DatabaseUrls, services: Services, tmp_path: Path
) -> None:
    """Another process, which has just used the key, refuses it with its next request: nothing remembers keys."""
    house = await product.house()
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock) as other:
        elsewhere = other.client({"Authorization": f"Bearer {house.key}"})
        assert (await elsewhere.get("/api/v1/clients")).status_code == 200
        page = await house.browser.get(f"/app/{house.slug}/settings/keys")
        action = re.findall(r'action="([^"]+/revoke)"', page.text)[0]
        assert (await house.browser.post(action)).status_code == 303
        assert (await elsewhere.get("/api/v1/clients")).status_code == 401


async def test_each_operation_tells_its_scope(product: Product) -> None:
    """The description names for every call the scope that a key needs: one that exists."""
    document = (await product.client().get("/api/openapi.json")).json()
    told = {
        f"{method} {path}": operation["security"][0]["key"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert all(len(scopes) == 1 and scopes[0] in SCOPES for scopes in told.values())
    assert told["post /api/v1/invoices/{invoice_id}/issue"] == ["invoices:issue"]
    assert told["get /api/v1/payments"] == ["payments:read"]
