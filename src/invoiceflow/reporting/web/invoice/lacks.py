"""What a draft lacks before it can be issued, and what it could say besides: each with the place where it is mended."""

from dataclasses import dataclass
from uuid import UUID

from invoiceflow.invoicing.queries import documents
from invoiceflow.invoicing.queries.prospect import advised, lacking, prospect
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.permission import Permission
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of
from invoiceflow.web.visit import visit_in


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a draft lacks, and where it is mended; ``href`` is empty where the reader may not."""

    text: str
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """What keeps a draft from being issued, and what it could say besides."""

    missing: tuple[Missing, ...] = ()
    advice: tuple[Missing, ...] = ()


async def lacks_of(request: Request, database: TheDatabase, invoice_id: UUID) -> Lacks:
    """Return what a draft lacks, each with the place where it is mended."""
    actor, at = actor_of(request), visit_in(request.scope).at
    home = f"/app/{actor.tenant_slug}"
    async with database.as_tenant(actor.tenant_id) as session:
        draft = await documents.draft(session, invoice_id)
        would_be = await prospect(session, draft.content.written(), at=at)
    settings = f"{home}/settings" if actor.may(Permission.EDIT_SETTINGS) else ""
    edit, client = f"{home}/invoices/{invoice_id}/edit", f"{home}/clients/{draft.content.client_id}/edit"

    def shown(errors: tuple[FieldError, ...]) -> tuple[Missing, ...]:
        return tuple(_lack(error, edit=edit, client=client, settings=settings) for error in errors)

    return Lacks(
        missing=shown(lacking(would_be)),
        advice=shown(advised(would_be)),
    )


def _lack(error: FieldError, *, edit: str, client: str, settings: str) -> Missing:
    if error.pointer.startswith("/seller"):
        return Missing(error.message, settings, "Open settings" if settings else "An owner or admin can.")
    if error.pointer.startswith("/client/"):
        return Missing(error.message, client, "Edit client")
    return Missing(error.message, f"{edit}#{error.pointer.strip('/').replace('/', '-')}", "Edit draft")
