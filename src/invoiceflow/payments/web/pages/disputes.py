"""``/app/{tenant}/payments/disputes``: what banks ask back, and what they call fraud."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import QueryParameter

from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.fraud_warning import Outcome
from invoiceflow.payments.domain.trouble_words import FRAUD_TYPES, OUTCOMES, RISKS, SOME_FRAUD
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeKey, DisputeList, Payment, Wanted, WarningRow
from invoiceflow.payments.web.pages.dispute_rows import Reader, ShownDispute, reader_of, shown_dispute
from invoiceflow.payments.web.pages.tabs import DISPUTES, Tab, tabs
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import permitted
from invoiceflow.web.keyset import key_at, place_of

PATH = "/app/{tenant:str}/payments/disputes"
ROWS = 50
After = Annotated[str, QueryParameter(name="after")]
Before = Annotated[str, QueryParameter(name="before")]


@dataclass(frozen=True, slots=True)
class ShownWarning:
    """A warning in finished strings. Who may not refund, or what is over, has no ``refund_url``."""

    id: str
    title: str
    about: str
    invoice_url: str
    why: str
    warned: str
    money: str
    risk: str
    outcome: str
    is_open: bool
    refund_url: str
    leave_url: str


@dataclass(frozen=True, slots=True)
class DisputesPage:
    """The list. Warnings stand above its newest page alone."""

    tabs: tuple[Tab, ...]
    warnings: tuple[ShownWarning, ...]
    disputes: tuple[ShownDispute, ...]
    shown: str
    newer_url: str
    older_url: str
    settings_url: str


@get(PATH, guards=[permitted(Permission.READ)])
async def list_disputes(
    request: Request, database: TheDatabase, *, after: After = "", before: Before = ""
) -> Response[str]:
    """Show early fraud warnings and disputes, the newest first."""
    wanted = Wanted(key_at(after, DisputeKey), key_at(before, DisputeKey, pointer="/before"), ROWS)
    async with transaction(request, database) as session:
        reader = await reader_of(request, session)
        found = await troubles.dispute_list(session, wanted)
        warnings = () if found.has_newer else await troubles.newest_warnings(session)
        waiting = await troubles.waiting(session)
    may_set = reader.actor.may(Permission.EDIT_SETTINGS)
    url = f"{reader.home}/payments/disputes"
    model = DisputesPage(
        tabs=tabs(reader.home, waiting, DISPUTES, reader.actor.locale),
        warnings=tuple(_warning(reader, row) for row in warnings),
        disputes=tuple(shown_dispute(reader, row) for row in found.rows),
        shown=_shown(found),
        newer_url=_address(url, before=found.rows[0].key) if found.has_newer and found.rows else "",
        older_url=_address(url, after=found.rows[-1].key) if found.has_older and found.rows else "",
        settings_url=f"{reader.home}/settings/online" if may_set else "",
    )
    return page(request, "payments/disputes.html", title="Disputes", current="Payments", page=model)


def _shown(found: DisputeList) -> str:
    count = len(found.rows)
    said = "1 dispute" if count == 1 else f"{count} disputes"
    return f"{said} on this page" if found.has_newer or found.has_older else said


def _address(url: str, **place: DisputeKey) -> str:
    return f"{url}?{urlencode({name: place_of(key) for name, key in place.items()})}"


def _warning(reader: Reader, row: WarningRow) -> ShownWarning:
    payment, warning = row.payment, row.warning
    is_open = row.outcome is Outcome.OPEN
    may = is_open and reader.actor.may(Permission.RECORD_PAYMENTS)
    here = f"{reader.home}/payments/warnings/{warning.id}"
    by = f" by {warning.left_by}" if row.outcome is Outcome.LEFT else ""
    return ShownWarning(
        id=str(warning.id),
        title=payment.client_name,
        about=_about(payment),
        invoice_url=f"{reader.home}/invoices/{payment.invoice_id}",
        why=FRAUD_TYPES.get(warning.fraud_type, SOME_FRAUD),
        warned=reader.moment(warning.warned_at),
        money=reader.money(payment.left_minor if is_open else payment.amount_minor, payment.currency),
        risk=RISKS.get(payment.risk_level, ""),
        outcome=OUTCOMES[row.outcome] + by,
        is_open=is_open,
        refund_url=f"{here}/refund" if may else "",
        leave_url=f"{here}/leave" if may else "",
    )


def _about(payment: Payment) -> str:
    return f"{payment.number} · {payment.instrument}" if payment.instrument else payment.number


handlers = [list_disputes]
