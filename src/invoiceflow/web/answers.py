"""What the JSON answers of all slices share: revisions as ETags, and filters by metadata."""

from collections import Counter

import msgspec
from litestar import Response

from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.web.given import Request

_METADATA = "metadata."
MAX_FILTERS = 10
SEARCH = "q"
"""The one parameter that takes any text."""


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


def metadata_filters(request: Request) -> tuple[tuple[str, str], ...]:
    """
    Return the pairs of ``?metadata.KEY=VALUE``.

    Raises:
        Invalid: there are too many, or one holds NUL, which no stored text has.
    """
    pairs = tuple(
        (name.removeprefix(_METADATA), value)
        for name, value in request.query_params.multi_items()
        if name.startswith(_METADATA)
    )
    if len(pairs) > MAX_FILTERS or "\0" in "".join(map("".join, pairs)):
        raise Invalid.field("/metadata", "metadata.filter", "Use at most 10 filters, without NUL.")
    return pairs


def require_known_parameters(request: Request, *names: str) -> None:
    """
    Refuse parameters of a list that do not exist: a misspelt filter must not look like one that found everything.

    One that stands twice is refused as well, since programs on the way may have read the other, and so is ``null``,
    which would be read as not asked for.

    Raises:
        Invalid: there are some; all of them are named.
    """
    pairs = [pair for pair in request.query_params.multi_items() if not pair[0].startswith(_METADATA)]
    given = Counter(name for name, _ in pairs)
    unknown = [
        FieldError("parameter.unknown", f"/{name[:100]}", "There is no such parameter.")
        for name in given
        if name not in names
    ]
    repeated = [
        FieldError("parameter.repeated", f"/{name}", "Send this once.") for name in names if given[name] > 1
    ]
    nothing = [
        FieldError("field.invalid", f"/{name}", "Leave this out, or give a value.")
        for name, value in pairs
        if name in names and name != SEARCH and value.lower() == "null"
    ]
    if unknown or repeated or nothing:
        raise Invalid((*unknown, *repeated, *nothing))
