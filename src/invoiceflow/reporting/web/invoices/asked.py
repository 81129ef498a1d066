"""What the address of the invoices page asks for, and the addresses that ask for a little more or less."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.ordering import KEYS, Sort
from invoiceflow.invoicing.queries.selection import Filters, Shown, Wanted
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.notation import Notation
from invoiceflow.reporting.web.unread import Unread, unread_filters
from invoiceflow.runtime.typed import read_amount
from invoiceflow.web import keyset

PAGE_ROWS = 50
LONGEST_TEXT = 200
AMOUNTS = ("total_from", "total_to")
KINDS = {
    "status": "a status",
    "approval": "a standing of drafts",
    "currency": "a currency",
    "issued_from": "a date",
    "issued_to": "a date",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Filters and order as the address carries them. What makes no sense there counts as not asked, but for a place in
    the list.

    Amounts are kept as they were typed, so that their fields show them again. ``sort`` begins with a minus where the
    largest or newest comes first.
    """

    status: str = ""
    approval: str = ""
    q: str = ""
    client: str = ""
    currency: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    total_from: str = ""
    total_to: str = ""
    sort: str = "-created"

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but a tab is asked for."""
        return replace(self, status="", sort="-created") != Asked()

    @property
    def shown(self) -> Shown | None:
        """Return the status to show, None for all."""
        if self.status == "open":
            return "open"
        if self.status == "overdue":
            return "overdue"
        return Status(self.status) if self.status in set(Status) else None

    @property
    def client_id(self) -> UUID | None:
        """Return the client that is asked for by id; None where a part of a name is."""
        return _uuid(self.client)

    @property
    def descending(self) -> bool:
        """Return whether the largest or newest comes first."""
        return self.sort.startswith("-")

    @property
    def order(self) -> Sort:
        """Return what the list is ordered by."""
        name = self.sort.removeprefix("-")
        return Sort(name) if name in set(Sort) else Sort.CREATED

    def wanted(
        self, at: datetime, parameters: Mapping[str, str], *, currency: str, notation: Notation
    ) -> Wanted:
        """
        Return the page of the list; amounts are read as ``filters`` reads them.

        Raises:
            Invalid: the place to go on from is none, or one of another order.
        """
        return Wanted(
            at,
            PAGE_ROWS,
            self.filters(currency, notation),
            self.order,
            descending=self.descending,
            after=keyset.key_at(parameters.get("after", ""), KEYS[self.order]),
            before=keyset.key_at(parameters.get("before", ""), KEYS[self.order], pointer="/before"),
        )

    def filters(self, currency: str, notation: Notation) -> Filters:
        """
        Return the filters.

        ``notation`` is how amounts are typed at the tenant, ``currency`` in what, unless one is asked for.
        """
        client_id = self.client_id
        typed_in = self.currency or currency
        return Filters(
            status=self.shown,
            approval=Approval(self.approval),
            client_id=client_id,
            client_name="" if client_id else self.client,
            currency=self.currency,
            issued_from=self.issued_from,
            issued_to=self.issued_to,
            total_from_minor=_minor(self.total_from, typed_in, notation),
            total_to_minor=_minor(self.total_to, typed_in, notation),
            query=self.q,
        )

    def understood(self, currency: str, notation: Notation) -> tuple["Asked", tuple[Unread, ...]]:
        """Return the same without the amounts that cannot be read as ``filters`` reads them, and those."""
        typed = (self.total_from, self.total_to)
        unread = tuple(
            Unread(name, text, wrong)
            for name, text in zip(AMOUNTS, typed, strict=True)
            if text and (wrong := _wrong(text, self.currency or currency, notation))
        )
        return self.but(**{each.name: "" for each in unread}), unread

    def but(self, **changes: Any) -> "Asked":
        """Return the same with changes."""
        return replace(self, **changes)

    def address(self, path: str, **place: str) -> str:
        """Return the address that asks for this, without what is asked for anyway."""
        said = {name: str(value) for name in _PLAIN if (value := getattr(self, name)) != _PLAIN[name]}
        query = urlencode(said | {name: value for name, value in place.items() if value})
        return f"{path}?{query}" if query else path


_PLAIN = asdict(Asked())


def asked(parameters: Mapping[str, str]) -> Asked:
    """Read what an address asks for."""

    def text(name: str) -> str:
        return parameters.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]

    currency = text("currency").upper()
    read = Asked(
        q=text("q"),
        client=text("client"),
        currency=currency if currency in CURRENCIES else "",
        issued_from=_day(text("issued_from")),
        issued_to=_day(text("issued_to")),
        total_from=text("total_from"),
        total_to=text("total_to"),
    )
    status, sort, approval = text("status"), text("sort"), text("approval")
    if sort.removeprefix("-") in set(Sort):
        read = read.but(sort=sort)
    if approval in set(Approval):
        read = read.but(approval=approval)
    return read.but(status=status) if status in {"open", "overdue", *Status} else read


def unread_in(parameters: Mapping[str, str], read: Asked) -> tuple[Unread, ...]:
    """Return what the address asks for in vain; amounts, which need the tenant's notation, aside."""
    return unread_filters(parameters, read, KINDS)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _minor(text: str, currency: str, notation: Notation) -> int | None:
    return read_amount(text, currency, notation) if text and not _wrong(text, currency, notation) else None


def _wrong(text: str, currency: str, notation: Notation) -> str:
    try:
        read_amount(text, currency, notation)
    except Invalid as error:
        return error.errors[0].message
    return ""
