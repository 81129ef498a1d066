"""Start the stand-ins: HTTP on one port, SMTP on another, on loopback unless told otherwise."""

import asyncio
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Router

from invoiceflow.sandbox.app import Amazon, application
from invoiceflow.sandbox.fate.news import News
from invoiceflow.sandbox.github import handlers as github
from invoiceflow.sandbox.mail.box import Box
from invoiceflow.sandbox.mail.smtp import Catcher
from invoiceflow.sandbox.oauth.codes import Client
from invoiceflow.sandbox.oauth.people import People
from invoiceflow.sandbox.openid import handlers
from invoiceflow.sandbox.openid.provider import Provider
from invoiceflow.sandbox.s3 import handlers as s3
from invoiceflow.sandbox.ses import handlers as ses
from invoiceflow.sandbox.sns.signer import Signer
from invoiceflow.sandbox.sns.topic import PATH as SNS_PATH
from invoiceflow.sandbox.sns.topic import Topic
from invoiceflow.sandbox.sqs import handlers as sqs
from invoiceflow.sandbox.sqs.messages import Messages
from invoiceflow.sandbox.stripe.stand_in import Endpoint, StripeStandIn

_LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve until told to stop; end with a sentence and status 1 at once in production."""
    if os.environ.get("ENVIRONMENT") == "production":
        sys.exit("The stand-ins refuse to run in production: ENVIRONMENT=production.")
    arguments = _arguments()
    arguments.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_serve(arguments, arguments.data))


async def _serve(arguments: Namespace, data: Path) -> None:
    box = Box(data / "mail")
    amazon = _amazon(arguments, box, data)
    app = application(_providers(arguments, data), box, _stripe(arguments, data), amazon)
    web = Server(app, address=arguments.host, port=arguments.port, interface=Interfaces.ASGI)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, web.stop)
    mail = await loop.create_server(Catcher(box, amazon.news).server, arguments.host, arguments.smtp_port)
    async with mail:
        await web.serve()


def _providers(arguments: Namespace, data: Path) -> Sequence[Router]:
    """Return the stand-ins for sign-in; each knows the client that the product's settings name, and its own people."""
    addresses = [given.partition("=") for given in arguments.redirect_uri]

    def client(way: str) -> Client:
        name, secret = f"{way.upper()}_CLIENT_ID", f"{way.upper()}_CLIENT_SECRET"
        return Client(
            os.environ.get(name, "invoiceflow-development"),
            os.environ.get(secret, "stand-in"),
            frozenset(address for each, _, address in addresses if each == way),
        )

    def people(way: str) -> People:
        return People(data / f"people-{way}.json")

    def openid(way: str, name: str) -> Router:
        provider = Provider(f"http://{_LOOPBACK}:{arguments.port}/{way}", client(way))
        return handlers.router(f"/{way}", name, provider, people(way))

    return (
        openid("google", "Google"),
        openid("oidc", "single sign-on"),
        github.router("/github", github.GitHub(client("github")), people("github")),
    )


def _stripe(arguments: Namespace, data: Path) -> StripeStandIn:
    """Return the stand-in for Stripe; its key and its endpoints' secrets are those that the product's settings name."""
    addresses = [given.partition("=") for given in arguments.stripe_webhook]
    secrets = {"own": "STRIPE_WEBHOOK_SECRETS", "connected": "STRIPE_CONNECT_WEBHOOK_SECRETS"}
    endpoints = [
        Endpoint(
            url, os.environ.get(secrets[whose], "whsec_stand_in").partition(",")[0], whose == "connected"
        )
        for whose, _, url in addresses
    ]
    # A key of the real Stripe has no business here, though the settings may name one.
    key = os.environ.get("STRIPE_SECRET_KEY", "")
    key = key if key.startswith(("sk_test_", "rk_test_")) else "sk_test_stand_in"
    return StripeStandIn(data / "stripe.db", f"http://{_LOOPBACK}:{arguments.port}", key, endpoints)


def _amazon(arguments: Namespace, box: Box, data: Path) -> Amazon:
    """Return the stand-ins for AWS; key pair and buckets are those that the product's settings name."""
    environ = os.environ
    secrets = {environ.get("AWS_ACCESS_KEY_ID", "stand-in"): environ.get("AWS_SECRET_ACCESS_KEY", "stand-in")}
    buckets = environ.get("FILES_BUCKET", "documents"), environ.get("UPLOADS_BUCKET", "uploads")
    topic = Topic(Signer(data / "sns"), f"http://{_LOOPBACK}:{arguments.port}{SNS_PATH}")
    queue = Messages()
    news = News(topic, queue, arguments.mail_webhook)
    services = (
        s3.service(buckets, data / "s3", secrets),
        ses.service(box, news, secrets),
        sqs.service(queue, secrets),
    )
    return Amazon(services, topic, news)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m invoiceflow.sandbox", description=__doc__)
    parser.add_argument("--host", default=_LOOPBACK, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, required=True, help="port for HTTP")
    parser.add_argument("--smtp-port", type=int, required=True, help="port for SMTP")
    parser.add_argument("--data", type=Path, required=True, help="folder for what was caught")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="WAY=ADDRESS",
        help="where a provider (google, github, oidc) may lead back to",
    )
    parser.add_argument(
        "--stripe-webhook",
        action="append",
        default=[],
        metavar="WHOSE=ADDRESS",
        help="where events go: the product's own, or those of connected accounts",
    )
    parser.add_argument(
        "--mail-webhook",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="where signed messages of SNS go that tell what became of emails",
    )
    return parser.parse_args()


main()
