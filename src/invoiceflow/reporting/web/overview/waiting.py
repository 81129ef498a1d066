"""The drafts that wait for the reader's approval, the oldest first."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.overview import Overview, Waiting
from invoiceflow.runtime.formats import format_count, format_money
from invoiceflow.web.when import ago


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft, finished; ``title`` is what its button's name goes on with."""

    id: str
    title: str
    note: str
    amount: str
    href: str


@dataclass(frozen=True, slots=True)
class WaitingDrafts:
    """The section. ``all_label`` leads to those that it has no row for, empty where there are none."""

    drafts: tuple[WaitingDraft, ...]
    count: str
    all_url: str
    all_label: str


def waiting(found: Overview, actor: Actor, home: str, at: datetime) -> WaitingDrafts | None:
    """Return the section, None where the reader may not approve or nothing waits."""
    if not (actor.approval and actor.may(Permission.APPROVE_INVOICES) and found.waiting):
        return None
    count = format_count(found.waiting_count, actor.locale)
    return WaitingDrafts(
        drafts=tuple(
            _draft(draft, home, ago(draft.submitted_at, found.time_zone, at), actor.locale)
            for draft in found.waiting
        ),
        count=count,
        all_url=f"{home}/invoices?approval=submitted",
        all_label=f"All {count} drafts" if found.waiting_count > len(found.waiting) else "",
    )


def _draft(draft: Waiting, home: str, submitted: str, locale: str) -> WaitingDraft:
    return WaitingDraft(
        id=str(draft.id),
        title=f"Draft for {draft.client_name or 'nobody yet'}",
        note=f"Submitted by {draft.submitted_by}, {submitted}",
        amount=format_money(Money(draft.total_minor, draft.currency), locale),
        href=f"{home}/invoices/{draft.id}",
    )
