"""The stand-ins as one web application."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Router, get
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import File, Template
from litestar.template import TemplateConfig

from invoiceflow.sandbox.aws.answering import Service, mounted
from invoiceflow.sandbox.fate.news import News
from invoiceflow.sandbox.mail import handlers as mail
from invoiceflow.sandbox.mail.box import Box
from invoiceflow.sandbox.sns import handlers as sns
from invoiceflow.sandbox.sns.topic import Topic
from invoiceflow.sandbox.stripe.stand_in import StripeStandIn

_PAGES = Path(__file__).with_name("pages")


class Amazon(NamedTuple):
    """What stands in for AWS: services that take signed requests, and a topic that tells of emails."""

    services: Sequence[Service]
    topic: Topic
    news: News


def application(providers: Sequence[Router], box: Box, stripe: StripeStandIn, amazon: Amazon) -> Litestar:
    """Return the ASGI application of all stand-ins."""
    pages = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)
    return Litestar(
        route_handlers=[
            overview,
            style,
            *providers,
            mail.router(box),
            stripe.router(),
            sns.router(amazon.topic),
            *map(mounted, amazon.services),
        ],
        lifespan=[stripe.running, amazon.news.running],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(pages)),
        openapi_config=None,
    )


@get("/", sync_to_thread=False)
def overview() -> Template:
    """Say what is here."""
    return Template("overview.html")


@get("/style.css", sync_to_thread=False)
def style() -> File:
    """Serve the one style sheet."""
    return File(_PAGES / "style.css", media_type="text/css", content_disposition_type="inline")
