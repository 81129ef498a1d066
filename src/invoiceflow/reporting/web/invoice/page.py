"""One draft or invoice: the document, where its money stands, what happened, and what can be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.pay_link import KEY_PURPOSE, Links
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.permission import Permission
from invoiceflow.pdf.actions.preview_invoice import preview_invoice
from invoiceflow.pdf.actions.store_document import Press
from invoiceflow.reporting.queries.invoice_page import InvoiceFound, invoice_found
from invoiceflow.reporting.web.invoice.approval import Standing, standing
from invoiceflow.reporting.web.invoice.attempts import AttemptRow, MethodRow, attempts, methods, waits
from invoiceflow.reporting.web.invoice.deeds import Deeds, deeds
from invoiceflow.reporting.web.invoice.lacks import Lacks, Missing, lacks_of
from invoiceflow.reporting.web.invoice.ledger import LedgerLine, ledger, ledger_sums
from invoiceflow.reporting.web.invoice.mailed import Mailed, Trouble, fate_note, mail_trouble, mailed_of
from invoiceflow.reporting.web.invoice.payments import PaymentRow, payments
from invoiceflow.reporting.web.invoice.summary import Summary, summary
from invoiceflow.reporting.web.sentences import Said, of_itself
from invoiceflow.reporting.web.troubles import ShownTrouble, shown_trouble
from invoiceflow.reporting.web.words import BADGES, Fate, fate, most_telling, reached
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.secrets import derived_ring
from invoiceflow.runtime.settings import Settings
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase, TheReads, TheSettings
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day

PATH = "/app/{tenant:str}/invoices/{invoice_id:uuid}"


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """The whole page. ``title`` is the number, or whose draft it is; ``advice`` forbids nothing."""

    here: str
    list_url: str
    title: str
    badge: str
    badge_icon: str
    badge_label: str
    is_draft: bool
    newer_url: str
    older_url: str
    picture_url: str
    picture_alt: str
    sealed: str
    more_pages_url: str
    summary: Summary
    client: str
    client_url: str
    facts: tuple[tuple[str, str], ...]
    fate: Fate | None
    fate_note: str
    trouble: Trouble | None
    missing: tuple[Missing, ...]
    advice: tuple[Missing, ...]
    troubles: tuple[ShownTrouble, ...]
    payments: tuple[PaymentRow, ...]
    attempts: tuple[AttemptRow, ...]
    methods: tuple[MethodRow, ...]
    ledger: tuple[LedgerLine, ...]
    ledger_sums: tuple[str, str]
    currency: str
    credit: str
    history: tuple[Said, ...]
    link: str
    deeds: Deeds
    approval: Standing | None
    revision: int


@get(PATH, guards=[permitted(Permission.READ)])
async def show(
    request: Request,
    invoice_id: FromPath[UUID],
    reads: TheReads,
    database: TheDatabase,
    settings: TheSettings,
) -> Response[str]:
    """Show a draft or invoice."""
    actor, visit = actor_of(request), visit_in(request.scope)
    found = await invoice_found(reads.inside(actor.tenant_id), invoice_id, visit.at)
    lacks = Lacks()
    if found.invoice.status == Status.DRAFT:
        lacks = await lacks_of(request, database, invoice_id)
    shown = _page(request, found, lacks, _links(settings))
    return page(request, "reporting/invoice/page.html", title=shown.title, current="Invoices", page=shown)


@get(f"{PATH}/menu", guards=[permitted(Permission.READ)])
async def menu(
    request: Request, invoice_id: FromPath[UUID], reads: TheReads, settings: TheSettings
) -> Response[str]:
    """Return what a row of the list offers, for the menu of that row."""
    actor, visit = actor_of(request), visit_in(request.scope)
    found = await invoice_found(reads.inside(actor.tenant_id), invoice_id, visit.at)
    shown = _page(request, found, Lacks(), _links(settings))
    return html("reporting/invoice/menu.html", page=shown, csrf=visit.csrf)


@get(f"{PATH}/more-pages", guards=[permitted(Permission.READ)])
async def more_pages(
    request: Request, invoice_id: FromPath[UUID], press: NamedDependency[Press]
) -> Response[str]:
    """Return the pages of the document after the first, which the page itself shows at once."""
    actor, at = actor_of(request), visit_in(request.scope).at
    shown = await preview_invoice(press, actor.tenant_id, InvoiceId(invoice_id), at=at)
    here = f"/app/{actor.tenant_slug}/invoices/{invoice_id}/pages"
    pages = tuple(f"{here}/{number}" for number in range(2, len(shown.pages) + 1))
    more = shown.page_count - len(shown.pages)
    return html("reporting/invoice/more_pages.html", pages=pages, more=more, title=shown.description)


def _page(request: Request, found: InvoiceFound, lacks: Lacks, links: Links) -> InvoicePage:
    actor, at = actor_of(request), visit_in(request.scope).at
    home, invoice = f"/app/{actor.tenant_slug}", found.invoice
    here = f"{home}/invoices/{invoice.id}"
    is_draft = invoice.status == Status.DRAFT
    money, mailed = summary(found, actor.locale), mailed_of(found)
    badge = _badge(found, mailed, late=money.late, asks_approval=actor.approval)
    icon, label = BADGES[badge]
    link = links.url(actor.tenant_id, InvoiceId(invoice.id), invoice.link_version, invoice.link_hash)
    return InvoicePage(
        here=here,
        list_url=f"{home}/invoices",
        title=invoice.number or f"Draft for {invoice.client_name or 'nobody yet'}",
        badge=badge.replace("_", "-"),
        badge_icon=icon,
        badge_label=label,
        is_draft=is_draft,
        newer_url=f"{home}/invoices/{found.newer}" if found.newer else "",
        older_url=f"{home}/invoices/{found.older}" if found.older else "",
        picture_url=f"{here}/pages/1" + (f"?revision={invoice.revision}" if is_draft else ""),
        picture_alt=_alt(found, money),
        sealed=_sealed(found),
        more_pages_url=f"{here}/more-pages",
        summary=money,
        client=invoice.client_name,
        client_url=f"{home}/clients/{invoice.client_id}" if invoice.client_id else "",
        facts=_facts(found),
        fate=fate(mailed.state, sent=mailed.sent, seen=mailed.seen),
        fate_note=fate_note(found.delivery),
        trouble=mail_trouble(found),
        missing=lacks.missing,
        advice=lacks.advice,
        troubles=tuple(shown_trouble(each, actor, found.time_zone) for each in found.troubles),
        payments=payments(found, home, actor.locale, may_record=actor.may(Permission.RECORD_PAYMENTS)),
        attempts=attempts(found, actor.locale),
        methods=methods(found, here, actor.locale) if actor.may(Permission.RECORD_PAYMENTS) else (),
        ledger=ledger(found, actor.locale),
        ledger_sums=ledger_sums(found, actor.locale),
        currency=invoice.currency,
        credit=money.credit,
        history=_history(found, at, actor.locale),
        link=link or "",
        deeds=deeds(found, actor, here),
        approval=standing(found, at) if actor.approval and is_draft else None,
        revision=invoice.revision,
    )


def _badge(found: InvoiceFound, mailed: Mailed, *, late: bool, asks_approval: bool) -> str:
    """Return what is most worth knowing of an invoice, in one word: for a draft, who has it."""
    invoice = found.invoice
    if invoice.status == Status.DRAFT and asks_approval and invoice.approval:
        return invoice.approval
    got_to = reached(mailed.state, sent=mailed.sent, seen=mailed.seen)
    return most_telling(invoice.status, late=late, reached=got_to, waits=waits(found))


def _history(found: InvoiceFound, at: datetime, locale: str) -> tuple[Said, ...]:
    return tuple(of_itself(entry, zone=found.time_zone, now=at, locale=locale) for entry in found.history)


def _links(settings: Settings) -> Links:
    ring = derived_ring(settings.secret_key, settings.secret_keys_previous, KEY_PURPOSE)
    return Links(settings.base_url, ring)


def _alt(found: InvoiceFound, money: Summary) -> str:
    invoice = found.invoice
    what = f"Invoice {invoice.number}" if invoice.number else "Draft of an invoice"
    due = f", due {money.due}" if money.due and invoice.number else ""
    return f"{what} for {isolated(invoice.client_name or 'nobody yet')}, total {money.total}{due}"


def _sealed(found: InvoiceFound) -> str:
    if found.invoice.issued_at is None:
        return "Not issued yet; this is how it would look today"
    return f"Sealed {long_day(day_in(found.time_zone, found.invoice.issued_at))}"


def _facts(found: InvoiceFound) -> tuple[tuple[str, str], ...]:
    invoice, buyer = found.invoice, found.invoice.buyer
    rows = (
        ("Contact", buyer.contact if buyer else ""),
        ("Email", buyer.email if buyer else ""),
        ("Order", invoice.reference),
        ("Issued", long_day(invoice.issued_on) if invoice.issued_on and invoice.number else ""),
    )
    return tuple((label, value) for label, value in rows if value)


handlers: list[Any] = [show, menu, more_pages]
