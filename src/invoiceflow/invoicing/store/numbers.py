"""The counters of invoice numbers, one row for each series and period."""

from sqlalchemy.dialects.postgresql import insert

from invoiceflow.invoicing.tables import number_series
from invoiceflow.runtime.database import Session

SERIES = "invoice"
"""The series that invoices are numbered in. A tenant's format may change; the counting goes on."""


async def take_number(session: Session, period: str) -> int:
    """
    Return the next number of a period and keep everyone else of the tenant from taking one until the end.

    It is given back when the transaction fails: no gap, no duplicate. Take it as late as possible, since others wait.
    """
    taken = (
        insert(number_series)
        .values(tenant_id=session.tenant_id, series=SERIES, period=period, last_seq=1)
        .on_conflict_do_update(
            index_elements=["tenant_id", "series", "period"],
            set_={"last_seq": number_series.c.last_seq + 1},
        )
        .returning(number_series.c.last_seq)
    )
    return int((await session.execute(taken)).scalar_one())
