"""Documents as responses."""

import asyncio
import gzip
from datetime import datetime
from functools import lru_cache

import msgspec
from litestar import Response

from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf.actions.link_document import document_or_link
from invoiceflow.pdf.actions.store_document import Press
from invoiceflow.runtime.files import ShownAs
from invoiceflow.web.files import lead_to
from invoiceflow.web.given import Request

PDF = "application/pdf"
SVG = "image/svg+xml"
JSON = "application/json"

# Whose document it is depends on who asks; nothing in between may keep it.
_PRIVATE = {"Cache-Control": "private, no-cache"}


async def document_response(
    press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime
) -> Response[bytes]:
    """Return an issued invoice's PDF, which browsers show, and save under its number, or lead to it (302)."""
    found = await document_or_link(press, tenant_id, invoice_id, at=at)
    if isinstance(found, str):
        return lead_to(found)
    headers = _PRIVATE | {"Content-Disposition": ShownAs(PDF, found.name).disposition}
    return Response(found.content, media_type=PDF, headers=headers)


async def packed_json(request: Request, answer: msgspec.Struct) -> Response[bytes]:
    """Return a large answer, gzipped where the browser takes that: pages of outlines shrink to a quarter."""
    body = msgspec.json.encode(answer)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=JSON, headers=_PRIVATE)
    # Off the event loop: zlib lets go of the interpreter while it works.
    packed = await asyncio.to_thread(_packed, body)
    headers = _PRIVATE | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(packed, media_type=JSON, headers=headers)


# A draft that did not change is asked for again with each return to it, and packing is most of what answering takes.
@lru_cache(maxsize=8)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


def svg_response(svg: str) -> Response[bytes]:
    """Return a page as a picture."""
    return Response(svg.encode(), media_type=SVG, headers=_PRIVATE)
