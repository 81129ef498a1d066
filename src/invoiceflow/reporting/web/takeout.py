"""The page on which a tenant takes everything that is theirs."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.response import Stream

from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.actions.note_export import NoteExport, note_export
from invoiceflow.reporting.queries.takeout_file import exported
from invoiceflow.web.frame import page
from invoiceflow.web.given import Form, Request, TheDatabase, TheFiles, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.places import Place, places
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/settings/data"
EXPORT = [permitted(Permission.EXPORT_DATA)]


@dataclass(frozen=True, slots=True)
class TakeoutPage:
    """The whole page. ``action`` is where its form posts."""

    places: tuple[Place, ...]
    action: str


@get(PATH, guards=EXPORT)
async def takeout(request: Request) -> Response[str]:
    """Show what an export holds."""
    actor = actor_of(request)
    shown = TakeoutPage(places(actor, "Your data"), f"/app/{actor.tenant_slug}/settings/data/export")
    return page(request, "reporting/takeout/page.html", title="Settings", current="Settings", page=shown)


@post(f"{PATH}/export", guards=EXPORT)
async def download(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    reads: TheReads,
    files: TheFiles,
) -> Stream:
    """Return everything that the tenant has, in one file."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with database.as_tenant(actor.tenant_id, request_id=visit.request_id, by=actor.mark) as session:
        await note_export(session, NoteExport(actor.name, visit.at))
    name = f"invoiceflow-{actor.tenant_slug}-{visit.at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    chunks = exported(reads.inside(actor.tenant_id), files, actor.tenant_id, visit.at)
    return Stream(chunks, status_code=200, media_type="application/zip", headers=headers)


handlers: list[Any] = [takeout, download]
