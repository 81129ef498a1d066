"""A row of a list of invoices, in finished strings."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.reporting.queries.invoice_list import Row
from invoiceflow.reporting.web.words import BADGES, Fate, fate, most_telling
from invoiceflow.runtime.formats import DEFAULT_LOCALE, format_amount
from invoiceflow.web.when import short_day, until


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row, finished. ``name`` is what its tick and menu are called by."""

    id: UUID
    href: str
    number: str
    name: str
    client: str
    issued: str
    due: str
    distance: str
    late: bool
    badge: str
    badge_icon: str
    badge_label: str
    fate: Fate | None
    total: str
    open: str
    currency: str


def list_row(row: Row, today: date, path: str) -> ListRow:
    """Return a row with everything about it said."""
    owed = max(row.total_minor - row.paid_minor, 0) if row.status in OPEN else 0
    seen, sent = row.viewed_at is not None, row.sent_at is not None
    badge = most_telling(row.status, due_on=row.due_on, today=today, sent=sent, seen=seen, open_minor=owed)
    icon, label = BADGES[badge]
    is_draft = row.status == Status.DRAFT
    client = row.client_name or "No client yet"
    return ListRow(
        id=row.id,
        href=f"{path}/{row.id}",
        number=row.number or "No number yet",
        name=row.number or f"draft for {client}",
        client=client,
        issued="" if is_draft or row.issued_on is None else short_day(row.issued_on, today),
        due="" if is_draft or row.due_on is None else short_day(row.due_on, today),
        distance=until(row.due_on, today) if owed and row.due_on else "",
        late=badge == "overdue",
        badge=badge.replace("_", "-"),
        badge_icon=icon,
        badge_label=label,
        fate=None if is_draft else fate(row.delivery, sent=sent, seen=seen),
        total=format_amount(row.total_minor, row.currency, DEFAULT_LOCALE),
        open=format_amount(owed, row.currency, DEFAULT_LOCALE) if owed else "",
        currency=row.currency,
    )
