"""A row of a list of invoices, in finished strings."""

from datetime import date

import msgspec

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.reporting.queries.invoice_list import Row
from invoiceflow.reporting.web.words import BADGES, Fate, fate, most_telling, reached
from invoiceflow.runtime.formats import format_amount
from invoiceflow.web.when import short_day, until


class ListRow(msgspec.Struct, frozen=True):
    """A row, finished. ``name`` is what its tick and menu are called by."""

    id: str
    href: str
    number: str
    name: str
    client: str
    issued: str
    due: str
    distance: str
    late: bool
    is_draft: bool
    badge: str
    badge_icon: str
    badge_label: str
    fate: Fate | None
    total: str
    open: str
    currency: str


def list_row(row: Row, today: date, path: str, locale: str, *, asks_approval: bool = False) -> ListRow:
    """
    Return a row with everything about it said, its figures as a locale (BCP 47) writes them.

    ``asks_approval`` shows where drafts stand with those who approve.
    """
    owed = max(row.total_minor - row.paid_minor, 0) if row.status in OPEN else 0
    is_draft = row.status == Status.DRAFT
    standing = row.approval if is_draft and asks_approval else ""
    badge = standing or most_telling(
        row.status,
        late=row.due_on is not None and row.due_on < today and owed > 0,
        reached=reached(row.delivery, sent=row.sent, seen=row.seen),
        waits=0 < owed <= row.waiting_minor,
    )
    icon, label = BADGES[badge]
    id_, client = str(row.id), row.client_name or "No client yet"
    return ListRow(
        id=id_,
        href=f"{path}/{id_}",
        number=row.number or "No number yet",
        name=row.number or f"draft for {client}",
        client=client,
        issued="" if is_draft or row.issued_on is None else short_day(row.issued_on, today),
        due="" if is_draft or row.due_on is None else short_day(row.due_on, today),
        distance=until(row.due_on, today, locale) if owed and row.due_on else "",
        late=badge == "overdue",
        is_draft=is_draft,
        badge=badge.replace("_", "-"),
        badge_icon=icon,
        badge_label=label,
        fate=None if is_draft else fate(row.delivery, sent=row.sent, seen=row.seen),
        total=format_amount(row.total_minor, row.currency, locale),
        open=format_amount(owed, row.currency, locale) if owed else "",
        currency=row.currency,
    )
