"""
The two layers of the walls, each taken away so that the other is seen to hold alone.

RLS alone: every comparison of a ``tenant_id`` is taken out of the statements of the product on their way to the
database, in SQLAlchemy's hook for it and in the pool of hot reads. What can not be taken out: the id that a row is
inserted with, keys and foreign keys that begin with the tenant, joins ``USING (tenant_id)``, the functions of the
directory, which find the tenant in the first place, and which tenant a transaction is bound to.

Filters alone: in a database of its own every policy is replaced by one that lets everything pass. What can not be
taken away there: the same keys, and the functions of the directory.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
from sqlalchemy import Engine, event

from invoiceflow.entrypoints.wiring import World
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.reads import HotReads

_BOUND = re.compile(r"(?:\b\w+\.)*\btenant_id\s*=\s*(\$\d+)(?:::\w+)?")
_JOINED = re.compile(r"(?:\b\w+\.)*\btenant_id\s*=\s*(?:(?:\w+\.)+tenant_id|tenant\.id)\b")
# However else one might compare them: what this finds was not taken out. Order (``>``) is no comparison of owners.
_COMPARED = re.compile(
    r"""\btenant_id"?\s*(?:[=!]|<>|(?:NOT|IN|IS|LIKE|BETWEEN)\b)"""
    r"""|=\s*(?:(?:ANY|ALL)\s*)?\(?\s*(?:"?\w+"?\.)*"?tenant_id\b"""
    r"""|\([^()]*\btenant_id\b[^()]*\)\s*(?:=|IN\b)""",
    re.IGNORECASE,
)
_OPEN = """
DO $$ DECLARE p record; BEGIN
  FOR p IN SELECT polname, polrelid::regclass AS of FROM pg_policy LOOP
    EXECUTE format('ALTER POLICY %I ON %s USING (true) WITH CHECK (true)', p.polname, p.of);
  END LOOP;
END $$
"""


@dataclass(slots=True)
class Stripped:
    """
    Statements without their comparisons of tenants: ``bound`` is how many there were with a parameter, ``joined`` with
    another table. ``left`` are statements that still compare tenants.
    """

    bound: int = 0
    joined: int = 0
    left: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Count from now on."""
        self.bound = self.joined = 0

    def of(self, statement: str) -> str:
        """Return a statement without them; a parameter stays, since its place counts."""
        said, bound = _BOUND.subn(r"(\1::uuid IS NOT NULL)", statement)
        said, joined = _JOINED.subn("true", said)
        self.bound += bound
        self.joined += joined
        if _COMPARED.search(said):
            self.left.add(said)
        return said


class StrippedReads(HotReads):
    """Hot reads whose statements compare no tenants."""

    def __init__(self, url: str, stripped: Stripped) -> None:
        super().__init__(url)
        self._stripped = stripped

    async def rows(self, tenant_id: TenantId, read: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        """See HotReads."""
        return await super().rows(tenant_id, self._stripped.of(read), *arguments)

    async def row_of_found(self, look_up: str, read: str, *arguments: Any) -> asyncpg.Record | None:
        """See HotReads."""
        return await super().row_of_found(look_up, self._stripped.of(read), *arguments)


@dataclass(frozen=True, slots=True)
class Layer:
    """
    A product with both layers, or with one of them. ``statements`` and ``reads`` are what the filters were taken out
    of: what goes through SQLAlchemy, and the hot reads.
    """

    name: str
    policies: bool = True
    filters: bool = True
    statements: Stripped = field(default_factory=Stripped)
    reads: Stripped = field(default_factory=Stripped)

    async def without_policies(self, superuser: str) -> None:
        """Let every policy of the database pass everything, where this is about the filters."""
        if not self.policies:
            connection = await asyncpg.connect(superuser)
            await connection.execute(_OPEN)
            await connection.close()

    def without_filters(self, world: World, database_url: str) -> World:
        """Return a world whose hot reads compare no tenants, where this is about the policies."""
        if self.filters:
            return world
        return replace(world, reads=StrippedReads(database_url, self.reads))

    @contextmanager
    def taken_away(self) -> Iterator[None]:
        """Take the comparisons out of all other statements meanwhile, where this is about the policies."""
        if self.filters:
            yield
            return
        hook = _hook(self.statements)
        event.listen(Engine, "before_cursor_execute", hook, retval=True)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", hook)


def _hook(stripped: Stripped) -> Callable[..., tuple[str, Any]]:
    def hook(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        return stripped.of(statement), parameters

    return hook


LAYERS = (
    Layer("both layers"),
    Layer("policies alone", filters=False),
    Layer("filters alone", policies=False),
)
