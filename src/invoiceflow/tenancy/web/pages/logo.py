"""The tenant's logo."""

import asyncio
from dataclasses import replace

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromQuery

from invoiceflow.kernel.errors import Invalid, Missing
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files, NoSuchFile
from invoiceflow.runtime.pictures import clean_logo
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.edit_settings import EditSettings, edit_settings
from invoiceflow.tenancy.ports import Numbers
from invoiceflow.tenancy.web import forms
from invoiceflow.tenancy.web.pages.settings import DOCUMENTS, EDIT, HOME, TheNumbers, page_of, shown
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase, TheFiles
from invoiceflow.web.guards import actor_of, permitted, person_of
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

FOR_EVER = "private, max-age=31536000, immutable"


class NoLogo(Missing):
    """The tenant has no logo."""

    code = "logo.not_found"


@get("/app/{tenant:str}/logo", guards=[permitted(Permission.READ)])
async def logo(request: Request, database: TheDatabase, cache: TheCache, files: TheFiles) -> Response[bytes]:
    """Return the logo. Its address carries its content's hash, so that browsers may keep it for ever."""
    name = (await queries.tenant_as_of(actor_of(request), cache, database)).profile.logo
    if not name:
        raise NoLogo("There is no logo.")
    content = await files.get(actor_of(request).tenant_id, name)
    return Response(content, media_type="image/png", headers={"Cache-Control": FOR_EVER})


@get(f"{HOME}/logo", guards=EDIT)
async def after_a_refused_logo(request: Request) -> Response[str]:
    """Lead who asks anew for the page of a refused upload to where the logo is chosen."""
    return go(f"/app/{actor_of(request).tenant_slug}/settings/documents")


@post(f"{HOME}/logo", guards=EDIT)
async def upload_logo(
    request: Request, database: TheDatabase, files: TheFiles, numbers: TheNumbers
) -> Response[str]:
    """Take a picture as the logo: it is painted anew, so that nothing hidden in the file is kept."""
    sent = (await request.form()).get("logo")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    return await _take(request, content, database, files, numbers)


@get(f"{HOME}/logo/posted", guards=EDIT)
async def take_posted_logo(
    request: Request, database: TheDatabase, files: TheFiles, numbers: TheNumbers, key: FromQuery[str] = ""
) -> Response[str]:
    """
    Take the picture that the browser has just posted to the store, which leads here.

    That key was given to somebody of this tenant, to post a logo with; asked again, there is nothing to take.
    """
    tenant_id = actor_of(request).tenant_id
    if files.uploads is None:
        return go(_documents(request))
    try:
        content = await files.uploads.read(tenant_id, key)
    except NoSuchFile:
        return go(_documents(request))
    answer = await _take(request, content, database, files, numbers)
    await files.uploads.remove(tenant_id, key)
    return answer


@post(f"{HOME}/logo/remove", guards=EDIT)
async def remove_logo(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    numbers: TheNumbers,
) -> Response[str]:
    """Remove the logo from future documents."""
    await _change(request, database, numbers, "")
    return go(_documents(request), Toast("Logo removed", "Issued invoices keep theirs."))


async def _take(
    request: Request, content: bytes, database: Database, files: Files, numbers: Numbers
) -> Response[str]:
    try:
        picture = await asyncio.to_thread(clean_logo, content)
    except Invalid as broken:
        return await _refused(request, database, broken)
    name = await files.put(actor_of(request).tenant_id, picture)
    await _change(request, database, numbers, name)
    return go(_documents(request), Toast("Logo saved", "New invoices carry it; issued ones keep theirs."))


async def _change(request: Request, database: Database, numbers: Numbers, name: str) -> None:
    async with transaction(request, database) as session:
        tenant = await queries.own_tenant(session)
        profile = replace(tenant.profile, logo=name)
        at = visit_in(request.scope).at
        command = EditSettings(profile, tenant.settings_version, person_of(request), at)
        await edit_settings(session, command, numbers)


async def _refused(request: Request, database: Database, broken: Invalid) -> Response[str]:
    async with transaction(request, database) as session:
        tenant = await queries.own_tenant(session)
    page = page_of(request, DOCUMENTS, tenant, forms.fresh(DOCUMENTS.kind, tenant.profile))
    return shown(request, DOCUMENTS, replace(page, logo_error=broken.errors[0].message), status=422)


def _documents(request: Request) -> str:
    return f"/app/{actor_of(request).tenant_slug}/settings/documents"


handlers = [after_a_refused_logo, logo, upload_logo, take_posted_logo, remove_logo]
