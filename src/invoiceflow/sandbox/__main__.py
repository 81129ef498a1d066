"""Start the stand-ins: HTTP on one port, SMTP on another, loopback only."""

import asyncio
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from invoiceflow.sandbox.app import application
from invoiceflow.sandbox.google.people import People
from invoiceflow.sandbox.google.provider import Client, Provider
from invoiceflow.sandbox.mail.box import Box
from invoiceflow.sandbox.mail.smtp import Catcher

_LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve until told to stop; end with a sentence and status 1 at once in production."""
    if os.environ.get("ENVIRONMENT") == "production":
        sys.exit("The stand-ins refuse to run in production: ENVIRONMENT=production.")
    arguments = _arguments()
    arguments.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_serve(arguments, arguments.data))


async def _serve(arguments: Namespace, data: Path) -> None:
    client = Client(
        os.environ.get("GOOGLE_CLIENT_ID", "invoiceflow-development"),
        os.environ.get("GOOGLE_CLIENT_SECRET", "stand-in"),
        frozenset(arguments.redirect_uri),
    )
    provider = Provider(f"http://{_LOOPBACK}:{arguments.port}/google", client)
    box = Box(data / "mail")
    app = application(provider, People(data / "people.json"), box)
    web = Server(app, address=_LOOPBACK, port=arguments.port, interface=Interfaces.ASGI)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, web.stop)
    mail = await loop.create_server(Catcher(box).server, _LOOPBACK, arguments.smtp_port)
    async with mail:
        await web.serve()


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m invoiceflow.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port for HTTP")
    parser.add_argument("--smtp-port", type=int, required=True, help="port for SMTP")
    parser.add_argument("--data", type=Path, required=True, help="folder for what was caught")
    parser.add_argument("--redirect-uri", action="append", default=[], help="where sign-in may lead back to")
    return parser.parse_args()


main()
