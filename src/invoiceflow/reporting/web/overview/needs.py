"""What needs somebody: each with the one button that resolves it, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.delivery.domain.delivery import DeliveryState
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.overview import Failed, Late, Overview, Resting, Uninvited
from invoiceflow.reporting.queries.troubles import Trouble
from invoiceflow.reporting.web.troubles import ShownTrouble, shown_trouble
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import ago, days


@dataclass(frozen=True, slots=True)
class Need:
    """A problem, finished; ``title`` is what the button's name goes on with."""

    title: str
    note: str
    amount: str
    icon: str
    tone: str
    href: str
    action: str
    action_href: str


_WENT = {
    DeliveryState.FAILED: "failed",
    DeliveryState.SOFT_BOUNCED: "came back",
    DeliveryState.HARD_BOUNCED: "bounced",
    DeliveryState.SUPPRESSED: "held back",
    DeliveryState.COMPLAINED: "reported as spam",
}


def needs(found: Overview, actor: Actor, *, home: str, at: datetime) -> Iterator[Need]:
    """Yield what banks ask first, then what failed, who is long late, and drafts that rest."""
    locale = actor.locale
    for trouble in found.troubles:
        yield _trouble(trouble, shown_trouble(trouble, actor, found.time_zone))
    for failed in found.failed:
        yield _failed(failed, home, locale)
    if actor.may(Permission.MANAGE_MEMBERS):
        yield from (_uninvited(each, home) for each in found.uninvited)
    for late in found.late:
        yield _late(late, found, home, locale)
    for resting in found.resting:
        yield _resting(resting, home, ago(resting.updated_at, found.time_zone, at), locale)


def _trouble(trouble: Trouble, shown: ShownTrouble) -> Need:
    said = (trouble.number, shown.due or shown.label, shown.why)  # what is last may be cut
    return Need(
        f"{shown.title}: {trouble.client_name}",
        " · ".join(filter(None, said)),
        shown.money,
        "alert" if shown.is_warning else "st-flag",
        "danger" if shown.tone == "danger" else "notice",
        shown.url,
        "Answer" if shown.is_warning or shown.due else "Look",
        shown.url,
    )


def _failed(failed: Failed, home: str, locale: str) -> Need:
    here = f"{home}/invoices/{failed.invoice_id}"
    return Need(
        f"Email {_WENT[failed.state]}: {failed.client_name}",
        f"{failed.number} · {failed.recipient}{': ' if failed.error else ''}{failed.error}",
        format_money(Money(failed.due_minor, failed.currency), locale),
        "mail",
        "danger",
        here,
        "Send again",
        f"{here}/send",
    )


def _uninvited(uninvited: Uninvited, home: str) -> Need:
    here = f"{home}/settings/members"
    title = f"Invitation failed: {uninvited.email}"
    return Need(title, uninvited.mail_error, "", "mail", "danger", here, "Look", here)


def _late(late: Late, found: Overview, home: str, locale: str) -> Need:
    here = f"{home}/invoices/{late.id}"
    fate = "seen by the client" if late.viewed_at else "sent" if late.sent_at else "never sent"
    return Need(
        f"{days((found.today - late.due_on).days, locale)} late: {late.client_name}",
        f"{late.number} · {fate}",
        format_money(Money(late.due_minor, late.currency), locale),
        "clock",
        "plain",
        here,
        "Send again" if late.sent_at else "Send",
        f"{here}/send",
    )


def _resting(resting: Resting, home: str, touched: str, locale: str) -> Need:
    here = f"{home}/invoices/{resting.id}"
    client = resting.client_name or "nobody yet"
    return Need(
        f"Draft for {client}",
        f"Last touched {touched}",
        format_money(Money(resting.total_minor, resting.currency), locale),
        "edit",
        "notice",
        here,
        "Finish",
        f"{here}/edit",
    )
