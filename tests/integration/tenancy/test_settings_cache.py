"""A tenant's settings out of the cache: never stale, never another's, and not needed."""

import asyncio
from dataclasses import replace
from time import perf_counter

import pytest

from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.kernel.actor import Actor
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.redis import connect, tenant_key
from invoiceflow.tenancy.domain.tenant import Tenant
from invoiceflow.tenancy.queries import SETTINGS, actor_of_member, own_tenant, tenant_as_of
from invoiceflow.tenancy.store.tenants import save_profile
from product import SECRET_KEY, House, Product, a_profile
from queries import watching


async def acting(product: Product, house: House) -> Actor:
    """Return the owner as a request would find them now."""
    actor = await actor_of_member(product.world.reads, house.owner, house.slug)
    assert actor is not None
    return actor


async def change(product: Product, house: House, name: str, version: int) -> bool:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await save_profile(session, a_profile(name=name), version=version, at=product.clock.now())


async def shown(product: Product, house: House) -> str:
    actor = await acting(product, house)
    tenant = await tenant_as_of(actor, product.world.cache, product.world.database)
    assert tenant.id == house.tenant_id
    return tenant.profile.name


async def test_a_change_is_seen_at_its_commit(product: Product) -> None:
    """What is kept is served until somebody changes it; the next request after the commit sees the change."""
    house = await product.house()
    before = [await shown(product, house) for _ in range(2)]
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await save_profile(session, a_profile(name="Half done"), version=1, at=product.clock.now())
        during = await shown(product, house)
    after = await shown(product, house)
    assert (before, during, after) == (["Studio Nordlicht"] * 2, "Studio Nordlicht", "Half done")


async def test_readers_and_writers_at_once_agree(product: Product) -> None:
    """While settings change again and again, no reader sees less than what was committed before it asked."""
    house = await product.house()
    committed = 1

    async def write() -> None:
        nonlocal committed
        for version in range(1, 20):
            assert await change(product, house, f"Name {version + 1}", version)
            committed = version + 1

    async def read() -> None:
        for _ in range(40):
            known = committed
            name = await shown(product, house)
            assert known == 1 or int(name.removeprefix("Name ")) >= known

    await asyncio.gather(write(), read(), read())


async def test_planted_values_count_for_nothing(product: Product) -> None:
    """What another tenant's key holds, what nobody sealed, and what was cut or changed is never served."""
    house, other = await product.house(), await product.house()
    await shown(product, other)
    redis, (mine, theirs) = (
        product.world.redis,
        (tenant_key(each.tenant_id, SETTINGS, "1") for each in (house, other)),
    )
    found = await redis.get(theirs)
    assert isinstance(found, bytes)
    foreign: bytes = found
    forged = foreign.replace(str(other.tenant_id).encode(), str(house.tenant_id).encode())
    older = replace(await _tenant(product, house), settings_version=0)
    for planted in (foreign, forged, foreign[:-1], b"{}", b"\x80\x04K\x01.", foreign[32:]):
        await redis.set(mine, planted, ex=60)
        assert await shown(product, house) == "Studio Nordlicht"
    await product.world.cache.keep(house.tenant_id, SETTINGS, 1, older)
    assert await shown(product, house) == "Studio Nordlicht"
    stranger = Cache(redis, "another secret key, another secret key")
    await stranger.keep(house.tenant_id, SETTINGS, 1, replace(older, settings_version=1, slug="forged"))
    actor = await acting(product, house)
    assert (await tenant_as_of(actor, product.world.cache, product.world.database)).slug == house.slug


async def test_a_sealed_value_of_another_tenant_is_refused(product: Product) -> None:
    """Even a value that we sealed ourselves counts only where it names the tenant that asks."""
    house, other = await product.house(), await product.house()
    foreign = await _tenant(product, other)
    await product.world.cache.keep(house.tenant_id, SETTINGS, 1, foreign)
    assert (
        await tenant_as_of(await acting(product, house), product.world.cache, product.world.database)
    ).id == (house.tenant_id)


async def test_a_value_counts_under_its_own_key_alone(product: Product) -> None:
    """Copied, seal and all, to another version, area or tenant it is none: the seal says where it belongs."""
    house, other = await product.house(), await product.house()
    cache, redis = product.world.cache, product.world.redis
    await cache.keep(house.tenant_id, SETTINGS, 1, "as it was")
    sealed = await redis.get(tenant_key(house.tenant_id, SETTINGS, "1"))
    assert isinstance(sealed, bytes)
    places = (
        (house.tenant_id, SETTINGS, 2),
        (house.tenant_id, "elsewhere", 1),
        (other.tenant_id, SETTINGS, 1),
    )
    for tenant_id, area, version in places:
        await redis.set(tenant_key(tenant_id, area, str(version)), sealed, ex=60)
        assert await cache.get(tenant_id, area, version, str) is None
    assert await cache.get(house.tenant_id, SETTINGS, 1, str) == "as it was"


async def test_without_redis_the_database_answers(product: Product) -> None:
    """A cache that is away costs a read, and nothing else."""
    house = await product.house()
    away = connect(f"redis://127.0.0.1:{free_port()}")
    tenant = await tenant_as_of(await acting(product, house), Cache(away, SECRET_KEY), product.world.database)
    await away.aclose()
    assert tenant.profile.name == "Studio Nordlicht"


async def test_a_hit_is_quick(product: Product) -> None:
    """Half of the hits take less than a millisecond, measured from here."""
    house = await product.house()
    await shown(product, house)
    actor, took = await acting(product, house), []
    for _ in range(200):
        began = perf_counter()
        await tenant_as_of(actor, product.world.cache, product.world.database)
        took.append(perf_counter() - began)
    assert sorted(took)[100] < 0.001


# What each page reads besides who acts, once its settings are kept; to bind a tenant is a statement of a transaction.
READS = {
    "": [],
    "/numbers": ["set_config", "number_series"],
    "/payments": [],
    "/documents": [],
    "/approval": [],
    "/keys": ["set_config", "api_keys"],
    "/members": ["set_config", "members", "invitations", "api_keys"],
    "/audit": ["audit_entries", "set_config", "members"],
    "/data": ["set_config", "exports"],
}


@pytest.mark.parametrize("section", READS)
async def test_pages_that_show_settings_do_not_read_them(product: Product, section: str) -> None:
    """Who acts is found out in one statement; the settings come out of the cache, and nothing reads them again."""
    house = await product.house()
    with watching(product) as watch:
        browser = watch.like(house.browser)
        for _ in range(2):
            watch.statements.clear()
            assert (await browser.get(f"/app/{house.slug}/settings{section}")).status_code == 200
        await browser.aclose()
    who, *others = watch.statements
    assert "FROM members" in who
    assert len(others) == len(READS[section]), others
    assert all(part in read for part, read in zip(READS[section], others, strict=True)), others


async def _tenant(product: Product, house: House) -> Tenant:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await own_tenant(session)
