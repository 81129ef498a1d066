"""The handlers; what they answer is made once a process, when it is first asked for."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from litestar import Response, get
from litestar.di import NamedDependency

from invoiceflow.web.api_docs.model import ApiPage, api_page
from invoiceflow.web.api_docs.schema import Document
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.public import PublicHead
from invoiceflow.web.rendering import pages
from invoiceflow.web.shell import Theme
from invoiceflow.web.static_files import StaticFile, send
from invoiceflow.web.visit import visit_in

BY_COOKIE = {"Cache-Control": "no-cache", "Vary": "Cookie"}  # the cookie decides the theme
BRIEFLY = {"Cache-Control": "public, max-age=300"}


@dataclass
class Description:
    """How the API is described; ``describe`` is asked once, by whoever comes first."""

    describe: Callable[[], Document]
    _drawn: dict[Theme, StaticFile] = field(default_factory=dict)

    @cached_property
    def document(self) -> Document:
        """Return the description as plain values."""
        return self.describe()

    @cached_property
    def file(self) -> StaticFile:
        """Return the description as it is sent to programs."""
        return _packed(json.dumps(self.document, ensure_ascii=False), "application/json")

    def page(self, base_url: str, theme: Theme) -> StaticFile:
        """Return the description as people read it."""
        if theme not in self._drawn:
            model = api_page(self.document, base_url)
            self._drawn[theme] = _packed(_rendered(model, theme), "text/html; charset=utf-8")
        return self._drawn[theme]


TheDescription = NamedDependency[Description]


@get("/api/openapi.json", guards=[public])
async def openapi_file(request: Request, description: TheDescription) -> Response[bytes]:
    """Send the description to programs."""
    return send(request, description.file, BRIEFLY)


@get("/api/docs", guards=[public])
async def docs_page(request: Request, description: TheDescription, settings: TheSettings) -> Response[bytes]:
    """Show the description to people."""
    return send(request, description.page(settings.base_url, visit_in(request.scope).theme), BY_COOKIE)


def _rendered(model: ApiPage, theme: Theme) -> str:
    head = PublicHead(
        title="API · InvoiceFlow",
        description="Clients, items, invoices and payments over HTTP: every call with its fields and an example.",
        canonical=f"{model.base_url}/api/docs",
        theme=theme,
    )
    return pages().get_template("api/docs.html").render(head=head, page=model)


def _packed(text: str, media_type: str) -> StaticFile:
    content = text.encode()
    return StaticFile(content, gzip.compress(content, mtime=0), media_type)


handlers = [openapi_file, docs_page]
