"""What every answer of this slice's API shares."""

from typing import Annotated
from uuid import UUID

from litestar.params import FromQuery, QueryParameter

from invoiceflow.clients.queries.listing import Wanted
from invoiceflow.web.answers import metadata_filters, one, read_revision
from invoiceflow.web.given import Request

__all__ = ["After", "Archived", "Limit", "Query", "one", "read_revision", "wanted"]

# Parameters of lists.
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most, 1 to 100.")]
After = Annotated[UUID | None, QueryParameter(description="`next` of the page before.")]
Query = Annotated[str, QueryParameter(name="q", max_length=200, description="Words that must all occur.")]
Archived = FromQuery[bool]


def wanted(request: Request, *, limit: int, after: UUID | None, text: str, archived: bool) -> Wanted:
    """Return what a list is asked for, ``?metadata.KEY=VALUE`` among it."""
    metadata = metadata_filters(request)
    return Wanted(limit=limit, after=after, text=text, archived=archived, metadata=metadata)
