"""Where signing in leads: to the person's tenant, to a choice among several, or to opening the first."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.params import FromQuery

from invoiceflow.kernel.errors import FieldError, Invalid, TooMany
from invoiceflow.kernel.limit import TENANTS_PERSON
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.country_defaults import (
    country_of_languages,
    usual_currency,
    usual_language,
    usual_zone,
)
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant, usual_profile
from invoiceflow.tenancy.domain.tenant import checked_slug, slug_of
from invoiceflow.tenancy.queries import OwnTenant
from invoiceflow.tenancy.store.tenants import SlugTaken
from invoiceflow.tenancy.web.forms import FormState, NewTenant, refused
from invoiceflow.tenancy.web.models import NewTenantPage, TenantCard, choices
from invoiceflow.web.body import read_form
from invoiceflow.web.frame import bare_page, go
from invoiceflow.web.given import Form, Request, TheDatabase, TheReads, TheSettings
from invoiceflow.web.guards import actor_of, permitted, person_of, signed_in
from invoiceflow.web.limits import counted
from invoiceflow.web.problems import retry_headers
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast, initials
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day

NEW = "/app/new"


@get("/app", guards=[signed_in])
async def enter(request: Request, database: TheDatabase) -> Response[str]:
    """Lead a person to their tenant, to a choice of several, or to opening their first."""
    tenants = await queries.tenants_of(database, person_of(request).id)
    if len(tenants) < 2:
        return go(f"/app/{tenants[0].slug}" if tenants else NEW)
    cards = tuple(_card(each) for each in tenants)
    return bare_page(request, "tenancy/choose.html", page=cards)


@get(NEW, guards=[signed_in])
async def new_tenant_page(request: Request, database: TheDatabase, settings: TheSettings) -> Response[str]:
    """Show the form that opens a tenant, filled with what the browser's languages hint at."""
    country = country_of_languages(request.headers.get("accept-language", ""))
    values = dict.fromkeys(NewTenant.__struct_fields__, "") | _usual(country)
    return await _form(request, database, settings.base_url, FormState(values))


@get("/app/new/country", guards=[signed_in])
async def country_fields(request: Request, country: FromQuery[str] = "") -> Response[str]:
    """Return the fields that follow from a country, filled with what is usual there."""
    form = FormState(dict.fromkeys(NewTenant.__struct_fields__, "") | _usual(country))
    return bare_page(request, "tenancy/country_fields.html", form=form, choices=choices())


@get("/app/new/slug", guards=[signed_in])
async def slug_field(
    request: Request, database: TheDatabase, settings: TheSettings, name: FromQuery[str] = ""
) -> Response[str]:
    """Return the field of the address, filled with one that follows the name and is free."""
    slug = await queries.free_slug(database, slug_of(name)) if name.strip() else ""
    form = FormState({"slug": slug})
    return bare_page(request, "tenancy/slug_field.html", form=form, address=_address(settings.base_url))


@post(NEW, guards=[signed_in])
async def new_tenant(
    request: Request, data: Form, database: TheDatabase, reads: TheReads, settings: TheSettings
) -> Response[str]:
    """Open the tenant and lead its owner into it."""
    person, visit = person_of(request), visit_in(request.scope)
    try:
        typed = read_form(data, NewTenant, _slug_too)
        profile = usual_profile(
            typed.name,
            typed.country,
            currency=typed.currency,
            language=typed.language,
            time_zone=typed.time_zone,
            email=person.email,
        )
        slug = typed.slug or await queries.free_slug(database, slug_of(typed.name))
        async with counted(request, TENANTS_PERSON, person.id):
            await open_tenant(database, OpenTenant(slug, profile, person, visit.at, visit.request_id))
    except Invalid as broken:
        # The second click of an impatient person finds the tenant that the first one opened.
        if isinstance(broken, SlugTaken) and await queries.actor_of_member(
            reads, person, data["slug"].strip()
        ):
            return go(f"/app/{data['slug'].strip()}")
        form = refused(NewTenant, data, broken.errors)
        return await _form(request, database, settings.base_url, form, status=422)
    except TooMany as limited:
        form = refused(NewTenant, data, (FieldError(limited.code, "/name", limited.message),))
        told = await _form(request, database, settings.base_url, form, status=429)
        told.headers.update(retry_headers(limited))
        return told
    note = "Add your address and bank details before the first invoice."
    home = f"/app/{slug}"
    return go(
        home,
        Toast(f"{profile.name} is open", note, "success", href=f"{home}/settings", link_label="Settings"),
    )


@get("/app/{tenant:str}/tenants", guards=[permitted(Permission.READ)])
async def other_tenants(request: Request, database: TheDatabase) -> Response[str]:
    """Return the person's other tenants, for the menu that is opened to switch."""
    own = actor_of(request).tenant_slug
    tenants = await queries.tenants_of(database, person_of(request).id)
    cards = tuple(_card(each) for each in tenants if each.slug != own)
    return html("tenancy/other_tenants.html", tenants=cards)


def _card(tenant: OwnTenant) -> TenantCard:
    closing = long_day(tenant.purge_after.date()) if tenant.purge_after else ""
    return TenantCard(tenant.name, initials(tenant.name), f"/app/{tenant.slug}", closing)


def _slug_too(fits: dict[str, Any]) -> tuple[FieldError, ...]:
    """Return what is wrong with an address that can be typed."""
    try:
        checked_slug(fits.get("slug") or "any")
    except Invalid as broken:
        return broken.errors
    return ()


def _usual(country: str) -> dict[str, str]:
    return {
        "country": country,
        "currency": usual_currency(country),
        "language": usual_language(country),
        "time_zone": usual_zone(country),
    }


def _address(base_url: str) -> str:
    return f"{urlsplit(base_url).netloc}/app/"


async def _form(
    request: Request, database: Database, base_url: str, form: FormState, *, status: int = 200
) -> Response[str]:
    first = not await queries.tenants_of(database, person_of(request).id)
    more = bool({"currency", "language", "time_zone"} & set(form.errors))
    page = NewTenantPage(form, choices(), _address(base_url), first=first, more=more)
    return bare_page(request, "tenancy/new.html", status=status, page=page)


handlers = [enter, other_tenants, new_tenant_page, country_fields, slug_field, new_tenant]
