"""The one MetaData, and how a tenant table is described. The truth about constraints is in migrations/."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

metadata = MetaData()
Kind = TypeEngine[Any] | type[TypeEngine[Any]]

INSTANT = DateTime(timezone=True)
DAY = Date()
DECIMAL = Numeric(20, 6)
JSON = JSONB()


def tenant_table(name: str, *columns: Column[Any]) -> Table:
    """Describe a table whose first column is the tenant's id."""
    return Table(name, metadata, Column("tenant_id", Uuid, nullable=False), *columns)


def required(name: str, kind: Kind = Text) -> Column[Any]:
    """Describe a column that always has a value."""
    return Column(name, kind, nullable=False)


def optional(name: str, kind: Kind = Text) -> Column[Any]:
    """Describe a column that may be null."""
    return Column(name, kind, nullable=True)


def texts(*names: str) -> tuple[Column[Any], ...]:
    """Describe several texts that are never null; empty means not given."""
    return tuple(required(name) for name in names)


def integers(*names: str) -> tuple[Column[Any], ...]:
    """Describe several integers that always have a value."""
    return tuple(required(name, Integer) for name in names)
