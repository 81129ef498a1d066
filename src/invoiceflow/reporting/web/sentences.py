"""Entries of the audit chain as sentences: on the overview among others, and on an invoice as its own story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from invoiceflow.kernel.money import Money
from invoiceflow.kernel.name import isolated
from invoiceflow.reporting.queries.overview import Entry
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import ago, moment

Detail = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Said:
    """
    Something that happened. ``at`` is for people, ``instant`` for machines; ``tone`` as in timeline.html.

    ``note`` may be shortened where there is little room, ``amount`` never.
    """

    text: str
    note: str
    at: str
    instant: str
    icon: str
    tone: str = "plain"
    href: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """A sentence with places for what the entry is about, and the picture beside it."""

    among_others: str
    of_itself: str
    icon: str
    tone: str = "plain"


_LOOKS = {
    "draft.created": _Look("{actor} began a draft", "Draft begun", "edit"),
    "draft.discarded": _Look("{actor} discarded a draft", "Draft discarded", "trash"),
    "draft.submitted": _Look("{actor} submitted a draft", "Submitted for approval", "clock", "notice"),
    "draft.withdrawn": _Look("{actor} withdrew a draft", "Submission withdrawn", "undo"),
    "draft.approved": _Look("{actor} approved a draft", "Approved", "check", "success"),
    "draft.returned": _Look("{actor} returned a draft", "Returned", "undo", "danger"),
    "draft.submission_undone": _Look(
        "{actor} changed a submitted draft", "Changed, so not submitted any more", "edit"
    ),
    "draft.approval_undone": _Look(
        "{actor} changed an approved draft", "Changed, so not approved any more", "edit", "danger"
    ),
    "invoice.issued": _Look("{actor} issued {number}", "Issued as {number}", "invoice"),
    "invoice.queued": _Look("{actor} sent {number}", "Email on its way", "send"),
    "invoice.sent": _Look("{number} left for {client}", "Email sent", "mail", "info"),
    "invoice.not_delivered": _Look("Email of {number} failed", "Email failed", "alert", "danger"),
    "email.delivered": _Look("{client} has the email of {number}", "Email delivered", "check", "success"),
    "email.opened": _Look("{client} opened the email", "Email opened", "mail-open", "notice"),
    "email.delayed": _Look("Email of {number} is delayed", "Email delayed", "clock"),
    "email.bounced_soft": _Look("Email of {number} came back for now", "Email came back", "alert", "danger"),
    "email.bounced_hard": _Look("Email of {number} bounced", "Email bounced", "alert", "danger"),
    "email.suppressed": _Look("Email of {number} was held back", "Email held back", "alert", "danger"),
    "email.complained": _Look("{client} complained", "Reported as spam", "alert", "danger"),
    "address.released": _Look("{actor} released {name}", "Released", "undo"),
    "invoice.seen": _Look("{client} saw the invoice", "Seen by the client", "eye", "notice"),
    "invoice.voided": _Look("{actor} voided {number}", "Voided", "st-void", "danger"),
    "invoice.uncollectible": _Look("{actor} gave up on {number}", "Marked as uncollectible", "st-void"),
    "invoice.collectible_again": _Look("{actor} collects {number} again", "Open again", "undo"),
    "invoice.link_revoked": _Look("{actor} replaced the link of {number}", "Link replaced", "link"),
    "payment.recorded": _Look("{client} paid", "{amount} received", "coins", "success"),
    "payment.reversed": _Look("Payment of {client} reversed", "{amount} reversed", "undo", "danger"),
    "payment.collected": _Look("{client} paid online", "{amount} received through Stripe", "card", "success"),
    "payment.on_its_way": _Look("{client} paid, the bank decides", "{amount} on its way", "clock", "notice"),
    "payment.failed": _Look("Payment of {client} failed", "{amount} did not come", "alert", "danger"),
    "payment.charge_requested": _Look("{actor} charges {client}", "Charge of {amount} asked for", "card"),
    "saved_method.kept": _Look(
        "A client saved a payment method", "Payment method saved with consent", "card", "success"
    ),
    "saved_method.removed": _Look("{actor} removed a payment method", "Payment method removed", "card"),
    "payment.refund_requested": _Look("{actor} refunds {client}", "Refund of {amount} asked for", "undo"),
    "payment.refunded": _Look("Payment of {client} refunded", "{amount} refunded", "undo", "danger"),
    "payment.refund_failed": _Look(
        "Refund to {client} failed", "Refund of {amount} failed", "alert", "danger"
    ),
    "payment.charged_back": _Look(
        "Dispute of {client} lost", "{amount} lost in a dispute", "alert", "danger"
    ),
    "payment.chargeback_returned": _Look(
        "Dispute of {client} returned", "{amount} returned", "coins", "success"
    ),
    "dispute.opened": _Look(
        "The bank of {client} asks back", "The bank asks for {amount}", "st-flag", "danger"
    ),
    "dispute.warning_closed": _Look("Inquiry of {client} closed", "Inquiry closed", "check", "success"),
    "dispute.won": _Look("Dispute of {client} won", "Dispute of {amount} won", "check", "success"),
    "dispute.prevented": _Look("Dispute of {client} prevented", "Dispute of {amount} prevented", "shield"),
    "evidence.submitted": _Look("{actor} answered a dispute", "Evidence handed in", "send"),
    "fraud_warning.received": _Look(
        "Payment of {client} called fraud", "Early fraud warning", "alert", "danger"
    ),
    "fraud_warning.left": _Look("{actor} kept a payment", "Kept in spite of the fraud warning", "check"),
    "fraud_limits.set": _Look("{actor} changed automatic refunds", "Automatic refunds changed", "gear"),
    "payment_account.opened": _Look("{actor} connected Stripe", "Connected", "card"),
    "payment_account.disconnected": _Look("{actor} disconnected Stripe", "Disconnected", "card"),
    "payment_account.way": _Look("{actor} changed where clients pay", "Page to pay on changed", "card"),
    "subscription.changed": _Look("The plan changed at Stripe", "Plan changed", "card"),
    "mirror.refused": _Look("No invoice at Stripe for {number}", "No invoice at Stripe", "alert", "danger"),
    "payment_account.parts": _Look("{actor} changed payments in parts", "Payments in parts changed", "card"),
    "client.added": _Look("{actor} added {name}", "Added", "users"),
    "client.edited": _Look("{actor} changed a client", "Changed", "users"),
    "item.added": _Look("{actor} added {name}", "Added", "box"),
    "item.edited": _Look("{actor} changed an item", "Changed", "box"),
    "settings.edited": _Look("{actor} changed the settings", "Changed", "gear"),
    "api_key.created": _Look("{actor} created an API key", "Created", "key"),
    "api_key.revoked": _Look("{actor} revoked an API key", "Revoked", "key"),
    "client.archived": _Look("{actor} archived a client", "Archived", "archive"),
    "client.restored": _Look("{actor} restored a client", "Restored", "undo"),
    "item.archived": _Look("{actor} archived an item", "Archived", "archive"),
    "item.restored": _Look("{actor} restored an item", "Restored", "undo"),
    "tax_rate.added": _Look("{actor} added a tax rate", "Added", "tag"),
    "tax_rate.edited": _Look("{actor} changed a tax rate", "Changed", "tag"),
    "tax_rate.archived": _Look("{actor} archived a tax rate", "Archived", "archive"),
    "tax_rate.restored": _Look("{actor} restored a tax rate", "Restored", "undo"),
    "access.refused": _Look("{actor} was refused", "Refused", "alert", "danger"),
    "access.refused_often": _Look(
        "{actor} was refused too often to list", "Refused too often to list", "alert", "danger"
    ),
    "access.astray": _Look(
        "{actor} asked for a tenant that is not theirs", "Asked for another tenant", "alert", "danger"
    ),
    "export.stopped": _Look("{actor} stopped an export", "Stopped", "download"),
    "export.downloaded": _Look("{actor} downloaded an export", "Downloaded", "download"),
    "tenant.exported": _Look("{actor} exported everything", "Exported", "download"),
    "tenant.closing": _Look("{actor} began to delete the tenant", "Deletion began", "trash", "danger"),
    "tenant.reopened": _Look("{actor} kept the tenant", "Kept", "undo"),
    "tenant.closed": _Look("The tenant was emptied", "Emptied", "trash", "danger"),
    "member.invited": _Look("{actor} invited somebody", "Invited", "mail"),
    "member.invited_again": _Look("{actor} invited somebody again", "Invited again", "mail"),
    "invitation.revoked": _Look("{actor} took an invitation back", "Invitation taken back", "undo"),
    "member.joined": _Look("{actor} joined", "Joined", "users"),
    "member.role_changed": _Look("{actor} changed the role of {name}", "Role changed", "users"),
    "member.removed": _Look("{actor} removed {name}", "Removed", "users"),
    "member.left": _Look("{actor} left", "Left", "users"),
    "tenant.transferred": _Look("{actor} handed the tenant over to {name}", "Handed over", "building"),
    "tenant.opened": _Look("{actor} opened the tenant", "Opened", "building"),
}
_OTHER = _Look("{actor}: {action}", "{action}", "clock")


def among_others(entry: Entry, *, home: str, zone: str, now: datetime, locale: str) -> Said:
    """Return an entry as the overview says it: who did what to which invoice, and how long ago."""
    look = _LOOKS.get(entry.action, _OTHER)
    words = _words(entry, locale)
    is_invoice = entry.object_kind == "invoice" and entry.currency is not None
    return Said(
        look.among_others.format_map(words),
        _unsaid(entry.number or entry.client_name or "", look) if is_invoice else "",
        ago(entry.at, zone, now),
        entry.at.isoformat(),
        look.icon,
        look.tone,
        f"{home}/invoices/{entry.object_id}" if is_invoice else "",
        _total(entry, locale) if is_invoice else "",
    )


def of_itself(entry: Entry, *, zone: str, now: datetime, locale: str) -> Said:
    """Return an entry as the invoice's own story says it: what happened, by whom, and when exactly."""
    look = _LOOKS.get(entry.action, _OTHER)
    return Said(
        look.of_itself.format_map(_words(entry, locale)),
        _by(entry),
        moment(entry.at, zone, now),
        entry.at.isoformat(),
        look.icon,
        look.tone,
    )


