"""The product served by processes of its own, started by the command lines of production."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port
from invoiceflow.entrypoints.processes import web_command, worker_command
from invoiceflow.runtime.patience import STOP_SECONDS
from invoiceflow.runtime.settings import Settings

PATIENCE_SECONDS = 30
_IMPATIENT = (
    "import asyncio, sys; from invoiceflow.entrypoints.worker import work; "
    "asyncio.run(work(stop_seconds=int(sys.argv[1])))"
)


@asynccontextmanager
async def web_process(settings: Settings, log: Path, *, port: int = 0) -> AsyncIterator[tuple[Process, str]]:
    """Serve the product in a process of its own, as production does; yield it and its address."""
    port = port or free_port()
    async with _process(web_command(host=LOOPBACK, port=port), settings, log) as process:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not answers(port):  # noqa: ASYNC110  # another process has no event to wait for
                await asyncio.sleep(0.1)
        yield process, f"http://{LOOPBACK}:{port}"


@asynccontextmanager
async def worker_process(
    settings: Settings, log: Path, *, stop_seconds: int = STOP_SECONDS
) -> AsyncIterator[Process]:
    """Work the queue in a process of its own, as production does but for how long jobs may still run at its end."""
    command = worker_command()
    if stop_seconds != STOP_SECONDS:
        command = (sys.executable, "-c", _IMPATIENT, str(stop_seconds))
    async with _process(command, settings, log) as process:
        yield process


@asynccontextmanager
async def _process(command: tuple[str, ...], settings: Settings, log: Path) -> AsyncIterator[Process]:
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *command, env=environment_of(settings), stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()  # not killed, which would leave its worker behind
            await process.wait()


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment of a process with these settings."""
    return {
        **os.environ,
        "ENVIRONMENT": settings.environment,
        "BASE_URL": settings.base_url,
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "REDIS_URL": settings.redis_url,
        "GOOGLE_CLIENT_ID": settings.google_client_id,
        "GOOGLE_CLIENT_SECRET": settings.google_client_secret,
        "GOOGLE_ISSUER": settings.google_issuer,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "FILES_DIR": str(settings.files_dir),
        "FILES_BUCKET": settings.files_bucket,
        "FILES_REGION": settings.files_region,
        "FILES_ENDPOINT": settings.files_endpoint,
        "UPLOADS_BUCKET": settings.uploads_bucket,
        "AWS_ACCESS_KEY_ID": settings.aws_access_key_id,
        "AWS_SECRET_ACCESS_KEY": settings.aws_secret_access_key,
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "STRIPE_WEBHOOK_SECRETS": ",".join(settings.stripe_webhook_secrets),
        "STRIPE_CONNECT_WEBHOOK_SECRETS": ",".join(settings.stripe_connect_webhook_secrets),
    }
