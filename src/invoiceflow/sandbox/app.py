"""The stand-ins as one web application."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Router, get
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import File, Template
from litestar.template import TemplateConfig

from invoiceflow.sandbox.aws.answering import Service, mounted
from invoiceflow.sandbox.mail import handlers as mail
from invoiceflow.sandbox.mail.box import Box
from invoiceflow.sandbox.stripe.stand_in import StripeStandIn

_PAGES = Path(__file__).with_name("pages")


def application(
    providers: Sequence[Router], box: Box, stripe: StripeStandIn, aws: Sequence[Service]
) -> Litestar:
    """Return the ASGI application of all stand-ins."""
    pages = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)
    return Litestar(
        route_handlers=[overview, style, *providers, mail.router(box), stripe.router(), *map(mounted, aws)],
        lifespan=[stripe.running],
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
