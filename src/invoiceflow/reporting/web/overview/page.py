"""The overview: what is owed and received, what needs somebody, what happened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Response, get

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.domain.ageing import AGES, months_back
from invoiceflow.reporting.domain.chart import NARROW, WIDE, Chart, chart, shares
from invoiceflow.reporting.queries.overview import MONTHS, Overview, Sum, overview
from invoiceflow.reporting.queries.stored_files import StoredDocuments
from invoiceflow.reporting.web.overview.needs import Need, needs
from invoiceflow.reporting.web.overview.stats import LONG_MONTHS, Stat, stats
from invoiceflow.reporting.web.overview.waiting import WaitingDrafts, waiting
from invoiceflow.reporting.web.sentences import Said, among_others
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.formats import format_amount, format_count, format_money
from invoiceflow.subscription import queries as subscription
from invoiceflow.subscription.actions.write_about_plan import writing_in
from invoiceflow.subscription.domain.words import Notice
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase, TheReads, TheSettings
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import MONTHS as MONTH_NAMES


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in figures."""

    short: str
    name: str
    issued: str
    received: str
    current: bool


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One age of what is owed: how much, of how many invoices, and its part of the bar."""

    label: str
    count: str
    amount: str
    begin: str
    width: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a new tenant towards its first invoice; ``href`` is empty where the reader may not take it."""

    label: str
    text: str
    href: str
    action: str
    done: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """
    The whole page. ``charts`` are a wide and a narrow picture with the months they show; none beside a table.

    ``plan`` is what whoever looks after the plan should know of it.
    """

    plan: Notice | None
    plan_url: str
    stats: tuple[Stat, ...]
    currency: str
    months: tuple[MonthRow, ...]
    charts: tuple[tuple[Chart, tuple[MonthRow, ...], str], ...]
    issued_sum: str
    received_sum: str
    chart_url: str
    table_url: str
    ages: tuple[AgeRow, ...]
    other_currencies: str
    owed_url: str
    waiting: WaitingDrafts | None
    needs: tuple[Need, ...]
    activity: tuple[Said, ...]
    steps: tuple[Step, ...]
    is_fresh: bool
    new_invoice_url: str
    record_url: str
    may_write: bool
    may_record: bool


