"""The product beside the providers' stand-ins, and a browser that walks between the two."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from invoiceflow.runtime.clock import SystemClock
from product import GivenClock, Product, open_product
from services import DatabaseUrls, Sandbox, Services


@pytest.fixture
async def product(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with the stand-ins as its providers. The clock stands at the present, as theirs goes."""
    clock = GivenClock(SystemClock().now())
    async with open_product(
        database, services.redis_url, tmp_path, clock=clock, **sandbox.settings()
    ) as opened:
        yield opened
