"""What every answer of this slice's API shares."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import FromQuery, QueryParameter

from invoiceflow.clients.queries.listing import Wanted
from invoiceflow.kernel.errors import Invalid
from invoiceflow.web.given import Request

# Parameters of lists.
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most, 1 to 100.")]
After = Annotated[UUID | None, QueryParameter(description="`next` of the page before.")]
Query = Annotated[str, QueryParameter(name="q", max_length=200, description="Words that must all occur.")]
Archived = FromQuery[bool]

_METADATA = "metadata."


def wanted(request: Request, *, limit: int, after: UUID | None, text: str, archived: bool) -> Wanted:
    """Return what a list is asked for, ``?metadata.KEY=VALUE`` among it."""
    pairs = tuple(
        (name.removeprefix(_METADATA), value)
        for name, value in request.query_params.multi_items()
        if name.startswith(_METADATA)
    )
    if len(pairs) > 10 or "\0" in "".join(map("".join, pairs)):
        raise Invalid.field("/metadata", "metadata.filter", "Use at most 10 filters, without NUL.")
    return Wanted(limit=limit, after=after, text=text, archived=archived, metadata=pairs)


def read_revision(request: Request) -> int | None:
    """
    Return the revision that the sender says it read (``If-Match: "3"``), or None.

    Raises:
        Invalid: the header holds something else.
    """
    header = request.headers.get("if-match", "").strip()
    if header in ("", "*"):
        return None
    number = header.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Invalid.field("/If-Match", "if_match.malformed", "Use the ETag of an earlier answer.")
    return int(number)


def one(body: msgspec.Struct, revision: int) -> Response[bytes]:
    """Return one object with its revision as the ETag."""
    return Response(
        msgspec.json.encode(body), media_type="application/json", headers={"ETag": f'"{revision}"'}
    )
