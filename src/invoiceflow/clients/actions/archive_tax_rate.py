"""Archive a tax rate, and take it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.actions.edit_tax_rate import IsDefault
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class ArchiveTaxRate:
    """Put a tax rate out of the way, or take it back."""

    tax_rate_id: TaxRateId
    actor: str
    at: datetime


async def archive_tax_rate(session: Session, command: ArchiveTaxRate) -> TaxRate:
    """
    Hide a tax rate from lists and selectors. Old lines keep it. An archived one stays as it is.

    Raises:
        NoSuchTaxRate: this tenant has none of that id.
        IsDefault: new lines get this rate; another has to become the default first.
    """
    await store.lock_tax_rates(session)
    rate = await store.load_tax_rate(session, command.tax_rate_id, lock=True)
    if rate.archived_at is not None:
        return rate
    if rate.details.is_default:
        raise IsDefault("New lines get this rate. Make another one the default, then archive this.")
    return await _save(session, replace(rate, archived_at=command.at), command, "tax_rate.archived")


async def restore_tax_rate(session: Session, command: ArchiveTaxRate) -> TaxRate:
    """
    Bring an archived tax rate back. One that is not archived stays as it is.

    Raises:
        NoSuchTaxRate: this tenant has none of that id.
    """
    rate = await store.load_tax_rate(session, command.tax_rate_id, lock=True)
    if rate.archived_at is None:
        return rate
    return await _save(session, replace(rate, archived_at=None), command, "tax_rate.restored")


async def _save(session: Session, rate: TaxRate, command: ArchiveTaxRate, action: str) -> TaxRate:
    await store.save_tax_rate(session, rate, command.at)
    await record(session, Fact(command.at, command.actor, action, "tax_rate", rate.id))
    return replace(rate, revision=rate.revision + 1, updated_at=command.at)
