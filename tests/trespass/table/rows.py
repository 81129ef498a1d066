"""How a route is asked: what a row of the table can say, and the words that several rows share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

THINGS = {
    "client_id": "<client>",
    "dispute_id": "<dispute>",
    "invoice_id": "<issued>",
    "invitation_id": "<invitation>",
    "item_id": "<item>",
    "key_id": "<key>",
    "member_id": "<member>",
    "method_id": "<method>",
    "payment_id": "<payment>",
    "tax_rate_id": "<rate>",
    "token": "<link>",
    "warning_id": "<warning>",
    "page": "1",
    "name": "app.css",
    "way": "google",
}
NOTHING_FOUND = (200,)  # a list or a search without a match
LEFT_AS_IT_WAS = (303,)  # back to the list, where it is said that nothing was changed
OWN_ALONE = (201, 303)  # those of the ids that are one's own
NO_SUCH_REFERENCE = (422,)  # a field of the body, or the place to go on from, names nothing
UNWRITTEN = (200, 422)  # a line's item is no part of what it looks like; an unknown client is refused
RATE = {"name": "Reduced", "rate": "7"}
LINE = {"description": "Design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}


@dataclass(frozen=True, slots=True)
class Ask:
    """
    One way to ask a route; ``status`` is what the owner, or their key, is answered.

    ``empty`` answers an id that nobody has as ``foreign`` says, also one in the path. ``endless`` goes on until the
    page is closed. ``off`` is what a tenant that asks for no approval answers to every id, 0 for what does not depend
    on it.
    ``last`` ends, in this order, what is asked with, and comes after all others.
    """

    status: int = 200
    foreign: tuple[int, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    file: bool = False
    path: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    off: int = 0
    empty: bool = False
    last: int = 0


def ask(status: int = 200, **said: Any) -> Ask:
    """Return a way to ask; what is no field of it fills a placeholder of the path."""
    fields = {name: value for name, value in said.items() if name in Ask.__dataclass_fields__}
    path = {name: value for name, value in said.items() if name not in fields}
    return Ask(status=status, path=path, **fields)


def under(start: str, routes: Mapping[str, Ask]) -> dict[str, Ask]:
    """Return rows whose addresses all begin alike."""
    split = {name: name.split(" ", 1) for name in routes}
    return {f"{method} {start}{rest}": routes[name] for name, (method, rest) in split.items()}
