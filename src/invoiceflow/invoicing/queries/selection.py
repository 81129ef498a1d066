"""Which drafts and invoices a list shows, and in which order: the WHERE, ORDER BY and LIMIT of every list."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.ordering import COLUMNS, LABEL_COLUMNS, Key, Sort
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.runtime.patterns import containing

Shown = Status | Literal["open", "overdue"]
"""A status, or what several say together: `open` waits for money, `overdue` waits for too long."""

_TODAY = "(SELECT ($2::timestamptz AT TIME ZONE t.time_zone)::date FROM tenants t WHERE t.tenant_id = $1)"
OPEN = "i.status IN ('issued', 'partially_paid')"
OVERDUE = f"({OPEN} AND i.due_on < {_TODAY})"
"""Whether money is late, by the tenant's day; ``$2`` is the instant."""


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What narrows a list. ``query`` is looked for in numbers, client names, references, descriptions of lines and, as an
    amount, in totals; ``client_name`` is a part of that name alone. ``approval`` keeps to drafts that stand so with
    those who approve; an issued invoice waits for nobody.

    ``metadata`` holds pairs that an invoice or one of its lines must carry; "12" finds both the number and the text,
    likewise "true", "false" and "null".
    """

    status: Shown | None = None
    approval: Approval = Approval.NONE
    client_id: UUID | None = None
    client_name: str = ""
    currency: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    total_from_minor: int | None = None
    total_to_minor: int | None = None
    query: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of a list. ``at`` decides what is overdue; ``after`` and ``before`` are exclusive, and of ``sort``."""

    at: datetime
    limit: int
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.CREATED
    descending: bool = True
    after: Key | None = None
    before: Key | None = None


@dataclass(slots=True)
class Clause:
    """Conditions and their arguments, which are numbered from ``$2``: ``$1`` is the tenant."""

    arguments: list[Any]
    conditions: list[str] = field(default_factory=lambda: ["i.tenant_id = $1"])
    sources: list[str] = field(default_factory=lambda: ["invoices i"])

    def place(self, value: object) -> str:
        """Return the placeholder of a new argument."""
        self.arguments.append(value)
        return f"${len(self.arguments) + 1}"

    def add(self, condition: str, *values: object) -> None:
        """Add a condition; each ``{}`` in it stands for one of the values."""
        self.conditions.append(condition.format(*(self.place(value) for value in values)))

    @property
    def matching(self) -> str:
        """Return FROM and WHERE: each row of ``invoices i`` that is meant, once."""
        return f"FROM {' JOIN '.join(self.sources)} WHERE {' AND '.join(self.conditions)}"


def clause_of(filters: Filters, at: datetime) -> Clause:
    """Return the conditions that narrow a list; ``at`` is always ``$2``."""
    clause = Clause([at])
    if filters.status == "overdue":
        clause.conditions.append(OVERDUE)
    elif filters.status == "open":
        clause.conditions.append(OPEN)
    elif filters.status is not None:
        clause.add("i.status = {}", filters.status.value)
    if filters.approval:
        # A word of ours, and no argument: a plan for any argument could not use ix_invoices_tenant_approval.
        clause.conditions.append(f"i.status = 'draft' AND i.approval = '{filters.approval.value}'")
    _add_bounds(clause, filters)
    if filters.client_name.strip():
        clause.add("i.client_name ILIKE {}", containing(filters.client_name.strip()))
    if filters.query.strip():
        _add_search(clause, filters.query.strip())
    for name, value in filters.metadata:
        _add_label(clause, name, value)
    return clause


def page_of(wanted: Wanted) -> tuple[str, list[Any]]:
    """
    Return the page's rows of ``invoices i`` as a subquery, in order, and its arguments.

    It asks for one row more than the page holds, to know whether there are others. With ``before`` it runs backwards.
    """
    clause, columns = clause_of(wanted.filters, wanted.at), COLUMNS[wanted.sort]
    if wanted.filters.metadata and wanted.sort is Sort.CREATED:
        columns = LABEL_COLUMNS
    backwards = wanted.before is not None
    falling = wanted.descending != backwards
    edge = wanted.before or wanted.after
    if edge is not None:
        places = ", ".join(clause.place(value) for value in edge)
        clause.conditions.append(f"({', '.join(columns)}) {'<' if falling else '>'} ({places})")
    order = ", ".join(f"{column} {'DESC' if falling else 'ASC'}" for column in columns)
    limit = clause.place(wanted.limit + 1)
    read = f"SELECT i.* {clause.matching} ORDER BY {order} LIMIT {limit}"
    return read, clause.arguments


def _add_bounds(clause: Clause, filters: Filters) -> None:
    bounds = {
        "i.client_id = {}": filters.client_id,
        "i.currency = {}": filters.currency or None,
        "i.issued_on >= {}": filters.issued_from,
        "i.issued_on <= {}": filters.issued_to,
        "i.total_minor >= {}": filters.total_from_minor,
        "i.total_minor <= {}": filters.total_to_minor,
    }
    for condition, value in bounds.items():
        if value is not None:
            clause.add(condition, value)


def _add_search(clause: Clause, query: str) -> None:
    pattern = clause.place(containing(query))
    choices = [f"{column} ILIKE {pattern}" for column in ("i.number", "i.client_name", "i.reference")]
    choices.append(
        "EXISTS (SELECT FROM invoice_lines l WHERE l.tenant_id = $1 AND l.invoice_id = i.id "  # values are bound
        f"AND l.description ILIKE {pattern})"
    )
    amounts = _amounts_in(query)
    if amounts:
        choices.append(f"i.total_minor = ANY ({clause.place(amounts)}::bigint[])")
    clause.conditions.append(f"({' OR '.join(choices)})")


_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019"))
"""What groups thousands in Switzerland."""


def _amounts_in(query: str) -> list[int]:
    """Return the minor units that a typed amount can mean: "1,190.00" or "1.190,00", with 0, 2 or 3 decimals."""
    bare = "".join(query.split()).translate(_APOSTROPHES)
    found: set[int] = set()
    for reading in (bare.replace(",", ""), bare.replace(".", "").replace(",", ".")):
        try:
            amount = Decimal(reading)
        except InvalidOperation:
            continue
        if amount.is_finite() and abs(amount) <= MAX_MINOR:
            scaled = (amount.scaleb(exponent) for exponent in (0, 2, 3))
            found.update(int(minor) for minor in scaled if minor == minor.to_integral_value())
    return sorted(found)


def _add_label(clause: Clause, name: str, value: str) -> None:
    """Keep to invoices with a label, which carries the place by creation: a page of them is read in that order."""
    label = f"l{len(clause.sources)}"
    # The planner takes two conditions for rarer than one, so the first label is joined by the id alone.
    place = "" if label == "l1" else f" AND {label}.created_at = l1.created_at"
    clause.sources.append(
        f"invoice_labels {label} ON {label}.tenant_id = $1 AND {label}.invoice_id = i.id{place} "
        f"AND {label}.key = {clause.place(name)} AND {label}.value = {clause.place(value)}"
    )
