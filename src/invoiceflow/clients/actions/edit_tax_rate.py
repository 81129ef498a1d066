"""Edit a tax rate."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.tax_rate import TaxRate, TaxRateDetails
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.runtime.database import Session


class IsDefault(Refused):
    """The rate is the default, which another must become first."""

    code = "tax_rate.is_default"


class IsArchived(Refused):
    """The rate is archived and cannot be the default."""

    code = "tax_rate.archived"


@dataclass(frozen=True, slots=True)
class EditTaxRate:
    """The rate as it shall be; ``revision`` is the one that the sender had read, None for "whatever it is"."""

    tax_rate_id: TaxRateId
    details: TaxRateDetails
    revision: int | None
    actor: str
    at: datetime


async def edit_tax_rate(session: Session, command: EditTaxRate) -> TaxRate:
    """
    Replace a tax rate's details; as the default it takes the place of the one before. Lines keep what they say.

    Raises:
        NoSuchTaxRate: this tenant has none of that id.
        Stale: somebody else changed it meanwhile.
        IsDefault: it is the default and shall not be any more; another has to become it instead.
        IsArchived: an archived rate shall become the default.
    """
    await store.lock_tax_rates(session)
    before = await store.load_tax_rate(session, command.tax_rate_id, lock=True)
    if command.revision not in (None, before.revision):
        raise store.Stale("Somebody else changed this tax rate while you were editing.")
    if before.details == command.details:
        return before
    await _hand_over_default(session, before, command)
    after = replace(before, details=command.details, revision=before.revision + 1, updated_at=command.at)
    await store.save_tax_rate(session, after, command.at)
    detail = {"before": _words(before.details), "after": _words(after.details)}
    await record(
        session, Fact(command.at, command.actor, "tax_rate.edited", "tax_rate", after.id, dict(detail))
    )
    return after


async def _hand_over_default(session: Session, before: TaxRate, command: EditTaxRate) -> None:
    if before.details.is_default and not command.details.is_default:
        raise IsDefault("This is the default rate. Make another one the default instead.")
    if command.details.is_default and not before.details.is_default:
        if before.archived_at is not None:
            raise IsArchived("This rate is archived. Restore it first.")
        await store.clear_default_tax_rate(session, command.at)


def _words(details: TaxRateDetails) -> str:
    default = ", default" if details.is_default else ""
    return f"{details.name} ({details.tax.category.value} {details.tax.rate_percent} %{default})"
