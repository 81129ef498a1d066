"""Reads of tax rates. A tenant has a handful, so they are read whole."""

from invoiceflow.clients import store
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries.listing import patterns_of
from invoiceflow.kernel.ids import TaxRateId, TenantId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.reads import HotReads

_ALL = "SELECT * FROM tax_rates WHERE tenant_id = $1 AND name ILIKE ALL($2::text[]) ORDER BY id LIMIT 500"


async def tax_rates(
    reads: HotReads, tenant_id: TenantId, *, archived: bool | None = False, text: str = ""
) -> tuple[TaxRate, ...]:
    """
    Return the tenant's rates as selectors show them: the default first, then taxed ones, the highest first.

    Every word of ``text`` must occur in the name.
    """
    rates = [store.tax_rate_of(row) for row in await reads.rows(tenant_id, _ALL, patterns_of(text))]
    wanted = [rate for rate in rates if archived is None or (rate.archived_at is not None) == archived]
    return tuple(sorted(wanted, key=_place))


async def tax_rate(session: Session, rate_id: TaxRateId, *, to_edit: bool = False) -> TaxRate:
    """
    Return a tax rate; ``to_edit`` keeps others from changing it until this transaction ends.

    Raises:
        NoSuchTaxRate: this tenant has none of that id.
    """
    return await store.load_tax_rate(session, rate_id, lock=to_edit)


def _place(rate: TaxRate) -> tuple[object, ...]:
    return (not rate.details.is_default, *rate.details.tax.order, rate.details.name.casefold())
