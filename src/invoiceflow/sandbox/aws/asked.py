"""A request as it came, and what a service says when it refuses one."""

import re
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

    @cached_property
    def form(self) -> dict[str, bytes]:
        """The fields of a posted form, by their names in small letters; empty where it is none."""
        found = re.match(r"multipart/form-data; ?boundary=\"?([^\";]+)", self.headers.get("content-type", ""))
        if found is None:
            return {}
        _, *parts = b"\r\n".join((b"", self.body)).split(b"\r\n--" + found[1].encode())
        fields = dict[str, bytes]()
        for part in parts[:-1]:
            head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb'form-data; name="([^"]*)"', head)
            if name is None:
                raise Refused(400, "MalformedPOSTRequest")
            fields[name[1].decode().lower()] = content
            if "file" in fields:
                break  # S3 reads nothing behind it
        return fields


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
