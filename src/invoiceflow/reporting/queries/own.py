"""What pages need to know of the tenant itself: its day, its zone and its currency."""

from dataclasses import dataclass
from datetime import date, datetime

from invoiceflow.runtime.reads import Reading

_OWN = """
SELECT t.time_zone, t.currency, ($2::timestamptz AT TIME ZONE t.time_zone)::date AS today
FROM tenants t WHERE t.tenant_id = $1"""


@dataclass(frozen=True, slots=True)
class Own:
    """``today`` is the day in the tenant's zone (IANA name)."""

    time_zone: str
    currency: str
    today: date


async def own(reading: Reading, at: datetime) -> Own:
    """Return what the tenant is at an instant."""
    (row,) = await reading.rows(_OWN, at)
    return Own(row["time_zone"], row["currency"], row["today"])
