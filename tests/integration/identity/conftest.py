"""The product beside the providers' stand-ins, and a browser that walks between the two."""

from collections.abc import AsyncIterator

import pytest

from invoiceflow.runtime.clock import SystemClock
from product import GivenClock, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@pytest.fixture(scope="module")
async def opened(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """Open the product with the stand-ins as its providers, once for this module."""
    files, clock = tmp_path_factory.mktemp("files"), GivenClock()
    async with open_product(
        database, services.redis_url, files, clock=clock, **sandbox.settings()
    ) as product:
        yield product


@pytest.fixture
async def product(opened: Product) -> AsyncIterator[Product]:
    """Yield the module's product. The clock stands at the present, as that of the stand-ins goes."""
    opened.clock.at = SystemClock().now()
    yield opened
    await opened.close()
