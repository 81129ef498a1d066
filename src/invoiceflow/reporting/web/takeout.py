"""The page on which a tenant takes everything that is theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post

from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.actions.start_export import StartExport, start_export
from invoiceflow.reporting.actions.stop_export import StopExport, stop_export
from invoiceflow.reporting.actions.take_export import TakeExport, take_export
from invoiceflow.reporting.domain.export import Export, ExportState
from invoiceflow.reporting.queries.exports import exports
from invoiceflow.runtime.files import ShownAs
from invoiceflow.runtime.formats import format_bytes, format_count
from invoiceflow.tenancy.queries import tenant_as_of
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase, TheFiles
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import moment

PATH = "/app/{tenant:str}/settings/data"
EXPORT = permitted(Permission.EXPORT_DATA)


@dataclass(frozen=True, slots=True)
class Shown:
    """
    One export, as it is told: ``asked`` says by whom and when.

    ``progress`` says what happens while it is on its way, ``percent`` of it being done. ``size`` and ``until`` are
    those of a file that can be downloaded.
    """

    state: str
    asked: str
    percent: int
    progress: str
    size: str
    until: str
    error: str


@dataclass(frozen=True, slots=True)
class TakeoutPage:
    """
    The whole page. ``action`` is where an export is started, ``stop_action`` where it is stopped, ``file_action``
    where its file is downloaded.

    ``running`` is on its way, ``ready`` can be downloaded; ``failed`` is the newest where that did. ``confirm_url``
    leads to the proof that downloading asks for, when the last is too old.
    """

    places: tuple[Place, ...]
    action: str
    stop_action: str
    file_action: str
    confirm_url: str
    running: Shown | None
    ready: Shown | None
    failed: Shown | None


@get(PATH, guards=[EXPORT])
async def takeout(request: Request, database: TheDatabase, cache: TheCache) -> Response[str]:
    """Show what an export holds, and how far the present one has come."""
    actor, at = actor_of(request), visit_in(request.scope).at
    zone = (await tenant_as_of(actor, cache, database)).profile.time_zone
    async with transaction(request, database) as session:
        known = await exports(session, at)
    told = [(export, _shown(export, zone, actor.locale, at)) for export in known]
    here = f"{home(request)}/settings/data"
    is_fresh = person_of(request).elevated(at)
    shown = TakeoutPage(
        places=places(actor, "Your data"),
        action=f"{here}/export",
        stop_action=f"{here}/export/stop",
        file_action=f"{here}/export/file",
        confirm_url="" if is_fresh else "/login/confirm?" + urlencode({"next": here}),
        running=next((shown for export, shown in told if not export.is_over), None),
        ready=next((shown for export, shown in told if export.state is ExportState.READY), None),
        failed=told[0][1] if told and known[0].state is ExportState.FAILED else None,
    )
    return page(request, "reporting/takeout/page.html", title="Settings", current="Settings", page=shown)


@post(f"{PATH}/export", guards=[EXPORT])
async def start(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
) -> Response[str]:
    """Queue an export; where one is on its way already, that one is shown."""
    async with transaction(request, database) as session:
        command = StartExport(actor_of(request).name, person_of(request).id, visit_in(request.scope).at)
        is_new = await start_export(session, command)
    toast = Toast("The export has begun") if is_new else Toast("An export is being written already")
    return go(f"{home(request)}/settings/data", toast)


@post(f"{PATH}/export/stop", guards=[EXPORT])
async def stop(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
) -> Response[str]:
    """Stop the export that is on its way; one that was ready in time stays."""
    async with transaction(request, database) as session:
        command = StopExport(actor_of(request).name, visit_in(request.scope).at)
        was_stopped = await stop_export(session, command)
    toast = Toast("The export is stopped") if was_stopped else Toast("No export is being written")
    return go(f"{home(request)}/settings/data", toast)


@post(f"{PATH}/export/file", guards=[EXPORT, elevated])
async def download(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    files: TheFiles,
) -> Response[str]:
    """Lead to the file of the export that is ready (303)."""
    actor = actor_of(request)
    async with transaction(request, database) as session:
        export = await take_export(session, TakeExport(actor.name, visit_in(request.scope).at))
    name = f"invoiceflow-{actor.tenant_slug}-{export.requested_at:%Y-%m-%d}.zip"
    shown = ShownAs("application/zip", name, is_saved=True)
    return go(await files.links.link(actor.tenant_id, export.file, shown))


def _shown(export: Export, zone: str, locale: str, now: datetime) -> Shown:
    is_queued = export.state is ExportState.QUEUED or not export.total
    done = f"{format_count(export.done, locale)} of {format_count(export.total, locale)} rows and files"
    left = "" if export.seconds_left is None else f", {left_said(export.seconds_left)}"
    return Shown(
        state=export.state.value,
        asked=f"{export.requested_by}, {moment(export.requested_at, zone, now)}",
        percent=export.percent,
        progress="Waiting for its turn" if is_queued else done + left,
        size=format_bytes(export.size_bytes, locale),
        until=moment(export.expires_at, zone, now) if export.expires_at else "",
        error=export.error,
    )


def left_said(seconds: int) -> str:
    """Return how much longer it takes, rounded up, in few words: "about 40 seconds left"."""
    if seconds <= 10:
        return "a few seconds left"
    if seconds <= 90:
        return f"about {-(-seconds // 10) * 10} seconds left"
    return f"about {-(-seconds // 60)} minutes left"


handlers: list[Any] = [takeout, start, stop, download]
