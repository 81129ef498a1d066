"""A tenant that collects through the stand-in for Stripe."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services import DatabaseUrls, Services
from stand_ins import Sandbox
from till import Shop, open_shop


@pytest.fixture
async def shop(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Shop]:
    """Yield a product with a connected tenant, alone at its platform."""
    async with open_shop(services, database, sandbox, tmp_path) as opened:
        yield opened
