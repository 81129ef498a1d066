"""Give a new tenant the tax rates of its country."""

from invoiceflow.clients import store
from invoiceflow.clients.domain.tax_rate import TaxRate, TaxRateDetails
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tax.domain.rates import rates_for
from invoiceflow.tenancy.events import TenantOpened


async def start_tax_rates(session: Session, event: TenantOpened) -> None:
    """Add sensible rates for the country, one of them the default. Reacts in the transaction that opens the tenant."""
    for suggested in rates_for(event.country):
        details = TaxRateDetails(suggested.name, suggested.tax, suggested.is_default)
        rate = TaxRate(TaxRateId(new_id(event.at)), details, 1, None, event.at, event.at)
        await store.add_tax_rate(session, rate)
