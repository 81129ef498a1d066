"""Show what came of Stripe about one object, and whether it was dealt with."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints.commands.named_tenant import tenants_meant
from invoiceflow.payments.queries import inbox
from invoiceflow.payments.queries.inbox import Message
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.settings import Settings, read


def configure(parser: ArgumentParser) -> None:
    """Add which object."""
    parser.add_argument(
        "object", help="its name at Stripe: a payment intent, a session, a warning, an account"
    )
    parser.add_argument("--tenant", metavar="SLUG", help="only this tenant (default: all of them)")


def run(arguments: Namespace) -> int:
    """Print a line for each message, the newest first; return 1 where none came."""
    return asyncio.run(_print(read(os.environ), arguments.object, arguments.tenant))


async def _print(settings: Settings, object_id: str, slug: str | None) -> int:
    database, found = Database(settings.worker_database_url, pool_size=2), 0
    try:
        for name, tenant_id in await tenants_meant(database, slug):
            async with database.as_tenant(tenant_id) as session:
                messages = await inbox.messages_about(session, object_id)
            for each in messages:
                print(f"{name}: {_line(each)}")
            found += len(messages)
    finally:
        await database.close()
    if not found:
        print(f"No message about {object_id} came.")
    return int(not found)


def _line(message: Message) -> str:
    handled = f"dealt with {message.handled_at:%Y-%m-%d %H:%M:%S}" if message.handled_at else "waits"
    came = f"{message.received_at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{message.type} {message.id} on {message.account}, came {came}, {handled}"
