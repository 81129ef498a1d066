"""The filters of the list as chips, and the spans of days that are often asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.reporting.web.invoices.asked import Asked
from invoiceflow.web.when import long_day


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter: what is set, empty for nothing, and the address without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Preset:
    """Something that is often asked for."""

    label: str
    href: str


def chips_of(said: Asked, today: date, named: str, path: str) -> tuple[Chip, ...]:
    """Return the chips of day, client, currency, amount and approval; ``named`` is the client whose id is asked for."""

    def without(**nothing: object) -> str:
        return said.but(**nothing).address(path)

    return (
        Chip("Issued", _span(said, today), without(issued_from=None, issued_to=None)),
        Chip("Client", named if said.client_id else said.client, without(client="")),
        Chip("Currency", said.currency, without(currency="")),
        Chip("Amount", _amount(said), without(total_from="", total_to="")),
        Chip("Approval", said.approval, without(approval="")),
    )


def _span(said: Asked, today: date) -> str:
    first, last = said.issued_from, said.issued_to
    for label, start, end in _spans(today):
        if (first, last) == (start, end):
            return label
    if first and last:
        return f"{long_day(first)} to {long_day(last)}"
    return f"since {long_day(first)}" if first else f"until {long_day(last)}" if last else ""


def _amount(said: Asked) -> str:
    if said.total_from and said.total_to:
        return f"{said.total_from} to {said.total_to}"
    return f"from {said.total_from}" if said.total_from else f"up to {said.total_to}" if said.total_to else ""


def _spans(today: date) -> Iterator[tuple[str, date, date]]:
    month = today.replace(day=1)
    last_month_end = month - timedelta(days=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    yield "this month", month, today
    yield "last month", last_month_end.replace(day=1), last_month_end
    yield "this quarter", quarter, today
    yield "this year", today.replace(month=1, day=1), today
    yield "last 12 months", (month - timedelta(days=335)).replace(day=1), today


def approvals_of(said: Asked, path: str) -> Iterator[Preset]:
    """Yield where a draft can stand, each with the address that asks for it."""
    for state in (Approval.SUBMITTED, Approval.RETURNED, Approval.APPROVED):
        yield Preset(state.capitalize(), said.but(approval=state.value).address(path))


def presets_of(said: Asked, today: date, path: str) -> Iterator[Preset]:
    """Yield the spans, each with the address that asks for it."""
    for label, first, last in _spans(today):
        yield Preset(label.capitalize(), said.but(issued_from=first, issued_to=last).address(path))
