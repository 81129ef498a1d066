"""Nobody gets at another tenant's things over HTTP: every route, every place for an id, everybody who might try."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import Engine, event

from counting import CountedReads
from invoiceflow.entrypoints.wiring import World
from product import Product, open_changed_product, settings
from services import Services
from stand_ins import Sandbox
from trespass.asking import routes, thing_in
from trespass.layers import LAYERS, Layer
from trespass.oracle import Oracle, Post
from trespass.run import Run
from trespass.stripe import on_a_platform
from trespass.tenants import open_tenant_with_canaries


@pytest.fixture(params=LAYERS, ids=lambda layer: layer.name)
async def run(
    request: pytest.FixtureRequest,
    services: Services,
    sandbox: Sandbox,
    template_database: str,
    tmp_path: Path,
) -> AsyncIterator[Run]:
    """Yield two tenants with one thing of every kind each, in a product that keeps one or both of its layers."""
    layer: Layer = request.param
    database = services.create_database(f"test_{token_hex(6)}", template=template_database)
    given, clock = await on_a_platform(settings(database, services.redis_url, tmp_path), sandbox)
    post = Post()

    def changed(world: World, database_url: str) -> World:
        held = layer.without_filters(world, database_url)
        reads = CountedReads(database_url) if layer.policies and layer.filters else held.reads
        return replace(held, reads=reads, mailer=post)

    await layer.without_policies(database.superuser)
    try:
        with layer.taken_away():
            async with open_changed_product(given, changed, clock) as product:
                opened = await inhabited(product, database.superuser, post, tmp_path)
                opened.layer = layer
                layer.statements.start()
                layer.reads.start()
                with watched(opened):
                    yield opened
    finally:
        services.drop_database(database.name)


@contextmanager
def watched(run: Run) -> Iterator[None]:
    """Note what the web process asks the database, where its hot reads are counted."""
    reads = run.a.product.world.reads
    if not isinstance(reads, CountedReads):
        yield
        return
    run.statements = reads.statements

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        run.statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def inhabited(product: Product, superuser: str, post: Post, files: Path) -> Run:
    """Open the two tenants and begin to watch over the first."""
    a, b = [await open_tenant_with_canaries(product, letter) for letter in ("A", "B")]
    return await Run.prepared(a, b, lambda: Oracle.over(a, superuser, post, files))


async def test_nobody_trespasses(run: Run) -> None:
    """
    Refused or left as it was, without a word of the owner's, and with the same answer as to an id that nobody has,
    for which the database is asked the same: no clock tells them apart. What was to be taken away was taken away.

    Then the owner asks for exactly the same and gets it: what was refused was there, and was asked for rightly. The
    table names the few routes that are refused to the owner as well, and why.
    """
    redis, oracle = run.a.product.world.redis, run.oracle
    keys, papers = await oracle.keys(redis), oracle.papers()
    assert keys
    assert papers
    await run.trespass(neighbours_alone=not run.both_layers)
    await run.trespass_without_approval()
    for asked in (run.layer.statements, run.layer.reads):
        assert asked.left == set()
        assert (asked.bound > 400) == (asked.joined > 40) == (not run.layer.filters)
    await run.a.product.work()
    assert run.faults == []
    assert await oracle.changes() == []
    assert await oracle.strays() == []
    assert (await oracle.keys(redis), oracle.papers()) == (keys, papers)
    await run.control()
    assert run.faults == []
    assert len(run.told) > 40
    assert (run.compared > 200) == run.both_layers
    assert await standings(run) == {
        "submitted:approved": "approved",
        "submitted:returned": "returned",
        "submitted:withdrawn": None,
        "asked:approved-by-key": "approved",
        "asked:returned-by-key": "returned",
        "asked:withdrawn-by-key": None,
        "draft:submitted": "submitted",
        "draft:submitted-by-page": "submitted",
        "draft:submitted-by-key": "submitted",
    }
    assert await plan_changes(run) == {"start": "done", "change": "done", "cancel": "done", "keep": "done"}
    await oracle.close()


async def plan_changes(run: Run) -> dict[str, str]:
    """Return what became of each change of A's plan: a refused one leads to the same page."""
    read = "SELECT kind, state FROM plan_changes WHERE tenant_id = :tenant ORDER BY requested_at"
    return {row[0]: row[1] for row in await run.a.shop.rows(read, tenant=run.a.house.tenant_id)}


async def standings(run: Run) -> dict[str, object]:
    """Return where the drafts stand that the owner submitted or decided about: a page's answer does not say."""
    tried = {
        thing_in(route.places["path/invoice_id"], as_owner=True)
        for route in routes()
        if route.row.off or route.path.endswith("/withdraw")
    }
    invoices = "/api/v1/invoices"
    return {
        name: (await run.a.house.api.get(f"{invoices}/{await run.a.thing(name)}")).json()["approval"]
        for name in sorted(tried)
    }
