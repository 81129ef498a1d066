"""
What issuing, voiding, paying and taking back write into the ledger. In words: docs/rules/ledger.md.

How much of an invoice is open, and how much was paid beyond it, is a function of two figures: its total and
what was paid. Payments and reversals write the difference that they make to that function, so the ledger never
depends on the order in which they came.
"""

from dataclasses import dataclass

from invoiceflow.payments.domain.account import Account
from invoiceflow.payments.domain.journal import Journal


@dataclass(frozen=True, slots=True)
class Billed:
    """What an issued invoice comes to, in minor units: ``net + tax + rounding == total``."""

    currency: str
    net_minor: int
    tax_minor: int
    rounding_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Position:
    """
    How an issued invoice stands, in minor units.

    ``open_minor`` is what the client still owes; ``credit_minor`` what they paid beyond the total, never below
    zero. An invoice below zero (returned goods) is owed by the tenant: it stays open as it is.
    """

    open_minor: int
    credit_minor: int

    @classmethod
    def after(cls, total_minor: int, paid_minor: int) -> "Position":
        """Return the position of an invoice on which so much was paid, which is never below zero."""
        settled_minor = min(paid_minor, max(total_minor, 0))
        return cls(total_minor - settled_minor, paid_minor - settled_minor)


def issued(billed: Billed) -> Journal:
    """Return what issuing writes: the client owes the total, which is revenue, tax and rounding."""
    return Journal.of(
        billed.currency,
        (Account.RECEIVABLE, billed.total_minor),
        (Account.REVENUE, -billed.net_minor),
        (Account.TAX, -billed.tax_minor),
        (Account.ROUNDING, -billed.rounding_minor),
    )


def voided(billed: Billed) -> Journal:
    """Return what voiding writes: the mirror image of issuing."""
    return issued(billed).mirrored()


def paid(
    currency: str,
    *,
    total_minor: int,
    paid_before_minor: int,
    amount_minor: int,
    place: Account = Account.BANK,
) -> Journal:
    """
    Return what a payment writes (``amount_minor`` above zero), or what takes one back (below).

    A payment goes to what is open first; the rest becomes the client's credit. A reversal or refund takes from the
    client's credit first: what a later payment left over settles what the reversed one no longer does. What takes
    the latest payment back whole is that payment's exact mirror image. ``place`` is where the money came to.
    """
    before = Position.after(total_minor, paid_before_minor)
    after = Position.after(total_minor, paid_before_minor + amount_minor)
    return Journal.of(
        currency,
        (place, amount_minor),
        (Account.RECEIVABLE, after.open_minor - before.open_minor),
        (Account.CLIENT_CREDIT, before.credit_minor - after.credit_minor),
    )


def kept(currency: str, amount_minor: int) -> Journal:
    """Return what a fee writes; below zero, a fee that was given back."""
    return Journal.of(currency, (Account.FEES, amount_minor), (Account.CLEARING, -amount_minor))


def withdrawn(currency: str, amount_minor: int) -> Journal:
    """Return what a dispute writes while it is open; below zero, when the money is reinstated."""
    return Journal.of(currency, (Account.DISPUTED, amount_minor), (Account.CLEARING, -amount_minor))


def paid_out(currency: str, amount_minor: int) -> Journal:
    """Return what a payout writes, for one balance transaction in it; below zero, when it came back."""
    return Journal.of(currency, (Account.BANK, amount_minor), (Account.CLEARING, -amount_minor))
