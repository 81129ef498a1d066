"""What tenancy asks of slices above it."""

from datetime import date
from typing import Protocol, runtime_checkable

from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.numbers import NextNumber


class KeptFiles(Protocol):
    """Knows which files of a tenant are kept when it is emptied."""

    async def __call__(self, session: Session) -> frozenset[str]:
        """Return the names of the files that stay."""
        ...


@runtime_checkable  # Litestar looks whether what a handler is given is one
class Numbers(Protocol):
    """Knows how invoices are numbered."""

    async def next_number(self, session: Session, number_format: str, issued_on: date) -> NextNumber:
        """
        Return the number that the next invoice would get in this format. Takes none.

        Raises:
            Invalid: it is no format to count by; ``/number_format`` is named.
        """
        ...
