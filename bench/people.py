"""Who asks in the measurements: tenants opened as people open them, each with a session and an API key."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.development.postgres import DATABASE
from invoiceflow.identity import store as identity
from invoiceflow.identity.actions.open_session import NewSession, Opening, open_session
from invoiceflow.identity.domain.session import Device, Identity
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.redis import connect
from invoiceflow.runtime.secrets import csrf_token
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.web import cookies
from stage import SECRET_KEY, Stage

PROFILE = Profile(
    name="Studio Nordlicht",
    legal_name="Studio Nordlicht GmbH",
    country="DE",
    currency="EUR",
    language="en",
    time_zone="Europe/Berlin",
    street="Ditmar-Koel-Straße 21",
    postal_code="20459",
    city="Hamburg",
    email="rechnung@studio-nordlicht.example",
    vat_id="DE136695976",
    iban="DE02120300000000202051",
)


@dataclass(frozen=True, slots=True)
class House:
    """One tenant and its owner, and the headers with which the owner's browser and programs ask."""

    tenant_id: TenantId
    slug: str
    owner: Person
    browser: dict[str, str]
    program: dict[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people and their sessions are kept."""

    database: Database
    redis: Redis


async def houses(stage: Stage, many: int) -> tuple[House, ...]:
    """Open so many tenants in the first database; its copies have them as well."""
    database = Database(stage.postgres.url("if_app", DATABASE), reactions=wiring.REACTIONS)
    redis = connect(stage.valkey.url)
    turns = asyncio.Semaphore(8)

    async def house(number: int) -> House:
        async with turns:
            return await _house(database, redis, f"house-{number:04}")

    try:
        return tuple(await asyncio.gather(*map(house, range(many))))
    finally:
        await redis.aclose()
        await database.close()


async def _house(database: Database, redis: Redis, slug: str) -> House:
    at = SystemClock().now()
    owner, signed_in = await _person(Desk(database, redis), slug, at)
    tenant_id = await open_tenant(database, OpenTenant(slug, PROFILE, owner, at))
    async with database.as_tenant(tenant_id) as session:
        key = await create_api_key(session, CreateApiKey("measurements", owner.name, at))
    browser = {
        "Cookie": f"{cookies.name_of(cookies.SESSION, secure=False)}={signed_in.cookie}",
        "X-CSRF-Token": csrf_token(SECRET_KEY, signed_in.mark),
        "Accept": "text/html",
    }
    return House(tenant_id, slug, owner, browser, {"Authorization": f"Bearer {key}"})


async def _person(desk: Desk, slug: str, at: datetime) -> tuple[Person, NewSession]:
    email, name = f"{slug}@example.com", "Mara Petersen"
    async with desk.database.without_tenant() as connection:
        identity_ = Identity("https://issuer.example", slug, email, name)
        person_id = await identity.enter_person(connection, identity_, at)
    device = Device("Firefox on Linux", "203.0.113.0/24")
    session = await open_session(
        desk, Opening(person_id, name, email, "bench", at, device), secret_key=SECRET_KEY
    )
    return Person(person_id, name, email, session.session_id), session
