"""A paper, as it is ordered from a press."""

from datetime import UTC, datetime, time
from typing import Literal

import msgspec

from invoiceflow.pdf.adapters.messages import Order
from invoiceflow.pdf.domain.paper import Paper


def order_of(paper: Paper, kind: Literal["pdf", "svg"], *, max_pages: int = 0) -> Order:
    """Return the order of a document; its file is dated midnight, UTC, of the day of issue."""
    return Order(
        kind=kind,
        template=paper.template,
        language=paper.language,
        paper=msgspec.json.encode(paper),
        made_at=int(datetime.combine(paper.made_on, time(), tzinfo=UTC).timestamp()),
        max_pages=max_pages,
    )
