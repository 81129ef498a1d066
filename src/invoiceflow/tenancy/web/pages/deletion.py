"""Deleting a tenant, and calling that off."""

from dataclasses import dataclass

from litestar import Response, get, post

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.actions.close_tenant import CloseTenant, ReopenTenant, close_tenant, reopen_tenant
from invoiceflow.tenancy.web.pages.settings import HOME
from invoiceflow.web import frame
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day

PATH = f"{HOME}/delete"
DELETE = permitted(Permission.DELETE_TENANT)


@dataclass(frozen=True, slots=True)
class DeletionPage:
    """The whole page. ``slug`` is what has to be typed, ``until`` the day of the end of a deletion that has begun."""

    places: tuple[Place, ...]
    action: str
    undo_url: str
    export_url: str
    slug: str
    until: str
    typed: str = ""
    error: str = ""


@get(PATH, guards=[DELETE])
async def deletion(request: Request) -> Response[str]:
    """Show what deleting the tenant means, or how to call it off."""
    return _shown(request)


@post(PATH, guards=[DELETE, elevated])
async def delete_tenant(request: Request, data: Form, database: TheDatabase) -> Response[str]:
    """Begin the deletion, once the tenant's slug was typed."""
    typed = data.get("slug", "")
    command = CloseTenant(typed, person_of(request), visit_in(request.scope).at)
    try:
        async with transaction(request, database) as session:
            until = await close_tenant(session, command)
    except Invalid as broken:
        return _shown(request, typed=typed, error=broken.errors[0].message)
    note = f"Until {long_day(until.date())} it is read-only, and any owner can call that off."
    return go(_here(request), Toast("This tenant is being deleted", note))


@post(f"{PATH}/undo", guards=[DELETE])
async def keep_tenant(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
) -> Response[str]:
    """Call the deletion off."""
    command = ReopenTenant(person_of(request), visit_in(request.scope).at)
    async with transaction(request, database) as session:
        await reopen_tenant(session, command)
    return go(_here(request), Toast("The tenant stays", "Everything is as it was."))


def _shown(request: Request, *, typed: str = "", error: str = "") -> Response[str]:
    actor, here = actor_of(request), _here(request)
    page = DeletionPage(
        places=places(actor, "Delete"),
        action=here,
        undo_url=f"{here}/undo",
        export_url=f"{home(request)}/settings/data",
        slug=actor.tenant_slug,
        until=long_day(actor.purge_after.date()) if actor.purge_after else "",
        typed=typed,
        error=error,
    )
    status = 422 if error else 200
    template = "tenancy/settings/delete.html"
    return frame.page(request, template, title="Settings", current="Settings", status=status, page=page)


def _here(request: Request) -> str:
    return f"{home(request)}/settings/delete"


handlers = [deletion, delete_tenant, keep_tenant]
