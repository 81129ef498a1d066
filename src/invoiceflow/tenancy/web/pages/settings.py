"""The settings: one form a section. What is saved is the section alone, the rest stays as others left it."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.bank_ids import spaced_iban
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.pictures import POSTED_BYTES
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.edit_settings import (
    EditSettings,
    SettingsChanged,
    edit_settings,
    profile_problems,
)
from invoiceflow.tenancy.domain.tenant import Profile, Tenant
from invoiceflow.tenancy.ports import Numbers
from invoiceflow.tenancy.web import forms
from invoiceflow.tenancy.web.forms import FormState
from invoiceflow.tenancy.web.models import RESTARTS, NumberHint, SettingsPage, choices
from invoiceflow.web import frame
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import fitting_fields, read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase, TheFiles, TheSettings
from invoiceflow.web.guards import actor_of, permitted, person_of, require_elevation
from invoiceflow.web.places import places
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

HOME = "/app/{tenant:str}/settings"
EDIT = [permitted(Permission.EDIT_SETTINGS)]
TheNumbers = NamedDependency[Numbers]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the settings: where it lies, what its form sends, how it looks."""

    label: str
    path: str
    kind: forms.Section
    template: str
    saved: str


BUSINESS = Section("Business", "", forms.Business, "business", "Business details saved")
NUMBERS = Section("Tax and numbers", "/numbers", forms.Numbers, "numbers", "Tax and numbers saved")
PAYMENTS = Section("Payments", "/payments", forms.Payments, "payments", "Bank details and terms saved")
DOCUMENTS = Section("Documents", "/documents", forms.Documents, "documents", "Documents saved")

APPROVAL = Section("Approval", "/approval", forms.Approval, "approval", "Approval saved")


SECTIONS = (BUSINESS, NUMBERS, PAYMENTS, DOCUMENTS, APPROVAL)


def _handlers(section: Section) -> tuple[Any, Any]:
    """Return what shows a section and what saves it."""

    @get(f"{HOME}{section.path}", guards=EDIT)
    async def show(
        request: Request,
        database: TheDatabase,
        cache: TheCache,
        numbers: TheNumbers,
        files: TheFiles,
        settings: TheSettings,
    ) -> Response[str]:
        """Show a section of the settings."""
        tenant = await queries.tenant_as_of(actor_of(request), cache, database)
        hint = await _hint(request, database, numbers, section, tenant, tenant.profile.number_format)
        page = page_of(request, section, tenant, _fresh(section, tenant))
        if section is DOCUMENTS and files.uploads:
            back_url = f"{settings.base_url}{page.logo_action}/posted"
            form = await files.uploads.form(tenant.id, most_bytes=POSTED_BYTES, back_url=back_url)
            page = replace(page, logo_post=form)
        return shown(request, section, replace(page, number=hint))

    @post(f"{HOME}{section.path}", guards=EDIT)
    async def save(request: Request, data: Form, database: TheDatabase, numbers: TheNumbers) -> Response[str]:
        """Save the section alone."""
        return await _save(request, database, numbers, section, data)

    return show, save


@get(f"{HOME}/numbers/next", guards=EDIT)
async def next_number(
    request: Request,
    database: TheDatabase,
    cache: TheCache,
    numbers: TheNumbers,
    number_format: FromQuery[str] = "",
) -> Response[str]:
    """Return what a number format leads to, while it is being typed."""
    tenant = await queries.tenant_as_of(actor_of(request), cache, database)
    hint = await _hint(request, database, numbers, NUMBERS, tenant, number_format)
    return html("tenancy/settings/next_number.html", number=hint)


async def _save(
    request: Request, database: Database, numbers: Numbers, section: Section, data: dict[str, str]
) -> Response[str]:
    try:
        async with transaction(request, database) as session:
            tenant = await queries.own_tenant(session)
            command = await _command(request, session, tenant, section, data, numbers)
            if changes_bank(tenant.profile, command.profile):
                require_elevation(request)
            await edit_settings(session, command, numbers)
    except (Invalid, SettingsChanged) as refusal:
        return await _refused(request, database, numbers, section, data, refusal)
    return go(f"/app/{actor_of(request).tenant_slug}/settings{section.path}", Toast(section.saved))


