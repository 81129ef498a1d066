"""A transaction that could not begin: its connection is not used again."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.runtime.database import Database
from relays import relayed
from services import DatabaseUrls

Garbled = dict[bytes, bytes]


def garbling(left: Garbled) -> Callable[[bytes], bytes]:
    """Return what arrives of what is sent: once, something in another's place."""

    def arrives(sent: bytes) -> bytes:
        for said, instead in [pair for pair in left.items() if pair[0] in sent]:
            sent = sent.replace(said, instead)
            del left[said]
        return sent

    return arrives


async def test_a_connection_whose_transaction_did_not_begin_is_let_go(database: DatabaseUrls) -> None:
    """The one that failed says so; the next is a whole transaction again, not a savepoint within none."""
    garbled = Garbled()
    async with relayed(database.app, garbling(garbled)) as url:
        opened = Database(url, pool_size=1)
        async with opened.without_tenant() as connection:
            await connection.execute(text("SELECT 1"))
        garbled[b"BEGIN"] = b"BEGUN"
        with pytest.raises(DBAPIError, match="syntax error"):
            async with opened.without_tenant() as connection:
                await connection.execute(text("SELECT 1"))
        async with opened.without_tenant() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
        await opened.close()
