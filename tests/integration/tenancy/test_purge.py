"""The end of a deleted tenant: closed at once, emptied in pieces, kept as long as law demands, and then erased."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from closing_house import GONE, KEPT, closing, counts, delete, due, lived_in, purge, purging
from invoiceflow.entrypoints.commands.named_tenant import tenant_named
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.kernel.actor import NOBODY, Mark
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.store.checkouts import add_checkout
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.files import named
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.purge_tenant import erase_tenant, purge_tenant
from payments_house import a_checkout, a_saved_method, an_invoice, pay
from product import House, Product, a_profile
from services import DatabaseUrls

STEPS = (
    "directory.close_tenant(now(), '2036-12-31')",
    "directory.empty_piece(100, now())",
    "directory.erase_piece(100, now())",
    "directory.forget_tenant(now())",
)


@pytest.fixture(autouse=True)
def _the_clock_of_today(product: Product) -> Iterator[None]:
    """Put the clock back: the product is the module's, and sessions of later tests begin now."""
    before = product.clock.at
    yield
    product.clock.at = before


def files_of(product: Product, house: House) -> list[str]:
    """Return the names of the tenant's files."""
    folder: Path = product.world.settings.files_dir / str(house.tenant_id)
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


async def public_link(product: Product, house: House) -> str:
    """Return the path of the public page of a tenant's invoice."""
    await product.work()
    listed = await house.api.get("/api/v1/invoices", params={"status": "issued"})
    return httpx.URL(listed.json()["items"][0]["public_url"]).path


async def test_nothing_goes_before_its_time(product: Product, database: DatabaseUrls) -> None:
    """Neither the worker's hour nor a direct call of a step takes from a tenant too early, or from one that stays."""
    product.clock.at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    house, staying = await lived_in(product), await lived_in(product)
    before = counts(database, staying)
    assert await delete(house) == 303
    product.clock.advance(timedelta(days=29))
    await purge(product, house)
    with psycopg.connect(database.worker) as worker:
        worker.execute(f"SET LOCAL app.tenant_id = '{staying.tenant_id}'")
        assert [bool(worker.execute(f"SELECT {step}").fetchone()[0]) for step in STEPS] == [False] * 4  # type: ignore[index]  # each returns a row
    assert counts(database, staying) == before
    for each in (house, staying):
        assert (await each.api.get("/api/v1/clients")).status_code == 200


async def test_in_the_end_only_the_books_are_left(product: Product, database: DatabaseUrls) -> None:
    """Every table is either emptied or kept by name; nobody comes in; the neighbour has lost nothing."""
    product.clock.at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    house, other = await lived_in(product), await lived_in(product)
    await product.work()
    with psycopg.connect(database.superuser) as power:
        read = "SELECT file FROM documents WHERE tenant_id = %s"
        documents = [file for (file,) in power.execute(read, (house.tenant_id,))]
    before = counts(database, other)
    await due(product, house)
    await purge(product, house)
    await purge(product, house)
    left = counts(database, house)
    assert left.keys() == GONE | KEPT
    assert {table for table in GONE if left[table]} == set()
    assert [left[table] for table in ("invoices", "clients", "ledger_journals", "documents")] == [1] * 4
    assert (await house.api.get("/api/v1/clients")).status_code == 401
    assert counts(database, other) == before
    assert (await other.api.get("/api/v1/clients")).status_code == 200
    assert (files_of(product, house), len(documents)) == (documents, 1)
    with psycopg.connect(database.superuser) as power:
        actions = power.execute(
            "SELECT action FROM audit_entries WHERE tenant_id = %s ORDER BY seq DESC LIMIT 2",
            (house.tenant_id,),
        ).fetchall()
    assert actions == [("tenant.closed",), ("tenant.closing",)]


async def test_a_document_can_still_be_made_in_the_end(product: Product) -> None:
    """Where the worker had not come to an invoice's document, the logo that belongs on it stays."""
    logo = b"a logo"
    house = await product.house(a_profile(logo=named(logo)))
    await product.world.files.put(house.tenant_id, logo)
    await product.world.files.put(house.tenant_id, b"of an older logo")
    await an_invoice(product, house)
    await due(product, house)
    await purge(product, house)
    assert files_of(product, house) == [named(logo)]


class Died(Exception):
    """The worker is no more."""


class Mortal(Database):
    """A database whose worker dies after so many transactions."""

    left = 2

    @asynccontextmanager
    async def as_tenant(
        self, tenant_id: TenantId, *, request_id: str = "", by: Mark = NOBODY, known: object = None
    ) -> AsyncIterator[Session]:
        """Open one more, or die."""
        if not self.left:
            raise Died
        self.left -= 1
        async with super().as_tenant(tenant_id, request_id=request_id, by=by, known=known) as session:
            yield session


async def test_it_goes_on_where_it_was_cut_short(product: Product, database: DatabaseUrls) -> None:
    """However small the pieces and wherever a worker dies: the next goes on, and meanwhile nothing is half visible."""
    house = await lived_in(product)
    link, stranger = await public_link(product, house), product.client({"Accept": "text/html"})
    assert (await stranger.get(link)).status_code == 200
    await due(product, house)
    deaths, answers, emptied = 0, set[tuple[int, int]](), False
    while not emptied:
        mortal = Mortal(database.worker)
        mortal.left = 2 if deaths else 1  # the first dies as soon as it has closed the tenant
        async with purging(product, rows=1) as desk:
            try:
                await purge_tenant(replace(desk, database=mortal), house.tenant_id, product.clock.now())
            except Died:
                deaths += 1
        await mortal.close()
        public, own = await stranger.get(link), await house.api.get("/api/v1/invoices")
        answers.add((public.status_code, own.status_code))
        emptied = closing(database, house)[1] is not None
    left = counts(database, house)
    assert (deaths > 5, answers) == (True, {(404, 401)})
    assert {table for table in GONE if left[table]} == set()


