"""Pages of lists, v1: newest first, from after or before an object."""

from collections.abc import Callable, Sequence
from typing import Final

from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import missing, wrong_value
from invoiceflow.sandbox.stripe.ground.wire import Json

PAGING: Final = frozenset({"limit", "starting_after", "ending_before", "expand"})
_LIMIT, _MOST = 10, 100


def page(objects: Sequence[Json], params: Params, url: str) -> Json:
    """
    Return the page of a list, newest first, that the parameters ask for.

    Raises:
        Refusal: a limit that is not within 1 and 100, a cursor that is not in the list.
    """
    limit = params.integer("limit")
    limit = _LIMIT if limit is None else limit
    if not 1 <= limit <= _MOST:
        raise wrong_value("limit", f"Invalid limit: must be between 1 and {_MOST}")
    after, before = params.text("starting_after"), params.text("ending_before")
    if before is not None:
        newer = objects[: _place(objects, before, "ending_before")]
        return listed(newer[-limit:], url, has_more=len(newer) > limit)
    older = objects if after is None else objects[_place(objects, after, "starting_after") + 1 :]
    return listed(older[:limit], url, has_more=len(older) > limit)


def listed(data: Sequence[Json], url: str, *, has_more: bool = False) -> Json:
    """Return a list object."""
    return {"object": "list", "data": list(data), "has_more": has_more, "url": url}


def created_within(objects: Sequence[Json], params: Params) -> list[Json]:
    """Keep what was created when `created` says: an instant, or a hash of gt, gte, lt, lte."""
    if not isinstance(params.fields.get("created"), dict):
        exact = params.integer("created")
        return [each for each in objects if exact is None or each["created"] == exact]
    bounds = params.under("created")
    bounds.know(_BOUNDS.keys())
    asked = {name: bounds.integer(name) for name in bounds.fields}
    return [
        each
        for each in objects
        if all(bound is None or _BOUNDS[name](each["created"], bound) for name, bound in asked.items())
    ]


_BOUNDS: Final[dict[str, Callable[[int, int], bool]]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def _place(objects: Sequence[Json], name: str, param: str) -> int:
    for place, each in enumerate(objects):
        if each["id"] == name:
            return place
    raise missing("object", name, param)
