"""Add a tax rate."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.tax_rate import TaxRate, TaxRateDetails
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id


@dataclass(frozen=True, slots=True)
class AddTaxRate:
    """A tax rate as it shall be."""

    details: TaxRateDetails
    actor: str
    at: datetime


async def add_tax_rate(session: Session, command: AddTaxRate) -> TaxRate:
    """Add a tax rate. As the default it takes the place of the one before; a first rate is the default."""
    await store.lock_tax_rates(session)
    details = command.details
    if details.is_default:
        await store.clear_default_tax_rate(session, command.at)
    elif not await store.has_default_tax_rate(session):
        details = replace(details, is_default=True)
    rate = TaxRate(TaxRateId(new_id(command.at)), details, 1, None, command.at, command.at)
    await store.add_tax_rate(session, rate)
    detail = {
        "name": details.name,
        "rate": str(details.tax.rate_percent),
        "category": details.tax.category.value,
    }
    await record(
        session, Fact(command.at, command.actor, "tax_rate.added", "tax_rate", rate.id, dict(detail))
    )
    return rate
