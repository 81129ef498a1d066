"""What is still due on an issued invoice, and the status that follows from what was paid."""

from dataclasses import dataclass
from datetime import date

from invoiceflow.invoicing.domain.invoice import Status

OPEN = frozenset({Status.ISSUED, Status.PARTIALLY_PAID})
"""Issued, and waiting for money."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    How an invoice stands, in minor units of its currency.

    ``total_minor`` and ``paid_minor`` may be negative for an invoice of returns alone.
    """

    status: Status
    total_minor: int
    paid_minor: int

    @property
    def due_minor(self) -> int:
        """Return what the client still has to pay, never below zero; nothing on a void invoice."""
        return 0 if self.status is Status.VOID else max(self.total_minor - self.paid_minor, 0)

    @property
    def credit_minor(self) -> int:
        """Return what was paid beyond the total, or is owed to the client by returns."""
        return 0 if self.status is Status.VOID else max(self.paid_minor - self.total_minor, 0)

    def after(self, change_minor: int) -> "Settlement":
        """
        Return how the invoice stands once ``change_minor`` more was paid (less, for a reversal).

        An uncollectible invoice stays so until it is paid in full: a part of the money is no reason to hope for
        the rest.
        """
        paid_minor = self.paid_minor + change_minor
        status = status_by_payment(self.total_minor, paid_minor)
        if self.status is Status.UNCOLLECTIBLE and status is not Status.PAID:
            status = Status.UNCOLLECTIBLE
        return Settlement(status, self.total_minor, paid_minor)

    def overdue(self, *, due_on: date | None, today: date) -> bool:
        """Return whether money is late: ``today`` is the day in the tenant's zone; the due date itself is in time."""
        return self.status in OPEN and self.due_minor > 0 and due_on is not None and due_on < today


def status_by_payment(total_minor: int, paid_minor: int) -> Status:
    """Return the status of an issued invoice by money alone. With nothing due at all it is paid."""
    if paid_minor >= total_minor:
        return Status.PAID
    return Status.PARTIALLY_PAID if paid_minor > 0 else Status.ISSUED
