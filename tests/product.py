"""The product as tests use it: a world on real servers, clients that speak HTTP to it, and a clock that is given."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_bytes, token_hex

import httpx
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp
from procrastinate import App

from invoiceflow.entrypoints import duties, wiring, worker
from invoiceflow.entrypoints.asgi import Web, application
from invoiceflow.identity import store as identity_store
from invoiceflow.identity.actions.open_session import Opening, open_session
from invoiceflow.identity.domain.session import Device, Identity
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import MemberId, TenantId
from invoiceflow.runtime.file_links import LinkSigner
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.local_files import LocalFiles
from invoiceflow.runtime.secrets import csrf_token
from invoiceflow.runtime.settings import Settings
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.tenancy.store import members
from invoiceflow.web import cookies
from services import DatabaseUrls

BASE_URL = "http://testserver.local"
SECRET_KEY = "tests-only-tests-only-tests-only-1"


@dataclass(slots=True)
class GivenClock:
    """A clock that stands until a test moves it. Starts on 18 November 2026, 09:00 UTC."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 18, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the given instant."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move the clock."""
        self.at += by


@dataclass(frozen=True, slots=True)
class House:
    """One tenant with its owner, an API key, and clients that act as each."""

    tenant_id: TenantId
    slug: str
    owner: Person
    key: str
    api: httpx.AsyncClient
    browser: httpx.AsyncClient


class ToFiles(httpx.ASGITransport):
    """Goes where a file is given out, as browsers and programs do; any other redirect is the test's to see."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and another one to the file that it leads to."""
        answer = await super().handle_async_request(request)
        place = answer.headers.get("location", "")
        if not place.startswith("/files/"):
            return answer
        return await super().handle_async_request(httpx.Request("GET", request.url.join(place)))


