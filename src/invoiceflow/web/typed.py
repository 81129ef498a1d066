"""What somebody typed into a form that was not taken: they get it back, so that nobody types it twice."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

import msgspec
from litestar.types import HTTPScope

from invoiceflow.web.labels import label_of

_MOST_BYTES: Final = 100_000
_MOST_FIELDS: Final = 200
_TOKEN: Final = "csrf"  # noqa: S105  # the name of a field
_SECRET: Final = frozenset({"code"})
"""Fields that are never given back, nor is the form that has one: they count once, and for nobody else's eyes."""

_OURS: Final = frozenset({"version", "revision", "next", "confirm", "press", "as", "then", "where"})
_ID: Final = re.compile(r"[0-9a-f-]{32,}")


class TypedForm(msgspec.Struct, frozen=True):
    """
    A form as it was sent, without its token.

    ``again``: it carried its token, so that it may be sent again by one press; otherwise its words can be copied.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    again: bool = False

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return what people typed, by label; what our pages put into their forms themselves is left out."""
        return tuple(
            (label_of(name), value)
            for name, value in self.fields
            if value.strip() and name not in _OURS and not _ID.fullmatch(value)
        )


def typed_in(http: HTTPScope, headers: Mapping[str, str], body: bytes, *, again: bool) -> TypedForm | None:
    """
    Return the form that a browser sends from one of our pages by itself, None where there is none to give back.

    A script keeps its page, and what another site sends is shown to nobody.
    """
    is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    navigates = "text/html" in headers.get("accept", "") and "hx-request" not in headers
    is_ours = again or headers.get("sec-fetch-site") == "same-origin"
    if not (is_form and navigates and is_ours) or len(body) > _MOST_BYTES:
        return None
    try:
        sent = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    if any(name in _SECRET for name, _ in sent):
        return None
    query = http["query_string"].decode("latin-1")
    action = quote(http["path"]) + (f"?{query}" if query else "")
    return TypedForm(action, tuple((name, value) for name, value in sent if name != _TOKEN), again)
