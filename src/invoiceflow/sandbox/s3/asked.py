"""A request as S3 sees it, and what it says when it refuses one."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote


class Refused(Exception):
    """What S3 answers instead: a status and a code of its own."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Asked:
    """``raw_path`` and ``raw_query`` are as they came, ``key`` is what stands behind the bucket's name, decoded."""

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
    def bucket(self) -> str:
        """The bucket's name: the first part of the path below the stand-in's own address."""
        return self._parts[0]

    @cached_property
    def key(self) -> str:
        """The object's key, empty for the bucket itself."""
        return self._parts[2]

    @cached_property
    def _parts(self) -> tuple[str, str, str]:
        return unquote(self.raw_path.removeprefix("/s3/")).partition("/")
