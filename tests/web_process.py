"""The product served by a process of its own, as in production."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port
from invoiceflow.entrypoints.processes import web_command
from invoiceflow.runtime.settings import Settings

PATIENCE_SECONDS = 30


@asynccontextmanager
async def web_process(settings: Settings, log: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Serve the product in a process of its own, as production does; yield it and its address."""
    port = free_port()
    environment = {
        **os.environ,
        "ENVIRONMENT": "test",
        "BASE_URL": settings.base_url,
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "GOOGLE_CLIENT_ID": "tests",
        "GOOGLE_CLIENT_SECRET": "tests",
        "GOOGLE_ISSUER": settings.google_issuer,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "FILES_DIR": str(settings.files_dir),
    }
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *web_command(host=LOOPBACK, port=port), env=environment, stdout=said, stderr=said
        )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not answers(port):  # noqa: ASYNC110  # another process has no event to wait for
                await asyncio.sleep(0.1)
        yield process, f"http://{LOOPBACK}:{port}"
    finally:
        if process.returncode is None:
            process.terminate()  # not killed, which would leave its worker behind
            await process.wait()
