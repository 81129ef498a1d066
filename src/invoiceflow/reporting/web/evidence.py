"""``/app/{tenant}/payments/disputes/{id}/evidence``: what is handed in to a bank, prepared from what is known here."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.submit_evidence import SubmitEvidence, submit_evidence
from invoiceflow.payments.domain.evidence import LABELS, LONGEST, REFUSED
from invoiceflow.payments.domain.trouble_words import NO_REASON, REASONS
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeRow
from invoiceflow.reporting.queries.evidence import gathered
from invoiceflow.runtime.formats import format_money
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import moment

PATH = "/app/{tenant:str}/payments/disputes/{dispute_id:uuid}/evidence"
RECORD = permitted(Permission.RECORD_PAYMENTS)


@dataclass(frozen=True, slots=True)
class Text:
    """One of the texts: what it is called, what is typed, and how many lines its field has."""

    name: str
    label: str
    typed: str
    rows: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The form. ``refusal`` says why nothing can be handed in."""

    title: str
    about: str
    reason: str
    due: str
    url: str
    dispute_url: str
    document_url: str
    document: str
    has_document: bool
    texts: tuple[Text, ...]
    refusal: str = ""


@get(PATH, guards=[RECORD])
async def prepare(request: Request, database: TheDatabase, dispute_id: FromPath[UUID]) -> Response[str]:
    """Show what would be handed in, or what was and would not be taken, for a person to go on with."""
    return await _shown(request, database, dispute_id)


@post(PATH, guards=[RECORD])
async def hand_in(
    request: Request, data: Form, database: TheDatabase, dispute_id: FromPath[UUID]
) -> Response[str]:
    """Hand it in, or show the form with what is wrong."""
    actor, at = actor_of(request), visit_in(request.scope).at
    texts = {name: data.get(name, "") for name in LABELS}
    errors = {name: "Use 20,000 characters at most." for name, text in texts.items() if len(text) > LONGEST}
    refusal = ""
    if not errors:
        command = SubmitEvidence(
            dispute_id, texts, has_document=data.get("document") == "on", actor=actor.name, at=at
        )
        try:
            async with transaction(request, database) as session:
                await submit_evidence(session, command)
        except Refused as refused:
            refusal = refused.message
        except Invalid as wrong:
            errors = {each.pointer.strip("/"): each.message for each in wrong.errors}
        else:
            here = f"/app/{actor.tenant_slug}/payments/disputes/{dispute_id}"
            return go(here, Toast("Evidence handed in", "Stripe passes it on to the bank, which decides."))
    return await _shown(request, database, dispute_id, typed=data, errors=errors, refusal=refusal)


async def _shown(
    request: Request,
    database: TheDatabase,
    dispute_id: UUID,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
) -> Response[str]:
    actor, at = actor_of(request), visit_in(request.scope).at
    async with transaction(request, database) as session:
        found = await gathered(session, dispute_id, at)
        before = await troubles.evidence_of(session, dispute_id)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    prepared = before.texts if before is not None and before.state == REFUSED else found.texts
    row, said = found.row, prepared if typed is None else typed
    home, dispute = f"/app/{actor.tenant_slug}", found.row.dispute
    model = EvidencePage(
        title=f"Evidence for {row.payment.number}",
        about=_about(row, actor.locale),
        reason=REASONS.get(dispute.reason, NO_REASON),
        due=moment(dispute.evidence_due_at, zone, at) if dispute.evidence_due_at else "",
        url=f"{home}/payments/disputes/{dispute_id}/evidence",
        dispute_url=f"{home}/payments/disputes/{dispute_id}",
        document_url=f"{home}/invoices/{row.payment.invoice_id}/pdf",
        document=f"Invoice {row.payment.number} as PDF",
        has_document=typed is None or typed.get("document") == "on",
        texts=tuple(_text(name, said.get(name, ""), (errors or {}).get(name, "")) for name in LABELS),
        refusal=refusal,
    )
    status = 200 if typed is None else 422
    return page(
        request, "reporting/evidence.html", title=model.title, current="Payments", status=status, page=model
    )


def _text(name: str, typed: str, error: str) -> Text:
    lines = typed.count("\n") + len(typed) // 90 + 1
    return Text(name, LABELS[name], typed, min(max(lines, 1), 14), error)


def _about(row: DisputeRow, locale: str) -> str:
    money = format_money(Money(row.dispute.amount_minor, row.dispute.currency), locale)
    return f"{money} of {isolated(row.payment.client_name)} for {row.payment.number}"


handlers = [prepare, hand_in]
