"""Pages, rendered: one environment per process."""

from functools import cache

from jinja2 import Environment
from litestar import Response
from markupsafe import Markup

from invoiceflow.web.templating import environment


@cache
def pages() -> Environment:
    """Return the process's one environment."""
    return environment()


def html(template: str, *, status: int = 200, **context: object) -> Response[str]:
    """Return a rendered template as a whole page or a part of one."""
    text = pages().get_template(template).render(**context)
    return Response(text, status_code=status, media_type="text/html")


def part(template: str, **context: object) -> Markup:
    """Return a rendered template, ready to stand in another."""
    return Markup(pages().get_template(template).render(**context))  # noqa: S704  # the environment escapes