@dataclass(slots=True)
class Product:
    """The product and what a test needs to use it."""

    world: wiring.World
    app: ASGIApp
    clock: GivenClock
    queue: App
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def files(self) -> Path:
        """Return the folder that holds the files of all tenants, one folder for each."""
        return self.world.settings.files_dir

    def client(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """Return a client of the product, without any identity."""
        # Each comes from a network of its own, so that no test uses up what another may do.
        here = f"10.{token_bytes(1)[0]}.{token_bytes(1)[0]}.7", 40_000
        transport = ToFiles(app=self.app, raise_app_exceptions=False, client=here)  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
        client = httpx.AsyncClient(
            transport=transport, base_url=self.world.settings.base_url, headers=headers
        )
        self.clients.append(client)
        return client

    async def person(self, name: str = "Mara Petersen") -> tuple[Person, httpx.AsyncClient]:
        """Return a new person with a living session, and a browser that holds it (its CSRF header set)."""
        email = f"{name.split(maxsplit=1)[0].lower()}-{token_hex(4)}@example.com"
        identity = Identity("https://issuer.example", token_hex(8), email, name)
        async with self.world.database.without_tenant() as connection:
            person_id = await identity_store.enter_person(connection, identity, self.clock.now())
        person = Person(person_id, name, email, "")
        return await self.signed_in(person)

    async def signed_in(
        self, person: Person, *, agent: str = "Firefox on Linux", elevated: bool = True
    ) -> tuple[Person, httpx.AsyncClient]:
        """Return the person in a further session, and a browser that holds it (its CSRF header set)."""
        device = Device(agent, "203.0.113.0/24")
        opening = Opening(person.id, person.name, person.email, "tests", self.clock.now(), device, elevated)
        session = await open_session(self.world, opening, secret_key=SECRET_KEY)
        browser = self.client({"X-CSRF-Token": csrf_token(SECRET_KEY, session.mark), "Accept": "text/html"})
        secure = self.world.settings.secure
        browser.cookies.set(cookies.name_of(cookies.SESSION, secure=secure), session.cookie)
        return replace(person, session_id=session.session_id, mark=session.mark), browser

    async def house(self, profile: Profile | None = None) -> House:
        """Open a tenant with an owner and a key."""
        owner, browser = await self.person()
        slug = f"house-{token_hex(4)}"
        command = OpenTenant(slug, profile or a_profile(), owner, self.clock.now())
        tenant_id = await open_tenant(self.world.database, command)
        async with self.world.database.as_tenant(tenant_id) as session:
            key = await create_api_key(session, CreateApiKey("tests", owner.name, self.clock.now()))
        api = self.client({"Authorization": f"Bearer {key}"})
        return House(tenant_id, slug, owner, key, api, browser)

    async def member_of(self, house: House, role: Role) -> tuple[Person, httpx.AsyncClient]:
        """Return a new person who is a member of the house in that role, and their browser."""
        person, browser = await self.person(f"{role.value.capitalize()} Member")
        await self.join(house, person, role)
        return person, browser

    async def join(self, house: House, person: Person, role: Role) -> None:
        """Make a person a member of the house."""
        async with self.world.database.as_tenant(house.tenant_id) as session:
            member_id = MemberId(new_id(self.clock.now()))
            await members.add_member(session, member_id, person, role, self.clock.now())

    async def close(self) -> None:
        """Close every client."""
        while self.clients:
            await self.clients.pop().aclose()

    async def work(self) -> None:
        """Run every job that is due, as the worker would, until the queue is empty."""
        await self.queue.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def a_profile(**given: object) -> Profile:
    """Return a German tenant that may issue invoices; say only what matters."""
    values: dict[str, object] = {
        "name": "Studio Nordlicht",
        "legal_name": "Studio Nordlicht GmbH",
        "country": "DE",
        "currency": "EUR",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "street": "Ditmar-Koel-Straße 21",
        "postal_code": "20459",
        "city": "Hamburg",
        "email": "rechnung@studio-nordlicht.example",
        "vat_id": "DE136695976",
        "iban": "DE02120300000000202051",
    }
    return Profile(**(values | given))  # type: ignore[arg-type]  # names and types are those of Profile


def settings(database: DatabaseUrls, redis_url: str, files: Path) -> Settings:
    """Return the settings of a product on test servers."""
    return Settings(
        environment="test",
        base_url=BASE_URL,
        secret_key=SECRET_KEY,
        database_url=database.app,
        worker_database_url=database.worker,
        redis_url=redis_url,
        google_client_id="tests",
        google_client_secret="tests",
        google_issuer="http://127.0.0.1:1",
        mail_url="smtp://127.0.0.1:1",
        mail_from="invoices@invoiceflow.example",
        files_dir=files,
        audit_anchor_file=files / "audit-anchors.jsonl",
        api_requests_per_second=100_000,
    )


def local_files(folder: Path) -> LocalFiles:
    """Return a folder's files as the product has them."""
    return LocalFiles(folder, LinkSigner(SECRET_KEY, (), GivenClock()))


Changed = Callable[[wiring.World, str], wiring.World]
"""Returns a process's world with other parts in it; the text is the address of its database."""


@asynccontextmanager
async def open_product(
    database: DatabaseUrls, redis_url: str, files: Path, *, clock: GivenClock | None = None, **changed: object
) -> AsyncIterator[Product]:
    """
    Open the product: the web application with the web's login, its jobs with the worker's.

    ``changed`` are settings that differ from the tests' own.
    """
    given = replace(settings(database, redis_url, files), **changed)  # type: ignore[arg-type]  # names of Settings
    async with open_changed_product(given, as_it_is, clock) as opened:
        yield opened


def as_it_is(world: wiring.World, _: str) -> wiring.World:
    """Return the world unchanged."""
    return world


@asynccontextmanager
async def open_changed_product(
    given: Settings, changed: Changed, clock: GivenClock | None = None
) -> AsyncIterator[Product]:
    """Open the product with other parts in the worlds of its processes."""
    clock = clock or GivenClock()
    web, back = (
        changed(wiring.world(given, database_url=url, clock=clock), url)
        for url in (given.database_url, given.worker_database_url)
    )
    queue = worker.queue(given.worker_database_url, duties.jobs(back), duties.periodic(back))
    async with AsyncExitStack() as stack:
        for held in (web, back):
            stack.push_async_callback(held.close)
            await held.open()
        web.live.start()
        await stack.enter_async_context(queue.open_async())
        app = stack.enter_context(serving(web))
        product = Product(web, app, clock, queue)
        stack.push_async_callback(product.close)
        yield product


_IDLE: list[Web] = []


@contextmanager
def serving(world: wiring.World) -> Iterator[ASGIApp]:
    """Yield the application around a world, by routes that an earlier one left: to register them takes long."""
    web = _IDLE.pop() if _IDLE else Web(world)
    try:
        yield web.serve(world)
    finally:
        _IDLE.append(web)


@cache
def every_route() -> tuple[HTTPRoute, ...]:
    """Return every route as the router knows it, of an application at which nothing answers."""
    nowhere = DatabaseUrls("", *["postgresql://nobody@127.0.0.1:1/nothing"] * 4)
    given = settings(nowhere, "redis://127.0.0.1:1", Path())
    found = []
    for route in application(wiring.world(given, database_url=given.database_url)).routes:
        assert isinstance(route, HTTPRoute), f"{route.path} is no HTTP route: teach the tests to ask it"
        found.append(route)
    return tuple(found)
