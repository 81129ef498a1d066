"""Documents as responses."""

from litestar import Response

from invoiceflow.pdf.actions.store_document import Document

PDF = "application/pdf"
SVG = "image/svg+xml"

# Whose document it is depends on who asks; nothing in between may keep it.
_PRIVATE = {"Cache-Control": "private, no-cache"}


def pdf_response(document: Document) -> Response[bytes]:
    """Return a PDF that browsers show, and save under its number."""
    disposition = f'inline; filename="{document.name}"'
    return Response(document.content, media_type=PDF, headers=_PRIVATE | {"Content-Disposition": disposition})


def svg_response(svg: str) -> Response[bytes]:
    """Return a page as a picture."""
    return Response(svg.encode(), media_type=SVG, headers=_PRIVATE)
