"""A request as it came, and what a service says when it refuses one."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from litestar.types import Receive, Scope


class Refused(Exception):
    """What the service answers instead: a status and a code of its own."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Asked:
    """A whole request; ``raw_path`` and ``raw_query`` are still encoded, names of headers in small letters."""

    method: str
    raw_path: str
    raw_query: str
    headers: dict[str, str]
    body: bytes

    @cached_property
    def query(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))


async def asked_in(scope: Scope, receive: Receive) -> Asked:
    """Return the request, with its whole body."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")  # type: ignore[arg-type]  # of a request it is bytes
        more = bool(message.get("more_body", False))
    return Asked(
        method=str(scope.get("method", "")),
        raw_path=scope["raw_path"].decode("ascii"),
        raw_query=scope["query_string"].decode("ascii"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
    )