@get("/app/{tenant:str}", guards=[permitted(Permission.READ)])
async def show(
    request: Request, reads: TheReads, database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Show the overview; with ``?show=table`` the months as a table."""
    actor, at = actor_of(request), visit_in(request.scope).at
    found = await overview(reads.inside(actor.tenant_id), at)
    is_told = settings.sells_plans and actor.may(Permission.MANAGE_PLAN)
    plan = await _of_plan(request, database, found.time_zone) if is_told else None
    shown = _page(request, found, plan, at)
    return page(request, "reporting/overview/page.html", title="Overview", current="Overview", page=shown)


async def _of_plan(request: Request, database: Database, zone: str) -> Notice | None:
    shown = writing_in(zone, actor_of(request).locale)
    async with transaction(request, database) as session:
        return await subscription.notice(session, StoredDocuments(), visit_in(request.scope).at, shown)


def _page(request: Request, found: Overview, plan: Notice | None, at: datetime) -> OverviewPage:
    actor, as_table = actor_of(request), request.query_params.get("show") == "table"
    home = f"/app/{actor.tenant_slug}"
    firsts = months_back(found.today, MONTHS)
    issued = _by_month(found.issued, found.currency)
    received = _by_month(found.received, found.currency)
    months = tuple(_month(found, first, issued[first], received[first], actor.locale) for first in firsts)
    pairs = [(issued[first], received[first]) for first in firsts]
    sections = _owed(found, actor.locale)
    return OverviewPage(
        plan=plan,
        plan_url=f"{home}/settings/plan",
        stats=tuple(stats(found, home, actor.locale)),
        currency=found.currency,
        months=months,
        charts=() if as_table else _charts(pairs, months, found.currency, actor.notation.point),
        issued_sum=_sum(issued, firsts, found.currency, actor.locale),
        received_sum=_sum(received, firsts, found.currency, actor.locale),
        chart_url=home,
        table_url=f"{home}?show=table",
        ages=sections,
        other_currencies=_other_currencies(found),
        owed_url=f"{home}/invoices?status=open&sort=due",
        waiting=waiting(found, actor, home, at),
        needs=tuple(needs(found, actor, home=home, at=at)),
        activity=tuple(
            among_others(entry, home=home, zone=found.time_zone, now=at, locale=actor.locale)
            for entry in found.activity
        ),
        steps=() if found.begun.issued else tuple(_steps(found, home, actor)),
        is_fresh=not found.begun.issued,
        new_invoice_url=f"{home}/invoices/new",
        record_url=f"{home}/payments/new",
        may_write=actor.may(Permission.EDIT_DRAFTS),
        may_record=actor.may(Permission.RECORD_PAYMENTS),
    )


def _by_month(sums: Iterable[Sum], currency: str) -> dict[date, int]:
    by_month: dict[date, int] = defaultdict(int)
    for one in sums:
        if one.currency == currency:
            by_month[one.month] += one.minor
    return by_month


def _sum(by_month: dict[date, int], firsts: Iterable[date], currency: str, locale: str) -> str:
    return format_money(Money(sum(by_month[first] for first in firsts), currency), locale)


def _month(found: Overview, first: date, issued: int, received: int, locale: str) -> MonthRow:
    return MonthRow(
        MONTH_NAMES[first.month - 1],
        f"{LONG_MONTHS[first.month - 1]} {first.year}",
        format_amount(issued, found.currency, locale),
        format_amount(received, found.currency, locale),
        first == found.today.replace(day=1),
    )


def _charts(
    pairs: list[tuple[int, int]], months: tuple[MonthRow, ...], currency: str, point: str
) -> tuple[tuple[Chart, tuple[MonthRow, ...], str], ...]:
    exponent = currency_of(currency).exponent
    label = f"Bars for {{}} months. Issued and received in {currency_of(currency).name}. The table has every figure."
    return (
        (chart(WIDE, pairs, exponent, point), months, label.format("twelve")),
        (chart(NARROW, pairs[-6:], exponent, point), months[-6:], label.format("six")),
    )


def _owed(found: Overview, locale: str) -> tuple[AgeRow, ...]:
    amounts, counts = [0] * len(AGES), [0] * len(AGES)
    for group in found.open:
        if group.currency == found.currency:
            amounts[group.age] += group.due_minor
            counts[group.age] += group.count
    return tuple(
        AgeRow(
            age,
            format_count(count, locale) if count else "–",  # noqa: RUF001  # the dash of nothing
            format_amount(amount, found.currency, locale) if count else "–",  # noqa: RUF001  # as above
            begin,
            width,
        )
        for age, count, amount, (begin, width) in zip(AGES, counts, amounts, shares(amounts), strict=True)
    )


def _other_currencies(found: Overview) -> str:
    count = len({group.currency for group in found.open} - {found.currency})
    return "" if not count else "1 other currency" if count == 1 else f"{count} other currencies"


def _steps(found: Overview, home: str, actor: Actor) -> Iterator[Step]:
    begun, may_write = found.begun, actor.may(Permission.EDIT_DRAFTS)
    yield Step(
        "Say who you are",
        "Your address and bank account stand on every invoice.",
        f"{home}/settings" if actor.may(Permission.EDIT_SETTINGS) else "",
        "Open settings",
        begun.details,
    )
    yield Step(
        "Add a client",
        "A name and a country are enough.",
        f"{home}/clients/new" if actor.may(Permission.EDIT_CLIENTS) else "",
        "Add client",
        begun.client,
    )
    yield Step(
        "Write an invoice",
        "A draft costs nothing and has no number yet.",
        f"{home}/invoices/new" if may_write else "",
        "New invoice",
        begun.draft,
    )
    yield Step(
        "Issue and send it",
        "It takes its number, is frozen, and goes out as PDF with a link.",
        f"{home}/invoices?status=draft" if may_write else "",
        "Open drafts",
        begun.issued,
    )


handlers: list[Any] = [show]
