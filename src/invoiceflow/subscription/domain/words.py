"""What is said of a plan and of its limits, in English: the same on pages, in emails and where one is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from invoiceflow.subscription.domain.plan import DUNNING_DAYS, Resource
from invoiceflow.subscription.domain.subscription import Entitlement, Why
from invoiceflow.subscription.domain.usage import Gauge, Level, Standing

NOUNS: Final[Mapping[Resource, str]] = {
    Resource.INVOICES: "Invoices issued this month",
    Resource.MEMBERS: "Members",
    Resource.STORAGE: "Stored documents",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a reader's days and figures are written."""

    day: Callable[[datetime], str]
    figure: Callable[[Resource, int], str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that whoever looks after the plan should know; ``tone`` is that of a note."""

    text: str
    tone: str


def notice_of(standing: Standing, writing: Writing) -> Notice | None:
    """Return what is most urgent, unless all is well: the plan is not paid, or a limit is near or passed."""
    found = standing.entitlement
    if found.why is Why.DUNNING:
        return Notice(unpaid_until(found, writing), "warning")
    hint = limit_hint(standing, standing.worst, writing)
    if hint is not None:
        hint = Notice(f"{used_of(standing.worst, writing)}. {hint.text}", hint.tone)
    if found.why is Why.UNPAID:
        more = f" {hint.text}" if hint else ""
        return Notice(
            f"The plan was not paid for {DUNNING_DAYS} days: the limits of the free plan hold.{more}",
            "danger",
        )
    return hint


def unpaid_until(found: Entitlement, writing: Writing) -> str:
    """Return what is said of a plan whose last payment failed, as long as it goes on."""
    until = f" until {writing.day(found.until)}" if found.until else ""
    return (
        f"The last payment for the plan failed. {found.plan.title} goes on{until}, while Stripe tries again."
    )


def limit_hint(standing: Standing, gauge: Gauge, writing: Writing) -> Notice | None:
    """Return what follows from how much is used of one thing; None where nothing does."""
    level = standing.level_of(gauge)
    if gauge.limit is None or level is Level.FINE:
        return None
    if level is Level.NEAR:
        place = "reached" if gauge.used >= gauge.limit else "near"
        return Notice(f"The limit is {place}. Nothing stops at it at once.", "warning")
    ends_at = gauge.grace_ends_at(standing.entitlement.since)
    is_counted = gauge.resource is Resource.INVOICES
    if level is Level.GRACE and ends_at is not None and not (is_counted and gauge.used >= gauge.most):
        most = writing.figure(gauge.resource, gauge.most)
        until = f"Invoices can be issued until {writing.day(ends_at)}, up to {most}"
        return Notice(f"Beyond the limit. {until}{'' if is_counted else ' in use'}.", "warning")
    room = "the next month begins" if is_counted else "less is in use"
    return Notice(
        f"Beyond the limit and its grace. No new invoice can be issued until {room} or the plan is larger; "
        "everything else goes on.",
        "danger",
    )


def used_of(gauge: Gauge, writing: Writing) -> str:
    """Return how much is used of one thing, with its name: "Members: 4 of 5"."""
    used = writing.figure(gauge.resource, gauge.used)
    of = "" if gauge.limit is None else f" of {writing.figure(gauge.resource, gauge.limit)}"
    return f"{NOUNS[gauge.resource]}: {used}{of}"
