"""What the page of the plan says, in English: why a tenant has its plan, how much it uses, and what plans allow."""

from dataclasses import dataclass

from invoiceflow.kernel.money import Money
from invoiceflow.runtime.formats import format_money
from invoiceflow.subscription.domain.plan import DUNNING_DAYS, PLANS, Plan, PlanName, Resource
from invoiceflow.subscription.domain.subscription import Entitlement, Subscription, Why
from invoiceflow.subscription.domain.usage import Gauge, Standing
from invoiceflow.subscription.domain.words import NOUNS, Notice, Writing, limit_hint

TRIALING = "trialing"


@dataclass(frozen=True, slots=True)
class Bar:
    """How much is used of one thing. ``percent`` is None where it is not limited."""

    label: str
    used: str
    percent: int | None
    hint: Notice | None


@dataclass(frozen=True, slots=True)
class Column:
    """One of the plans. ``extra`` is what comes on top of the price; ``verb`` what can be done with it."""

    name: str
    title: str
    price: str
    extra: str
    rows: tuple[tuple[str, str], ...]
    is_own: bool
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says it to one reader."""

    writing: Writing
    locale: str

    def bars(self, standing: Standing) -> tuple[Bar, ...]:
        """Return how much is used of everything."""
        return tuple(self._bar(standing, gauge) for gauge in standing.gauges)

    def _bar(self, standing: Standing, gauge: Gauge) -> Bar:
        used = self.writing.figure(gauge.resource, gauge.used)
        if gauge.limit is None:
            return Bar(NOUNS[gauge.resource], used, None, None)
        of = self.writing.figure(gauge.resource, gauge.limit)
        percent = min(100, gauge.used * 100 // gauge.limit)
        return Bar(
            NOUNS[gauge.resource], f"{used} of {of}", percent, limit_hint(standing, gauge, self.writing)
        )

    def why(self, found: Entitlement, held: Subscription | None) -> str:
        """Return why a tenant has its plan, and for how long."""
        until = self.writing.day(found.until) if found.until else ""
        said = {
            Why.TRIAL: f"A trial of everything, until {until}. No card is needed; the free plan follows.",
            Why.GRANTED: "Given by whoever runs this installation. Nothing is to be paid.",
            Why.PAID: f"Cancelled. It goes on until {until}." if until else self._paid(held),
            Why.DUNNING: f"The last payment failed. The plan goes on until {until}, while Stripe tries again. "
            "Give another card under “Cards and bills”.",
            Why.UNPAID: f"The last payment failed more than {DUNNING_DAYS} days ago. The limits of the free plan hold.",
            Why.FREE: "Free of charge, for as long as you like.",
        }
        return said[found.why]

    def _paid(self, held: Subscription | None) -> str:
        """Return when the next month is paid for."""
        if held is None or held.period_ends_at is None:
            return "Paid by the month."
        on = self.writing.day(held.period_ends_at)
        free = f"Free of charge until {on}, when the trial ends. Then it is paid by the month."
        return free if held.status == TRIALING else f"Paid by the month; the next one on {on}."

    def columns(self, own: PlanName, currency: str) -> tuple[Column, ...]:
        """Return all plans, in the currency that the tenant pays in."""
        return tuple(self.column(plan, currency, is_own=plan.name is own) for plan in PLANS.values())

    def column(self, plan: Plan, currency: str, *, is_own: bool = False) -> Column:
        """Return one plan."""
        monthly, each = plan.month_minor.get(currency), plan.invoice_minor.get(currency)
        return Column(
            name=plan.name.value,
            title=plan.title,
            price=format_money(Money(monthly or 0, currency), self.locale),
            extra=self._extra(monthly, each, currency),
            rows=tuple((_SHORT[resource], self._limit(plan, resource)) for resource in Resource),
            is_own=is_own,
        )

    def _extra(self, monthly: int | None, each: int | None, currency: str) -> str:
        if monthly is None:
            return "no card needed"
        return (
            f"and {format_money(Money(each, currency), self.locale)} for each invoice, before tax"
            if each
            else "before tax"
        )

    def _limit(self, plan: Plan, resource: Resource) -> str:
        limit = plan.limits.get(resource)
        return "unlimited" if limit is None else self.writing.figure(resource, limit)


_SHORT = {
    Resource.INVOICES: "Invoices a month",
    Resource.MEMBERS: "Members",
    Resource.STORAGE: "Documents",
}
