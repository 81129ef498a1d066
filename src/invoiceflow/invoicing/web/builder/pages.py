"""The pages around the builder: a new invoice, and a draft that is edited."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from markupsafe import Markup

from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries.tax_rates import tax_rates
from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Content
from invoiceflow.invoicing.queries.documents import blank_draft
from invoiceflow.invoicing.web.builder import props
from invoiceflow.invoicing.web.builder.answers import BuilderProps, DraftStanding
from invoiceflow.invoicing.web.builder.bodies import typed_draft
from invoiceflow.invoicing.web.builder.drafts import EDIT, INVOICES
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Request, TheCache, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

Client = Annotated[UUID | None, QueryParameter(name="client", description="Whom the new invoice is for.")]

_REASONS = {
    "why_not_issue": (Permission.ISSUE_INVOICES, "Your role does not allow issuing. Ask an owner or admin."),
    "why_not_send": (Permission.SEND_INVOICES, "Your role does not allow sending. Ask an owner or admin."),
    "why_not_add_client": (
        Permission.EDIT_CLIENTS,
        "Your role does not allow adding clients. Ask an owner or admin.",
    ),
}


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """
    The frame of the builder. ``props`` is the JSON that it starts with.

    ``notes`` has one for each line, true where the line has a note: the outline has the height of what comes.
    ``asks_for_client`` says that it begins with choosing the client, ``asks_approval`` that it says where it
    stands, which is ``standing`` to begin with.
    """

    props: Markup
    list_url: str
    notes: tuple[bool, ...]
    asks_for_client: bool
    asks_approval: bool
    standing: str


@get(INVOICES + "/new", guards=EDIT)
async def new(
    request: Request,
    database: TheDatabase,
    reads: TheReads,
    cache: TheCache,
    client_id: Client = None,
) -> Response[str]:
    """Show the builder with a blank draft. Nothing is stored before something is typed."""
    actor = actor_of(request)
    rates = await tax_rates(reads, actor.tenant_id)
    tenant = await tenancy.tenant_as_of(actor, cache, database)
    async with database.as_tenant(actor.tenant_id, known=tenant) as session:
        content = await _blank(session, client_id)
        client = await props.chosen(session, content)
    draft = typed_draft(content)
    frame = _frame(request, tenant.profile, rates, draft.language)
    return _shown(request, BuilderProps(id=None, revision=0, draft=draft, client=client, **frame))


@get(INVOICES + "/{invoice_id:uuid}/edit", guards=EDIT)
async def edit(
    request: Request, database: TheDatabase, reads: TheReads, cache: TheCache, invoice_id: FromPath[UUID]
) -> Response[str]:
    """Show the builder with a draft. What was issued leads to its page, which says so."""
    actor, at = actor_of(request), visit_in(request.scope).at
    rates = await tax_rates(reads, actor.tenant_id)
    tenant = await tenancy.tenant_as_of(actor, cache, database)
    try:
        async with database.as_tenant(actor.tenant_id, known=tenant) as session:
            found = await props.loaded(session, invoice_id, actor, zone=tenant.profile.time_zone, at=at)
    except Refused as refused:
        told = Toast("Already issued", note=f"{refused.message} Nothing was sent now.")
        return go(f"/app/{actor.tenant_slug}/invoices/{invoice_id}", told)
    frame = _frame(request, tenant.profile, rates, found.draft.language)
    start = BuilderProps(
        id=found.id,
        revision=found.revision,
        draft=found.draft,
        client=found.client,
        **frame | {"standing": found.standing},
    )
    return _shown(request, start)


async def _blank(session: Session, client_id: UUID | None) -> Content:
    """Return a blank draft for a client; an unknown one is as good as none."""
    try:
        return await blank_draft(session, client_id)
    except Invalid:
        return await blank_draft(session, None)


def _frame(request: Request, profile: Profile, rates: tuple[TaxRate, ...], language: str) -> dict[str, Any]:
    actor, at = actor_of(request), visit_in(request.scope).at
    reasons = {name: "" if actor.may(needed) else why for name, (needed, why) in _REASONS.items()}
    return reasons | {
        "asks_approval": actor.approval,
        "may_approve": actor.may(Permission.APPROVE_INVOICES),
        "standing": DraftStanding(Approval.NONE),
        "home": f"/app/{actor.tenant_slug}",
        "today": day_in(profile.time_zone, at).isoformat(),
        "language": props.READER,
        "notation": actor.notation,
        "payment_days": profile.payment_days,
        "country": profile.country,
        "currencies": props.currency_options(),
        "languages": props.language_options(language),
        "countries": props.country_choices(),
        "taxes": props.tax_options(rates, actor.locale),
    }


def _shown(request: Request, start: BuilderProps) -> Response[str]:
    # Inside a script element nothing but "<" needs escaping, and JSON has its own way to write it.
    json = Markup(msgspec.json.encode(start).decode().replace("<", "\\u003c"))  # noqa: S704  # see above
    lines = start.draft.lines
    model = BuilderPage(
        props=json,
        list_url=f"{start.home}/invoices",
        notes=tuple(bool(line.note) for line in lines) or (False,),
        asks_for_client=start.id is None and start.client is None,
        asks_approval=start.asks_approval,
        standing=start.standing.state,
    )
    title = "Edit draft" if start.id else "New invoice"
    return page(request, "invoicing/builder.html", title=title, current="Invoices", page=model)


handlers = [new, edit]