async def _refused(
    request: Request,
    database: Database,
    numbers: Numbers,
    section: Section,
    data: dict[str, str],
    refusal: Invalid | SettingsChanged,
) -> Response[str]:
    """Return the form as it was sent, with what is wrong; saving again after a conflict keeps one's own."""
    errors = refusal.errors if isinstance(refusal, Invalid) else ()
    stale = isinstance(refusal, SettingsChanged)
    async with transaction(request, database) as session:
        tenant = await queries.own_tenant(session)  # as somebody else may just have made it
    hint = await _hint(request, database, numbers, section, tenant, data.get("number_format", ""))
    page = page_of(request, section, tenant, forms.refused(section.kind, data, errors))
    if page.form.error("number_format"):
        hint = NumberHint("\u2013")  # a dash: what is wrong stands at the field already
    return shown(request, section, replace(page, stale=stale, number=hint), status=409 if stale else 422)


def changes_bank(before: Profile, after: Profile) -> bool:
    """Return whether clients would be told to pay elsewhere."""
    return any(
        getattr(after, name).replace(" ", "").upper() != getattr(before, name) for name in ("iban", "bic")
    )


def page_of(request: Request, section: Section, tenant: Tenant, form: FormState) -> SettingsPage:
    """Return a section's page around its form."""
    home, logo = f"/app/{tenant.slug}", tenant.profile.logo
    return SettingsPage(
        places=places(actor_of(request), section.label),
        action=f"{home}/settings{section.path}",
        form=form,
        version=tenant.settings_version,
        choices=choices(),
        number_url=f"{home}/settings/numbers/next",
        logo_url=f"{home}/logo?v={logo[:10]}" if logo else "",
        logo_action=f"{home}/settings/logo",
    )


def shown(request: Request, section: Section, page: SettingsPage, *, status: int = 200) -> Response[str]:
    """Return a section's page as it is sent."""
    template = f"tenancy/settings/{section.template}.html"
    if not person_of(request).elevated(visit_in(request.scope).at):
        page = replace(page, confirm_url="/login/confirm?" + urlencode({"next": page.action}))
    return frame.page(request, template, title="Settings", current="Settings", status=status, page=page)


async def _command(  # the form, what it is laid over, and what may look at it
    request: Request,
    session: Session,
    tenant: Tenant,
    section: Section,
    data: dict[str, str],
    numbers: Numbers,
) -> EditSettings:
    """Return what the form asks for. Raises Invalid, which names what is no value and what cannot be meant alike."""
    version = data.get("version", "")
    command = EditSettings(
        profile=forms.with_section(tenant.profile, fitting_fields(data, section.kind)),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1,
        by=person_of(request),
        at=visit_in(request.scope).at,
    )
    try:
        typed = msgspec.structs.asdict(read_form(data, section.kind))
    except Invalid as broken:
        more = await profile_problems(session, command, tenant.profile, numbers)
        raise Invalid((*broken.errors, *more)) from None
    return replace(command, profile=forms.with_section(tenant.profile, typed))


def _fresh(section: Section, tenant: Tenant) -> FormState:
    form = forms.fresh(section.kind, tenant.profile)
    if "iban" not in form.values:
        return form
    return FormState({**form.values, "iban": spaced_iban(tenant.profile.iban)})


async def _hint(
    request: Request, database: Database, numbers: Numbers, section: Section, tenant: Tenant, pattern: str
) -> NumberHint | None:
    if section is not NUMBERS:
        return None
    today = day_in(tenant.profile.time_zone, visit_in(request.scope).at)
    try:
        async with transaction(request, database) as session:
            following = await numbers.next_number(session, pattern.strip(), today)
    except Invalid as broken:
        return NumberHint(error=broken.errors[0].message)
    return NumberHint(following.number, RESTARTS[following.restart])


handlers = [*(handler for section in SECTIONS for handler in _handlers(section)), next_number]
