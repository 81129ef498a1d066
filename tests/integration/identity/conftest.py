"""The product beside the provider's stand-in, and a browser that walks between the two."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from invoiceflow.runtime.clock import SystemClock
from product import GivenClock, Product, open_product
from services import DatabaseUrls, Sandbox, Services
from sign_in import ORIGIN


@pytest.fixture
async def product(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with the stand-in as its provider. The clock stands at the present, as the stand-in's goes."""
    provider = {
        "google_issuer": sandbox.issuer,
        "google_client_id": sandbox.client_id,
        "google_client_secret": sandbox.client_secret,
        "base_url": ORIGIN,
    }
    clock = GivenClock(SystemClock().now())
    async with open_product(database, services.redis_url, tmp_path, clock=clock, **provider) as opened:
        yield opened
