"""What can be asked: a method, a path, the parameters that are known, and who answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from invoiceflow.sandbox.stripe.ground.lists import PAGING, created_within, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

Method = Literal["GET", "POST", "DELETE"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its parameters, and the ids in its path by their names."""

    params: Params
    ids: Mapping[str, str]

    @property
    def id(self) -> str:
        """The object that the path names."""
        return self.ids["id"]


_TRUTHS: Final[Mapping[str, object]] = {"true": True, "false": False}
Act = Callable[[Shelf, Asked], Json]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` has ids in braces; `knows` are the parameters' names, separated by spaces; any other is refused."""

    method: Method
    path: str
    act: Act
    knows: str = ""
    pattern: "re.Pattern[str]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.sub(
            r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        )
        object.__setattr__(self, "pattern", re.compile(pattern))

    @property
    def names(self) -> frozenset[str]:
        """The names of all parameters that are known."""
        return frozenset(self.knows.split()) | {"expand"}


def retrieving(kind: str, path: str) -> Route:
    """Return the route that answers with one object."""
    return Route("GET", f"{path}/{{id}}", lambda shelf, asked: shelf.get(kind, asked.id))


def listing(kind: str, path: str, by: str = "") -> Route:
    """Return the route that lists objects, by the fields that are named and by when they were created."""

    def act(shelf: Shelf, asked: Asked) -> Json:
        wanted = {name: asked.params.text(name) for name in by.split()}
        fields = {name: _TRUTHS.get(value, value) for name, value in wanted.items() if value is not None}
        found = shelf.find(kind, **fields)
        return page(created_within(found, asked.params), asked.params, path)

    return Route("GET", path, act, " ".join((by, "created", *PAGING)))
