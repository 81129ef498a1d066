# ruff: noqa: S608 - statements put together from literals of this file and the ids of its own tenant
"""Whoever can write the database cannot change, take out, add or swap an audit entry unseen."""

from audit_house import ENTRIES, Connection, faults, power
from product import House, Product
from services import DatabaseUrls

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
    async with power(database) as connection:
        assert await _columns(connection, "audit_entries") == EDITS.keys()
        for column, value in EDITS.items():
            for seq in range(1, ENTRIES + 1):
                await _change_and_look(product, house, connection, ("audit_entries", column, value), seq)
    assert await faults(product, house) == ()


async def test_every_edit_of_the_head_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """Nor can the end of the chain be told otherwise than it is."""
    async with power(database) as connection:
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
    async with power(database) as connection:
        for seq in range(1, ENTRIES + 1):
            where = f"tenant_id = '{house.tenant_id}' AND seq = {seq}"
            await connection.execute(f"CREATE TEMP TABLE was AS SELECT * FROM audit_entries WHERE {where}")
            await connection.execute(f"DELETE FROM audit_entries WHERE {where}")
            assert await faults(product, house), seq
            await connection.execute("INSERT INTO audit_entries TABLE was; DROP TABLE was")


async def test_an_insertion_is_seen(product: Product, database: DatabaseUrls, house: House) -> None:
    """A row pushed in between, the later ones moved up, or put behind the end, does not belong."""
    own = f"tenant_id = '{house.tenant_id}'"
    async with power(database) as connection:
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
    async with power(database) as connection:
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
