# ruff: noqa: S608 - statements put together from literals of this file and the ids of its own tenant
"""Whoever can write the database cannot change, take out, add, swap or cut off an audit entry unseen."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest

from audit_house import chain_faults
from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.adapters.anchor_file import anchors_in, append_anchor, take_turn
from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.audit.queries import head_of
from invoiceflow.entrypoints import duties, wiring
from invoiceflow.kernel.actor import Mark
from product import House, Product
from services import DatabaseUrls

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ENTRIES = 6
OTHER = "gen_random_uuid()"
# For every column of an entry, what a careful hand would write there.
EDITS = {
    "tenant_id": OTHER,
    "seq": "seq + 1000",
    "at": "at + interval '1 microsecond'",
    "actor": "actor || ' '",
    "actor_kind": "CASE actor_kind WHEN '' THEN 'person' ELSE '' END",
    "actor_id": f"CASE WHEN actor_id IS NULL THEN {OTHER} END",
    "action": "action || 'd'",
    "object_kind": "object_kind || 's'",
    "object_id": OTHER,
    "request_id": "request_id || 'x'",
    "detail": "detail || '{\"more\": null}'",
    "previous": "sha256(previous)",
    "hash": "sha256(hash)",
}
HEAD_EDITS = {"tenant_id": OTHER, "seq": "seq - 1", "hash": "sha256(hash)"}


@pytest.fixture
async def house(product: Product) -> House:
    """Return a tenant with a chain of some entries, by a person, a key and nobody, the newest of them anchored."""
    house = await product.house()
    await house.api.post("/api/v1/clients", json={"name": "Café Lindenhof"})
    async with product.world.database.as_tenant(
        house.tenant_id, by=Mark("person", house.owner.id)
    ) as session:
        for number in range(ENTRIES - 3):
            fact = Fact(product.clock.now(), "Mara", "tests.ran", "tenant", house.tenant_id, {"n": number})
            await record(session, fact)
    await anchor(product)
    return house


async def anchor(product: Product) -> int:
    """Write an anchor as the worker does."""
    settings = product.world.settings
    back = wiring.world(settings, database_url=settings.worker_database_url, clock=product.clock)
    try:
        return await duties.write_anchor(back)
    finally:
        await back.close()


async def faults(product: Product, house: House, *, anchored: bool = True) -> tuple[str, ...]:
    """Return what verification says of the chain, with the anchors or by itself."""
    anchors = anchors_in(product.world.settings.audit_anchor_file) if anchored else Anchors()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await chain_faults(session, anchors.chains.get(house.tenant_id))


@asynccontextmanager
async def _power(database: DatabaseUrls) -> AsyncIterator[Connection]:
    """Yield a superuser's connection: no policy, right or trigger is in its way."""
    connection = await asyncpg.connect(database.superuser)
    try:
        yield connection
    finally:
        await connection.close()


async def _columns(connection: Connection, table: str) -> set[str]:
    rows = await connection.fetch(
        "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = $1", table
    )
    return {row["name"] for row in rows}


