"""The product on real servers, spoken to over ASGI, with the logins and policies of production."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from product import Product, open_product
from services import DatabaseUrls, Services


@pytest.fixture
async def product(services: Services, database: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Product]:
    """Yield the whole product around this module's database."""
    async with open_product(database, services.redis_url, tmp_path) as opened:
        yield opened
