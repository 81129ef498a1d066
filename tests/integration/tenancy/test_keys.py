"""API keys: shown once, listed for ever, revoked at once."""

import re
from datetime import timedelta
from uuid import uuid4

from invoiceflow.tenancy.domain.api_key import looks_like_key
from product import House, Product


async def create(house: House, name: str = "Shop") -> str:
    """Make a key on its page and return the secret that is shown."""
    answer = await house.browser.post(f"/app/{house.slug}/settings/keys", data={"name": name})
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


async def test_only_the_hash_of_a_key_is_stored(product: Product) -> None:
    """The database never holds the secret."""
    house = await product.house()
    secret = await create(house)
    rows = await product.world.reads.rows(house.tenant_id, "SELECT to_jsonb(k)::text AS row FROM api_keys k")
    assert secret not in "".join(row["row"] for row in rows)


async def test_a_revoked_key_is_refused_at_once(product: Product) -> None:
    """The next request fails, the key leaves the list, and revoking again finds nothing."""
    house = await product.house()
    product.clock.advance(timedelta(minutes=1))
    secret = await create(house, "Nightly sync")
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    action = re.findall(r'action="([^"]+/revoke)"', page.text)[0]
    assert (await house.browser.post(action)).status_code == 303
    answer = await product.client({"Authorization": f"Bearer {secret}"}).get("/api/v1/clients")
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key.invalid")
    page = await house.browser.get(f"/app/{house.slug}/settings/keys")
    assert "Nightly sync" not in page.text.split("<main")[1].split("</main>")[0]
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
