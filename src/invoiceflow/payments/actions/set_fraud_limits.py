"""Say up to which amounts payments go back by themselves once their bank calls them fraud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.store import fraud_limits
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.require_member import require_member


@dataclass(frozen=True, slots=True)
class SetFraudLimits:
    """The limits in minor units by currency: all of them, so that one that is left out is off."""

    limits: Mapping[str, int]
    by: Person
    at: datetime


async def set_fraud_limits(session: Session, command: SetFraudLimits) -> None:
    """
    Replace the limits; what they were stands in the audit log.

    Raises:
        NotYours: they may not any more.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    before = await fraud_limits.every_limit(session)
    if before == command.limits:
        return
    await fraud_limits.replace_limits(session, command.limits, by=by.name, at=command.at)
    detail: dict[str, str | int | None] = {"before": _said(before), "after": _said(command.limits)}
    await record(
        session,
        Fact(command.at, by.name, "fraud_limits.set", "tenant", session.tenant_id, detail),
    )


def _said(limits: Mapping[str, int]) -> str:
    """Return limits as text: "EUR 5000, USD 6000" in minor units; "off" without any."""
    return ", ".join(f"{currency} {minor}" for currency, minor in sorted(limits.items())) or "off"
