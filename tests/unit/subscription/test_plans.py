"""The plans as they are documented, and which one a tenant has at which instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from invoiceflow.runtime.formats import format_amount
from invoiceflow.subscription.domain.plan import CURRENCIES, GIGABYTE, PLANS, PlanName, Resource, currency_for
from invoiceflow.subscription.domain.seen import SeenSubscription
from invoiceflow.subscription.domain.subscription import Subscription, Why, entitled
from invoiceflow.subscription.domain.usage import Gauge, Level, Standing, month_of

DOC = Path(__file__).parents[3] / "docs" / "rules" / "plans.md"
OPENED = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = OPENED + timedelta(days=100)
HELD = Subscription(UUID(int=1))


def paid(status: str = "active", **given: object) -> Subscription:
    """Return a subscription to Pro as it was seen at Stripe on day 100."""
    values: dict[str, object] = {
        "id": "sub_1",
        "status": status,
        "plan": PlanName.PRO,
        "currency": "EUR",
        "started_at": OPENED + timedelta(days=40),
        "period_ends_at": LATER + timedelta(days=12),
    }
    return HELD.as_seen(SeenSubscription(**(values | given)), LATER)  # type: ignore[arg-type]  # names and types are those of SeenSubscription


def test_the_documents_show_the_plans() -> None:
    """docs/rules/plans.md has the prices and limits of the table in the code, and no other."""
    rows = [line.strip("|\n ").split("|") for line in DOC.read_text().splitlines() if line.startswith("|")]
    told = {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in rows if "---" not in cells[0]}
    plans = PLANS.values()
    expected = {"Plan": [plan.title for plan in plans]}
    for currency in CURRENCIES:
        expected[f"A month in {currency}"] = [
            _amount(plan.month_minor.get(currency, 0), currency) for plan in plans
        ]
        expected[f"and for each invoice in {currency}"] = [
            _amount(plan.invoice_minor[currency], currency) if plan.invoice_minor else "" for plan in plans
        ]
    for resource, label, unit in (
        (Resource.INVOICES, "Invoices issued a month", 1),
        (Resource.MEMBERS, "Members", 1),
        (Resource.STORAGE, "Documents, in GB", GIGABYTE),
    ):
        limits = [plan.limits.get(resource) for plan in plans]
        expected[label] = ["unlimited" if limit is None else str(limit // unit) for limit in limits]
    assert told == expected


def _amount(minor: int, currency: str) -> str:
    return format_amount(minor, currency, "en")


@pytest.mark.parametrize(
    ("held", "days", "name", "why"),
    [
        (None, 0, PlanName.AGENCY, Why.TRIAL),
        (None, 29, PlanName.AGENCY, Why.TRIAL),
        (None, 30, PlanName.FREE, Why.FREE),
        (replace(HELD, granted=PlanName.PRO), 100, PlanName.PRO, Why.GRANTED),
        (paid(), 100, PlanName.PRO, Why.PAID),
        (paid("trialing"), 100, PlanName.PRO, Why.PAID),
        (paid("past_due"), 100, PlanName.PRO, Why.DUNNING),
        (paid("past_due"), 113, PlanName.PRO, Why.DUNNING),
        (paid("past_due"), 114, PlanName.FREE, Why.UNPAID),
        (paid("unpaid"), 100, PlanName.FREE, Why.FREE),
        (paid("canceled", ended_at=LATER), 100, PlanName.FREE, Why.FREE),
        (paid("incomplete"), 10, PlanName.AGENCY, Why.TRIAL),
    ],
)
def test_a_tenant_has_the_plan_that_it_is_owed(
    held: Subscription | None, days: int, name: PlanName, why: Why
) -> None:
    """Granted before paid, paid before the rest of the trial; two weeks after a failed payment the free plan."""
    found = entitled(OPENED, held, OPENED + timedelta(days=days))
    assert (found.plan.name, found.why) == (name, why)


def test_the_time_to_pay_is_not_renewed_by_looking() -> None:
    """A subscription that stays past due keeps the day on which it became so; one that is paid forgets it."""
    late = paid("past_due")
    seen = SeenSubscription("sub_1", "past_due", PlanName.PRO, "EUR", OPENED, LATER)
    assert late.as_seen(seen, LATER + timedelta(days=9)).past_due_at == LATER
    assert late.as_seen(replace(seen, status="active"), LATER).past_due_at is None


@pytest.mark.parametrize(
    ("used", "days", "level"),
    [
        (3, 0, Level.FINE),
        (4, 0, Level.NEAR),
        (5, 0, Level.NEAR),
        (6, 0, Level.GRACE),
        (10, 6, Level.GRACE),
        (11, 0, Level.OVER),
        (6, 7, Level.OVER),
    ],
)
def test_a_limit_warns_gives_grace_and_then_holds(used: int, days: int, level: Level) -> None:
    """From 80 %, beyond the limit for seven days, and never beyond twice of it."""
    gauge = Gauge(Resource.INVOICES, used, 5, LATER if used > 5 else None)
    assert gauge.level(OPENED, LATER + timedelta(days=days)) is level


def test_grace_begins_when_a_smaller_plan_does() -> None:
    """Who goes down to a plan that is too small has the days of grace from then on."""
    gauge = Gauge(Resource.MEMBERS, 2, 1, OPENED)
    assert gauge.level(LATER, LATER + timedelta(days=6)) is Level.GRACE
    assert gauge.level(LATER, LATER + timedelta(days=7)) is Level.OVER


def test_the_worst_of_all_limits_counts() -> None:
    """A tenant stands where the limit is that it is furthest beyond."""
    gauges = (
        Gauge(Resource.INVOICES, 1, 5),
        Gauge(Resource.MEMBERS, 2, 1, OPENED),
        Gauge(Resource.STORAGE, 0, 9),
    )
    standing = Standing(entitled(OPENED, paid("canceled", ended_at=OPENED), LATER), gauges, LATER)
    assert (standing.worst, standing.level) == (gauges[1], Level.OVER)
    assert standing.unlimited().level is Level.FINE


def test_a_month_is_the_calendars_in_utc() -> None:
    """December's ends with the year, whatever zone the instant is told in."""
    assert month_of(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == (
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    )


def test_plans_are_sold_in_the_tenants_currency_or_in_euros() -> None:
    """Every plan that costs something has a price in each currency that there is."""
    assert (currency_for("GBP"), currency_for("CHF")) == ("GBP", "EUR")
    assert all(not plan.month_minor or set(plan.month_minor) == set(CURRENCIES) for plan in PLANS.values())
