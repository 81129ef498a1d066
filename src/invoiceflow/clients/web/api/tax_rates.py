"""``/api/v1/tax-rates``."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.clients.actions.add_tax_rate import AddTaxRate, add_tax_rate
from invoiceflow.clients.actions.archive_tax_rate import ArchiveTaxRate, archive_tax_rate, restore_tax_rate
from invoiceflow.clients.actions.edit_tax_rate import EditTaxRate, edit_tax_rate
from invoiceflow.clients.domain.tax_rate import TaxRate, treatment
from invoiceflow.clients.queries import tax_rates as queries
from invoiceflow.clients.web.api import answers
from invoiceflow.clients.web.forms.tax_rates import NewTaxRate, TaxRateChanges
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.errors import FieldError, Invalid, Missing
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web.acting import transaction
from invoiceflow.web.answers import require_known_parameters
from invoiceflow.web.body import ALSO, Sent
from invoiceflow.web.given import Request, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import once
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/tax-rates"
ONE = PATH + "/{tax_rate_id:uuid}"


class TaxRateJson(msgspec.Struct):
    """A tax rate. `rate` is a percentage as a decimal; `is_default` is true for the one that new lines get."""

    id: UUID
    name: str
    category: str
    rate: str
    is_default: bool
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class TaxRateList(msgspec.Struct):
    """All tax rates, the default first; `next` is always null, since there are only a few."""

    items: list[TaxRateJson]
    next: None = None


@get(PATH, guards=[keyed(Permission.READ_CLIENTS)])
async def list_tax_rates(
    request: Request, reads: TheReads, *, archived: answers.Archived = False
) -> TaxRateList:
    """List tax rates."""
    require_known_parameters(request, "archived")
    rates = await queries.tax_rates(reads, actor_of(request).tenant_id, archived=archived)
    return TaxRateList([tax_rate_json(rate) for rate in rates])


async def treatment_too(_: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return what is wrong with rate and category together where the name, say, is broken."""
    if "rate" not in sent.fits or sent.broken("category"):
        return ()
    return _treatment_problems(sent.fits["rate"], sent.fits.get("category"))


async def changed_treatment_too(request: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return the same of a tax rate that is being changed: what is left out stays."""
    if sent.broken("rate", "category"):
        return ()
    tax_rate_id = TaxRateId(request.path_params["tax_rate_id"])
    async with transaction(request, request.app.state.database) as session:
        try:
            stored = (await queries.tax_rate(session, tax_rate_id)).details.tax
        except Missing:
            return ()
    rate = sent.fits.get("rate", plain(stored.rate_percent))
    return _treatment_problems(rate, sent.fits.get("category", stored.category.value))


def _treatment_problems(rate: str, category: str | None) -> tuple[FieldError, ...]:
    try:
        treatment(rate, category)
    except Invalid as broken:
        return broken.errors
    return ()


@post(
    PATH,
    guards=[keyed(Permission.EDIT_CLIENTS)],
    opt={ALSO: treatment_too},
    responses={201: ResponseSpec(TaxRateJson, description="The new tax rate.")},
)
async def create_tax_rate(
    request: Request, data: JSONBody[NewTaxRate], database: TheDatabase
) -> Response[bytes]:
    """Add a tax rate. As the default it takes the place of the one before."""

    async def run(session: Session) -> tuple[int, bytes]:
        command = AddTaxRate(data.details(), actor_of(request).name, visit_in(request.scope).at)
        return 201, msgspec.json.encode(tax_rate_json(await add_tax_rate(session, command)))

    return await once(request, database, run)


@get(ONE, guards=[keyed(Permission.READ_CLIENTS)], responses={200: ResponseSpec(TaxRateJson)})
async def show_tax_rate(
    request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]
) -> Response[bytes]:
    """Return one tax rate."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return _answer(await queries.tax_rate(session, TaxRateId(tax_rate_id)))


@patch(
    ONE,
    guards=[keyed(Permission.EDIT_CLIENTS)],
    opt={ALSO: changed_treatment_too},
    responses={200: ResponseSpec(TaxRateJson)},
)
async def change_tax_rate(
    request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID], data: JSONBody[TaxRateChanges]
) -> Response[bytes]:
    """Change a tax rate, or make it the default. Lines that have it keep what they say."""
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        before = await queries.tax_rate(session, TaxRateId(tax_rate_id), to_edit=True)
        details = data.applied_to(before.details)
        command = EditTaxRate(before.id, details, revision, actor.name, visit.at)
        return _answer(await edit_tax_rate(session, command))


@post(
    ONE + "/archive",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(TaxRateJson)},
)
async def archive(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[bytes]:
    """Hide a tax rate from lists and selectors. Refused for the default."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        command = ArchiveTaxRate(TaxRateId(tax_rate_id), actor.name, visit.at)
        return _answer(await archive_tax_rate(session, command))


@post(
    ONE + "/restore",
    guards=[keyed(Permission.EDIT_CLIENTS)],
    status_code=200,
    responses={200: ResponseSpec(TaxRateJson)},
)
async def restore(request: Request, database: TheDatabase, tax_rate_id: FromPath[UUID]) -> Response[bytes]:
    """Bring an archived tax rate back."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        command = ArchiveTaxRate(TaxRateId(tax_rate_id), actor.name, visit.at)
        return _answer(await restore_tax_rate(session, command))


def tax_rate_json(rate: TaxRate) -> TaxRateJson:
    """Return a tax rate as the API shows it."""
    return TaxRateJson(
        id=rate.id,
        name=rate.details.name,
        category=rate.details.tax.category.value,
        rate=plain(rate.details.tax.rate_percent),
        is_default=rate.details.is_default,
        revision=rate.revision,
        archived_at=rate.archived_at,
        created_at=rate.created_at,
        updated_at=rate.updated_at,
    )


def _answer(rate: TaxRate) -> Response[bytes]:
    return answers.one(tax_rate_json(rate), rate.revision)


handlers = [list_tax_rates, create_tax_rate, show_tax_rate, change_tax_rate, archive, restore]
