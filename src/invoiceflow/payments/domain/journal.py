"""Entries that belong together, and cannot exist without adding up to zero."""

from collections import Counter
from dataclasses import dataclass

from invoiceflow.payments.domain.account import Account


class Unbalanced(Exception):
    """Entries that do not add up to zero. No input leads here: it is a fault of the program."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One line of a journal, in minor units of the journal's currency.

    Debit is positive, credit negative (account.py); never zero.
    """

    account: Account
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Journal:
    """
    A movement in one currency: at most one entry for each account, all of them together zero.

    A movement of nothing has no entries, and is not written down.
    """

    currency: str
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        """Raise Unbalanced unless the entries add up to zero and none is empty."""
        if sum(entry.amount_minor for entry in self.entries) or not all(
            entry.amount_minor for entry in self.entries
        ):
            msg = f"{self.entries} in {self.currency} is no balanced journal"
            raise Unbalanced(msg)

    @classmethod
    def of(cls, currency: str, *entries: tuple[Account, int]) -> "Journal":
        """
        Return the journal of these amounts: one entry for each account, in the accounts' order, none of zero.

        Raises:
            Unbalanced: they do not add up to zero.
        """
        sums: Counter[Account] = Counter()
        for account, amount_minor in entries:
            sums[account] += amount_minor
        kept = tuple(Entry(account, sums[account]) for account in Account if sums[account])
        return cls(currency, kept)

    def mirrored(self) -> "Journal":
        """Return the journal that takes this one back."""
        return Journal(self.currency, tuple(Entry(e.account, -e.amount_minor) for e in self.entries))

    def on(self, account: Account) -> int:
        """Return what this journal moves on an account, in minor units."""
        return sum(entry.amount_minor for entry in self.entries if entry.account is account)