async def test_every_edit_of_every_column_of_every_entry_is_seen(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """One changed value of one row is named, whichever column and row it is; put back, the chain holds."""
    assert await faults(product, house) == ()
    async with _power(database) as connection:
        assert await _columns(connection, "audit_entries") == EDITS.keys()
        for column, value in EDITS.items():
            for seq in range(1, ENTRIES + 1):
                await _change_and_look(product, house, connection, ("audit_entries", column, value), seq)
    assert await faults(product, house) == ()


async def test_every_edit_of_the_head_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """Nor can the end of the chain be told otherwise than it is."""
    async with _power(database) as connection:
        assert await _columns(connection, "chain_heads") == HEAD_EDITS.keys()
        for column, value in HEAD_EDITS.items():
            await _change_and_look(product, house, connection, ("chain_heads", column, value), None)


async def _change_and_look(
    product: Product, house: House, connection: Connection, change: tuple[str, str, str], seq: int | None
) -> None:
    """Write another value into a column of one row, see that it is noticed, and put the row back."""
    table, column, value = change
    where = f"tenant_id = '{house.tenant_id}'" + (f" AND seq = {seq}" if seq else "")
    await connection.execute(f"CREATE TEMP TABLE was AS SELECT * FROM {table} WHERE {where}")
    update = f"UPDATE {table} SET {column} = {value} WHERE {where} RETURNING tenant_id"
    (changed,) = await connection.fetch(update)
    found = await faults(product, house)
    for owner in {changed["tenant_id"], house.tenant_id}:
        more = f" AND seq IN ({seq}, {seq + 1000})" if seq else ""
        await connection.execute(f"DELETE FROM {table} WHERE tenant_id = '{owner}'{more}")
    await connection.execute(f"INSERT INTO {table} TABLE was; DROP TABLE was")
    assert found, (table, column, seq)


async def test_every_deletion_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """Any entry that is taken out is missed, the last one too."""
    async with _power(database) as connection:
        for seq in range(1, ENTRIES + 1):
            where = f"tenant_id = '{house.tenant_id}' AND seq = {seq}"
            await connection.execute(f"CREATE TEMP TABLE was AS SELECT * FROM audit_entries WHERE {where}")
            await connection.execute(f"DELETE FROM audit_entries WHERE {where}")
            assert await faults(product, house), seq
            await connection.execute("INSERT INTO audit_entries TABLE was; DROP TABLE was")


async def test_an_insertion_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """A row pushed in between, the later ones moved up, or put behind the end, does not belong."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with _power(database) as connection:
        columns = ", ".join(column for column in EDITS if column != "seq")
        for seq in range(1, ENTRIES + 2):
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(
                f"CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM audit_entries WHERE {own} AND seq = 1;"
                f"UPDATE audit_entries SET seq = -seq - 1 WHERE {own} AND seq >= {seq};"
                f"UPDATE audit_entries SET seq = -seq WHERE {own} AND seq < 0;"
                f"INSERT INTO audit_entries (seq, {columns}) SELECT {seq}, {columns} FROM copy;"
            )
            await transaction.commit()
            assert await faults(product, house), seq
            await connection.execute(
                f"DELETE FROM audit_entries WHERE {own} AND seq = {seq};"
                f"UPDATE audit_entries SET seq = -seq + 1 WHERE {own} AND seq > {seq};"
                f"UPDATE audit_entries SET seq = -seq WHERE {own} AND seq < 0;"
            )
    assert await faults(product, house) == ()


async def test_every_swap_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """Two entries that change places are named, whichever two."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with _power(database) as connection:
        for one in range(1, ENTRIES):
            for other in range(one + 1, ENTRIES + 1):
                swap = (
                    f"UPDATE audit_entries SET seq = -({one + other} - seq) WHERE {own} AND seq IN ({one}, {other});"
                    f"UPDATE audit_entries SET seq = -seq WHERE {own} AND seq < 0"
                )
                await connection.execute(swap)
                assert await faults(product, house), (one, other)
                await connection.execute(swap)
    assert await faults(product, house) == ()


async def test_a_tail_that_was_cut_with_its_head_is_seen_by_the_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """A chain cut anywhere, its head told anew, holds by itself; only the anchor outside knows that it was longer."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with _power(database) as connection:
        for last in range(ENTRIES - 1, 0, -1):
            await _cut(connection, house, last)
            assert await faults(product, house, anchored=False) == ()
            (said,) = await faults(product, house)
            assert f"ends at entry {last}, but entry {ENTRIES} was anchored" in said
        await connection.execute(
            f"DELETE FROM audit_entries WHERE {own}; DELETE FROM chain_heads WHERE {own}"
        )
    assert await faults(product, house, anchored=False) == ()
    assert await faults(product, house)


async def test_a_chain_that_was_written_anew_is_seen_by_the_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """Who edits an entry and computes every hash after it again fools the chain, but not the anchor."""
    await _write_anew(product, database, house)
    assert await faults(product, house, anchored=False) == ()
    (said,) = await faults(product, house)
    assert said == f"audit entry {ENTRIES} (tests.ran) is not the one that was anchored"


async def _cut(connection: Connection, house: House, last: int) -> None:
    """Cut the tail behind an entry, and tell the head anew."""
    own = f"tenant_id = '{house.tenant_id}'"
    await connection.execute(
        f"DELETE FROM audit_entries WHERE {own} AND seq > {last};"
        f"UPDATE chain_heads h SET seq = e.seq, hash = e.hash FROM audit_entries e "
        f"WHERE h.{own} AND e.{own} AND e.seq = {last}"
    )


async def _write_anew(product: Product, database: DatabaseUrls, house: House) -> None:
    """Put another chain, one entry longer, in the place of the house's own."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with _power(database) as connection:
        await connection.execute(
            f"DELETE FROM audit_entries WHERE {own}; DELETE FROM chain_heads WHERE {own}"
        )
    async with product.world.database.as_tenant(house.tenant_id) as session:
        for number in range(ENTRIES + 1):
            fact = Fact(product.clock.now(), "Nobody", "tests.ran", "tenant", house.tenant_id, {"n": number})
            await record(session, fact)


async def _offline(product: Product, house: House) -> list[str]:
    """Return what verification without any server says of the exported log, with the anchors."""
    exported = await house.browser.get(f"/app/{house.slug}/settings/audit.jsonl")
    anchors = anchors_in(product.world.settings.audit_anchor_file)
    return check_lines(exported.text.splitlines(keepends=True), anchors).faults


async def test_a_cut_is_still_seen_after_the_next_anchors(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """What was anchored before a cut is not forgotten when the cut chain is anchored, and has grown longer than it."""
    async with _power(database) as connection:
        await _cut(connection, house, 3)
    assert await anchor(product) == 1
    fell = f"anchor 2 found the end of the audit chain at entry 3, after entry {ENTRIES} was anchored: its tail was cut"
    for found in (await faults(product, house), await _offline(product, house)):
        assert any(fell in fault for fault in found)
    for number in range(ENTRIES):
        await house.api.post("/api/v1/clients", json={"name": f"Atelier {number}"})
    assert await anchor(product) == 1
    for found in (await faults(product, house), await _offline(product, house)):
        assert any(fell in fault for fault in found)
        assert any("is not the one that was anchored" in fault for fault in found)


async def test_a_chain_written_anew_is_still_seen_after_the_next_anchor(
    product: Product, database: DatabaseUrls, house: House
) -> None:
    """Every entry that was ever anchored is compared, not the newest alone, which is the other chain's by then."""
    assert await _offline(product, house) == []
    await _write_anew(product, database, house)
    assert await anchor(product) == 1
    (said,) = await faults(product, house)
    assert said == f"audit entry {ENTRIES} (tests.ran) is not the one that was anchored"
    (said,) = await _offline(product, house)
    assert said == f"entry {ENTRIES} is not the one that was anchored: the log was written anew"


async def test_writers_of_anchors_read_the_ends_in_their_turn(product: Product, house: House) -> None:
    """One who waited puts down what holds then, not what held as the wait began: else an anchor could fall behind."""
    file = product.world.settings.audit_anchor_file
    with take_turn(file) as opened:
        await house.api.post("/api/v1/clients", json={"name": "Atelier"})
        waiting = asyncio.create_task(anchor(product))
        while not _is_waited_for(file):  # noqa: ASYNC110  # the kernel has no event to wait for
            await asyncio.sleep(0.01)
        await house.api.post("/api/v1/clients", json={"name": "Bureau"})
        async with product.world.database.as_tenant(house.tenant_id) as session:
            head = await head_of(session)
        assert head is not None
        assert append_anchor(opened, {house.tenant_id: head}, product.clock.now()) == 1
    assert await waiting == 0
    assert await faults(product, house) == ()


def _is_waited_for(file: Path) -> bool:
    """Return whether somebody waits for the lock of a file, as the kernel tells it."""
    inode = f":{file.stat().st_ino} "
    return any("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


async def test_a_chain_that_grew_since_the_anchor_holds(product: Product, house: House) -> None:
    """What happened after an anchor is no fault; the next anchor has it, and one without news is not written."""
    await house.api.post("/api/v1/clients", json={"name": "Atelier"})
    assert await faults(product, house) == ()
    product.clock.advance(timedelta(minutes=30))
    assert (await anchor(product), await anchor(product)) == (1, 0)
    assert await faults(product, house) == ()


async def test_the_anchors_cannot_be_changed_one_by_one(
    product: Product, house: House, tmp_path: Path
) -> None:
    """A changed or missing line of the file is named; half a line, left by a crash, is passed over."""
    file = product.world.settings.audit_anchor_file
    for _ in range(3):
        await house.api.post("/api/v1/clients", json={"name": "Atelier"})
        product.clock.advance(timedelta(minutes=30))
        await anchor(product)
    lines = file.read_text().splitlines(keepends=True)
    assert len(lines) == 4
    assert anchors_in(file).faults == []
    for number in range(3):
        row = json.loads(lines[number])
        row["heads"] = {tenant: [seq + 1, digest] for tenant, (seq, digest) in row["heads"].items()}
        for told in ([], [json.dumps(row) + "\n"]):
            file.write_text("".join([*lines[:number], *told, *lines[number + 1 :]]))
            assert anchors_in(file).faults, number
    file.write_text("".join(lines))
    half = tmp_path / "half.jsonl"
    half.write_text("".join(lines) + lines[-1][:40])
    heads = dict(anchors_in(file).heads)
    assert anchors_in(half).faults == []
    grown = {tenant: type(head)(head.seq + 1, head.hash) for tenant, head in heads.items()}
    with take_turn(half) as opened:
        append_anchor(opened, grown, product.clock.now())
    assert anchors_in(half).faults == []
    assert anchors_in(half).count == 5
