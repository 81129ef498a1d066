"""What the page of the plan says, in English: why a tenant has its plan, how much it uses, and what plans allow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from invoiceflow.kernel.money import Money
from invoiceflow.runtime.formats import format_bytes, format_count, format_money
from invoiceflow.subscription.domain.plan import DUNNING_DAYS, PLANS, Plan, PlanName, Resource
from invoiceflow.subscription.domain.subscription import Entitlement, Why
from invoiceflow.subscription.domain.usage import Gauge, Level, Standing
from invoiceflow.web.when import long_day

_NOUNS = {
    Resource.INVOICES: "Invoices issued this month",
    Resource.MEMBERS: "Members",
    Resource.STORAGE: "Stored documents",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """How much is used of one thing. ``percent`` is None where it is not limited; ``tone`` is that of the hint."""

    label: str
    used: str
    percent: int | None
    hint: str
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """One of the plans, beside the others."""

    name: str
    title: str
    price: str
    extra: str
    rows: tuple[tuple[str, str], ...]
    is_own: bool
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says days as they are in a time zone, and figures as a locale writes them."""

    zone: str
    locale: str

    def day(self, at: datetime) -> str:
        """Return the day of an instant."""
        return long_day(at.astimezone(ZoneInfo(self.zone)).date())

    def bars(self, standing: Standing) -> tuple[Bar, ...]:
        """Return how much is used of everything."""
        return tuple(self._bar(standing, gauge) for gauge in standing.gauges)

    def _bar(self, standing: Standing, gauge: Gauge) -> Bar:
        level, size = standing.level_of(gauge), self._size_of(gauge.resource)
        if gauge.limit is None:
            return Bar(_NOUNS[gauge.resource], size(gauge.used), None, "", "")
        used = f"{size(gauge.used)} of {size(gauge.limit)}"
        percent = min(100, gauge.used * 100 // gauge.limit)
        hint, tone = self._hint(standing, gauge, level)
        return Bar(_NOUNS[gauge.resource], used, percent, hint, tone)

    def _hint(self, standing: Standing, gauge: Gauge, level: Level) -> tuple[str, str]:
        ends_at = gauge.grace_ends_at(standing.entitlement.since)
        if level is Level.NEAR:
            return "The limit is near. Nothing stops at it at once.", "warning"
        if level is Level.GRACE and ends_at is not None:
            return f"Beyond the limit. Invoices can be issued until {self.day(ends_at)}.", "warning"
        if level is Level.OVER:
            return "Beyond the limit, and the days of grace are over. No new invoice can be issued.", "danger"
        return "", ""

    def _size_of(self, resource: Resource) -> Callable[[int], str]:
        if resource is Resource.STORAGE:
            return lambda size: format_bytes(size, self.locale)
        return lambda count: format_count(count, self.locale)

    def why(self, found: Entitlement) -> str:
        """Return why a tenant has its plan, and for how long."""
        until = self.day(found.until) if found.until else ""
        said = {
            Why.TRIAL: f"A trial of everything, until {until}. No card is needed; the free plan follows.",
            Why.GRANTED: "Given by whoever runs this installation. Nothing is to be paid.",
            Why.PAID: f"Cancelled. It goes on until {until}." if until else "Paid by the month.",
            Why.DUNNING: f"The last payment failed. The plan goes on until {until}, while Stripe tries again.",
            Why.UNPAID: f"The last payment failed more than {DUNNING_DAYS} days ago. The limits of the free plan hold.",
            Why.FREE: "Free of charge, for as long as you like.",
        }
        return said[found.why]

    def columns(self, own: PlanName, currency: str) -> tuple[Column, ...]:
        """Return all plans, in the currency that the tenant pays in."""
        return tuple(self._column(plan, own, currency) for plan in PLANS.values())

    def _column(self, plan: Plan, own: PlanName, currency: str) -> Column:
        monthly, each = plan.month_minor.get(currency), plan.invoice_minor.get(currency)
        return Column(
            name=plan.name.value,
            title=plan.title,
            price=format_money(Money(monthly or 0, currency), self.locale),
            extra=f"and {format_money(Money(each, currency), self.locale)} for each invoice" if each else "",
            rows=tuple((_SHORT[resource], self._limit(plan, resource)) for resource in Resource),
            is_own=plan.name is own,
        )

    def _limit(self, plan: Plan, resource: Resource) -> str:
        limit = plan.limits.get(resource)
        return "unlimited" if limit is None else self._size_of(resource)(limit)


_SHORT = {
    Resource.INVOICES: "Invoices a month",
    Resource.MEMBERS: "Members",
    Resource.STORAGE: "Documents",
}
