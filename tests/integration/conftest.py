"""The product on real servers, spoken to over ASGI, with the logins and policies of production."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from product import GivenClock, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@pytest.fixture(scope="module")
async def opened(
    services: Services, database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """Open the whole product around this module's database, once, as a server does: to open it takes long."""
    async with open_product(database, services.redis_url, tmp_path_factory.mktemp("files")) as product:
        yield product


@pytest.fixture
async def product(opened: Product) -> AsyncIterator[Product]:
    """Yield the module's product, its clock where tests begin."""
    opened.clock.at = GivenClock().at
    yield opened
    await opened.close()


@pytest.fixture
async def mailing(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with a mail server that takes its messages."""
    async with open_product(database, services.redis_url, tmp_path, mail_url=sandbox.mail_url) as opened:
        yield opened