async def test_no_cache_serves_it_any_more(product: Product, database: DatabaseUrls) -> None:
    """The version that cached settings are asked for by rises with the closing."""
    house = await lived_in(product)
    await due(product, house)
    before = closing(database, house)[3]
    await purge(product, house)
    assert closing(database, house)[3] == before + 1


async def test_what_is_sealed_is_not_walked_over(product: Product, database: DatabaseUrls) -> None:
    """Two days after it was emptied the hour passes a tenant by, until it is to be erased; verification does not."""
    house, staying = await lived_in(product), await product.house()
    await due(product, house)
    await purge(product, house)
    emptied_at = product.clock.now()
    assert closing(database, house)[1:3] == (emptied_at, date(2036, 12, 31))
    walked = list[tuple[bool, bool]]()
    async with purging(product) as desk:
        for at in (
            emptied_at + timedelta(days=1),
            emptied_at + timedelta(days=2),
            datetime(2036, 12, 31, 23, 59, tzinfo=UTC),
            datetime(2037, 1, 1, tzinfo=UTC),
        ):
            found = {tenant_id async for _, tenant_id in queries.stirring_tenants(desk.database, at)}
            walked.append((house.tenant_id in found, staying.tenant_id in found))
        every = {tenant_id async for _, tenant_id in queries.every_tenant(desk.database)}
    assert walked == [(True, True), (False, True), (False, True), (True, True)]
    assert house.tenant_id in every


async def test_what_law_kept_is_erased_in_the_end(product: Product, database: DatabaseUrls) -> None:
    """Ten years after the end of the year nothing is left but the slug; the neighbour has lost nothing."""
    product.clock.at = datetime(2014, 12, 1, 9, 0, tzinfo=UTC)
    house, other = await lived_in(product), await lived_in(product)
    await paid_back(product, house)
    await product.work()
    before = counts(database, other)
    await due(product, house, datetime(2014, 12, 1, 9, 0, tzinfo=UTC))
    await purge(product, house)
    assert closing(database, house)[2] == date(2024, 12, 31)
    sealed = counts(database, house)
    product.clock.at = datetime(2024, 12, 31, 23, 59, tzinfo=UTC)
    await purge(product, house)
    assert counts(database, house) == sealed
    assert sealed["payments"] > 1
    product.clock.at = datetime(2025, 1, 1, tzinfo=UTC)
    async with purging(product, rows=1) as desk:
        mortal = Mortal(database.worker)
        with pytest.raises(Died):
            await erase_tenant(replace(desk, database=mortal), house.tenant_id, product.clock.now())
        await mortal.close()
    await purge(product, house, rows=3)
    await purge(product, house)
    assert set(counts(database, house).values()) == {0}
    assert files_of(product, house) == []
    assert counts(database, other) == before
    async with purging(product) as desk:
        every = {tenant_id async for _, tenant_id in queries.every_tenant(desk.database)}
    assert (house.tenant_id in every, other.tenant_id in every) == (False, True)
    assert await queries.tenant_of_slug(product.world.database, house.slug) == house.tenant_id
    with pytest.raises(
        Problem, match=f"'{house.slug}' was deleted and erased"
    ):  # what commands say of the slug
        await tenant_named(product.world.database, house.slug)
    assert await tenant_named(product.world.database, other.slug) == other.tenant_id


async def paid_back(product: Product, house: House) -> None:
    """Record a payment of a further invoice, and reverse it; its client saved a card, which was charged."""
    invoice, at = await an_invoice(product, house), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        assert invoice.content.client_id is not None
        saved = await a_saved_method(session, invoice.id, invoice.content.client_id, "Visa 4242", at)
        await add_checkout(session, replace(a_checkout(invoice.id, 100, at), session_id="", method_id=saved))
    payment, _ = await pay(product, house, invoice.id, 100, received_on=product.clock.now().date())
    answer = await house.api.post(f"/api/v1/payments/{payment.id}/reverse", json={"reason": "by mistake"})
    assert answer.is_success, answer.text


async def test_the_database_asks_its_own_clock(product: Product, database: DatabaseUrls) -> None:
    """A worker whose clock runs ahead, or who asks for itself, erases nothing that must be kept."""
    house = await lived_in(product)
    await due(product, house)
    await purge(product, house)
    before = counts(database, house)
    async with purging(product) as desk:
        await erase_tenant(desk, house.tenant_id, datetime(2099, 1, 1, tzinfo=UTC))
    with psycopg.connect(database.worker) as worker:
        worker.execute(f"SET LOCAL app.tenant_id = '{house.tenant_id}'")
        for table in ("invoices", "invoice_lines", "payments", "audit_entries", "tenants"):
            refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
            with pytest.raises(refused), worker.transaction():
                worker.execute(psycopg.sql.SQL("DELETE FROM {}").format(psycopg.sql.Identifier(table)))
    assert counts(database, house) == before


@pytest.mark.parametrize("step", STEPS)
async def test_the_web_s_login_takes_nothing_apart(
    product: Product, database: DatabaseUrls, step: str
) -> None:
    """Each step is the worker's alone."""
    house = await product.house()
    with psycopg.connect(database.app) as web:
        web.execute(f"SET LOCAL app.tenant_id = '{house.tenant_id}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"SELECT {step}")
