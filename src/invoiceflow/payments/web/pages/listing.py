"""``/app/{tenant}/payments``: what came in and went back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import QueryParameter

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.domain.method_words import METHODS
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.payments import PaymentKey, PaymentList, Received, Wanted
from invoiceflow.payments.queries.refundable import refundable_of
from invoiceflow.payments.web.pages import rows, words
from invoiceflow.payments.web.pages.rows import Shown
from invoiceflow.payments.web.pages.tabs import PAYMENTS, Tab, tabs
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_count
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.keyset import key_at, place_of
from invoiceflow.web.visit import visit_in

ROWS = 50

Text = Annotated[str, QueryParameter(name="q")]
OfMethod = Annotated[str, QueryParameter(name="method")]
After = Annotated[str, QueryParameter(name="after")]
Before = Annotated[str, QueryParameter(name="before")]


@dataclass(frozen=True, slots=True)
class Month:
    """What came in during a month, less what went back: one currency in front, the others beside it, never added."""

    label: str
    value: str
    others: str
    note: str


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """The list. ``state`` is ``rows``, ``none`` or ``no_match``; ``methods`` are (value, label)."""

    url: str
    new_url: str
    invoices_url: str
    query: str
    method: str
    methods: tuple[tuple[str, str], ...]
    months: tuple[Month, ...]
    rows: tuple[Shown, ...]
    tabs: tuple[Tab, ...]
    state: str
    shown: str
    newer_url: str
    older_url: str
    may_record: bool


@get("/app/{tenant:str}/payments", guards=[permitted(Permission.READ)])
async def list_payments(
    request: Request,
    database: TheDatabase,
    *,
    text: Text = "",
    method: OfMethod = "",
    after: After = "",
    before: Before = "",
) -> Response[str]:
    """Show payments and reversals, the newest day first."""
    wanted = Wanted(
        text=text.strip()[:200].replace("\0", ""),
        method=method if method in METHODS else "",
        after=key_at(after, PaymentKey),
        before=key_at(before, PaymentKey, pointer="/before"),
        limit=ROWS,
    )
    actor = actor_of(request)
    async with transaction(request, database) as session:
        profile = (await tenancy.own_tenant(session)).profile
        this_month = day_in(profile.time_zone, visit_in(request.scope).at).replace(day=1)
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        received = await queries.received_since(session, last_month)
        found = await queries.payment_list(session, wanted)
        may_record = actor.may(Permission.RECORD_PAYMENTS)
        refundable = await refundable_of(session, found.rows) if may_record else frozenset[UUID]()
        waiting = await troubles.waiting(session)
    months = tuple(
        _month(month, received, profile.currency, actor.locale) for month in (this_month, last_month)
    )
    lines = tuple(
        rows.shown(
            f"/app/{actor.tenant_slug}",
            row,
            actor.locale,
            may_record=may_record,
            may_refund=row.id in refundable,
        )
        for row in found.rows
    )
    model = _model(actor, wanted, found, lines, months, waiting)
    return page(request, "payments/list.html", title="Payments", current="Payments", page=model)


def _model(
    actor: Actor,
    wanted: Wanted,
    found: PaymentList,
    lines: tuple[Shown, ...],
    months: tuple[Month, ...],
    waiting: int | None,
) -> PaymentsPage:
    base = f"/app/{actor.tenant_slug}"
    url = f"{base}/payments"
    filtered = bool(wanted.text or wanted.method)
    return PaymentsPage(
        url=url,
        new_url=f"{url}/new",
        invoices_url=f"{base}/invoices",
        query=wanted.text,
        method=wanted.method,
        methods=tuple(METHODS.items()),
        months=months,
        rows=lines,
        tabs=tabs(base, waiting, PAYMENTS, actor.locale),
        state="rows" if found.rows else "no_match" if filtered else "none",
        shown=_shown(found),
        newer_url=_address(url, wanted, before=found.rows[0].key) if found.has_newer and found.rows else "",
        older_url=_address(url, wanted, after=found.rows[-1].key) if found.has_older and found.rows else "",
        may_record=actor.may(Permission.RECORD_PAYMENTS),
    )


def _month(month: date, received: tuple[Received, ...], currency: str, locale: str) -> Month:
    ours = [each for each in received if each.month == month]
    front = next((each for each in ours if each.currency == currency), ours[0] if ours else None)
    others = [words.money(each.amount_minor, each.currency, locale) for each in ours if each is not front]
    entries = sum(each.payments for each in ours)
    return Month(
        label=f"Received in {month:%B}",
        value=words.money(*(front.amount_minor, front.currency) if front else (0, currency), locale),
        others=" · ".join(others),
        note=""
        if entries == 0
        else "1 entry"
        if entries == 1
        else f"{format_count(entries, locale)} entries",
    )


def _shown(found: PaymentList) -> str:
    count = len(found.rows)
    said = "1 entry" if count == 1 else f"{count} entries"
    return f"{said} on this page" if found.has_newer or found.has_older else said


def _address(
    url: str, wanted: Wanted, *, after: PaymentKey | None = None, before: PaymentKey | None = None
) -> str:
    parts = {
        "q": wanted.text,
        "method": wanted.method,
        "after": place_of(after) if after else "",
        "before": place_of(before) if before else "",
    }
    return f"{url}?{urlencode({name: value for name, value in parts.items() if value})}"


handlers = [list_payments]
