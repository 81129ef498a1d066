"""The number that comes next, told without taking it."""

from datetime import date

from sqlalchemy import select

from invoiceflow.invoicing.domain.numbering import parse_format
from invoiceflow.invoicing.store.numbers import SERIES
from invoiceflow.invoicing.tables import number_series
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.numbers import NextNumber, Restart


class NumberSeries:
    """Answers tenancy's port Numbers."""

    async def next_number(self, session: Session, number_format: str, issued_on: date) -> NextNumber:
        """Return the number that the next invoice would get in this format. Raises BadNumberFormat."""
        wanted = parse_format(number_format)
        period = wanted.period(issued_on)
        last = select(number_series.c.last_seq).where(
            number_series.c.tenant_id == session.tenant_id,
            number_series.c.series == SERIES,
            number_series.c.period == period,
        )
        last_seq = (await session.execute(last)).scalar() or 0
        restart: Restart = "month" if "-" in period else "year" if period else "never"
        return NextNumber(wanted.number(issued_on, last_seq + 1), restart)