def _words(entry: Entry, locale: str) -> dict[str, Any]:
    return {
        "actor": entry.actor,
        "action": entry.action.replace(".", " ").replace("_", " "),
        "number": entry.number or str(entry.detail.get("number") or "a draft"),
        "client": isolated(entry.client_name or "The client"),
        "name": str(entry.detail.get("name") or "something"),
        "amount": _amount(entry.detail, locale),
    }


def _amount(detail: Detail, locale: str) -> str:
    minor, currency = detail.get("amount_minor"), detail.get("currency")
    if not isinstance(minor, int) or not isinstance(currency, str):
        return ""
    return format_money(Money(abs(minor), currency), locale)


def _unsaid(about: str, look: _Look) -> str:
    return "" if "{number}" in look.among_others else about


def _total(entry: Entry, locale: str) -> str:
    if entry.action.startswith("payment."):
        return _amount(entry.detail, locale)
    if entry.total_minor is None or entry.currency is None:
        return ""
    return format_money(Money(entry.total_minor, entry.currency), locale)


def _by(entry: Entry) -> str:
    detail = entry.detail
    if entry.action == "invoice.seen":
        return "The public page was opened; a hint, not a proof"
    if entry.action == "email.opened":
        return f"By {detail.get('to')}; a hint, not a proof"
    if entry.action in ("invoice.sent", "email.delivered"):
        return f"To {detail.get('to')}"
    if entry.action == "invoice.queued":
        return f"To {detail.get('to')}, by {entry.actor}"
    if entry.action == "invoice.not_delivered" or entry.action.startswith("email."):
        return f"To {detail.get('to')}" + (f": {error}" if (error := detail.get("error")) else "")
    reason = detail.get("reason")
    return f"By {entry.actor}: {reason}" if reason else f"By {entry.actor}"
