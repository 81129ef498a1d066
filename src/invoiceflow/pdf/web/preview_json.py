"""What the builder gets for what was typed: pages, and every figure on them as a finished text."""

import msgspec

from invoiceflow.kernel.errors import FieldError
from invoiceflow.pdf.actions.preview_invoice import Sketched
from invoiceflow.pdf.actions.write_figures import Figures
from invoiceflow.pdf.domain.paper import Row, TaxRow


class PreviewJson(msgspec.Struct):
    """
    A draft as it would be printed today.

    ``pages`` are SVG texts, at most three of ``page_count``; ``description`` stands in for them where they are not
    seen. Figures and words are in the document's ``language``; ``amounts`` has one for each line, ``sums`` lead to
    ``total``. ``figures`` says the same for the reader. ``unshown`` are signs that are printed as boxes, ``advice`` is
    what is usually said and missing; neither keeps anybody from issuing.
    """

    pages: tuple[str, ...]
    page_count: int
    description: str
    language: str
    direction: str
    amounts: tuple[str, ...]
    sums: tuple[Row, ...]
    taxes: tuple[TaxRow, ...]
    total: str
    figures: Figures
    unshown: tuple[str, ...]
    advice: tuple[FieldError, ...]


def preview_json(sketched: Sketched) -> PreviewJson:
    """Return the answer to what was typed."""
    shown = sketched.pages
    paper = shown.paper
    return PreviewJson(
        pages=shown.pages,
        page_count=shown.page_count,
        description=shown.description,
        language=paper.language,
        direction=paper.direction,
        amounts=tuple(line.amount for line in paper.lines),
        sums=paper.sums,
        taxes=paper.taxes,
        total=paper.total,
        figures=sketched.figures,
        unshown=tuple(map(_named, shown.unshown)),
        advice=sketched.advice,
    )


def _named(sign: str) -> str:
    """Return a sign itself, or its code where nobody could see it."""
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"
