"""Journals are balanced or do not exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.payments.domain.account import Account
from invoiceflow.payments.domain.journal import Entry, Journal, Unbalanced
from invoiceflow.payments.domain.posting import (
    Billed,
    Position,
    issued,
    kept,
    paid,
    paid_out,
    voided,
    withdrawn,
)

AMOUNTS = st.integers(-(10**15), 10**15)
ABOVE_ZERO = st.integers(1, 10**15)


def test_entries_that_do_not_add_up_are_refused() -> None:
    """No journal can be made, in either way, whose entries do not come to zero."""
    with pytest.raises(Unbalanced):
        Journal.of("EUR", (Account.BANK, 100), (Account.RECEIVABLE, -99))
    with pytest.raises(Unbalanced):
        Journal("EUR", (Entry(Account.BANK, 100),))


def test_an_entry_of_nothing_is_refused() -> None:
    """An entry moves something; the database refuses zero as well."""
    with pytest.raises(Unbalanced):
        Journal("EUR", (Entry(Account.BANK, 0),))


def test_amounts_of_one_account_become_one_entry() -> None:
    """Amounts of the same account are added up, and what comes to nothing is left out."""
    journal = Journal.of(
        "EUR", (Account.BANK, 60), (Account.RECEIVABLE, -60), (Account.TAX, 5), (Account.TAX, -5)
    )
    assert journal.entries == (Entry(Account.RECEIVABLE, -60), Entry(Account.BANK, 60))


def test_issuing_bills_the_total() -> None:
    """The client owes the total, which is revenue, tax and the rounding of gross prices."""
    journal = issued(Billed("EUR", net_minor=8403, tax_minor=1597, rounding_minor=-1, total_minor=9999))
    assert [journal.on(account) for account in Account] == [9999, 0, -8403, -1597, 1, 0, 0, 0, 0]


def test_issuing_for_nothing_writes_nothing() -> None:
    """An invoice that comes to zero moves no money."""
    assert issued(Billed("EUR", 0, 0, 0, 0)).entries == ()


@given(net=AMOUNTS, tax=AMOUNTS, rounding=st.integers(-5, 5))
def test_voiding_is_the_mirror_image_of_issuing(net: int, tax: int, rounding: int) -> None:
    """What issuing wrote, voiding takes back to the last unit, in every account."""
    billed = Billed("EUR", net, tax, rounding, net + tax + rounding)
    assert all(issued(billed).on(account) + voided(billed).on(account) == 0 for account in Account)


def test_a_payment_settles_what_is_open_and_the_rest_is_credit() -> None:
    """Paying 120.00 of 100.00 leaves nothing open and a credit of 20.00."""
    journal = paid("EUR", total_minor=10000, paid_before_minor=0, amount_minor=12000)
    assert (journal.on(Account.BANK), journal.on(Account.RECEIVABLE)) == (12000, -10000)
    assert journal.on(Account.CLIENT_CREDIT) == -2000


def test_a_reversal_uses_the_credit_of_a_later_payment_first() -> None:
    """60.00 and 60.00 on 100.00, then the first goes back: 40.00 is open again, and no credit is left."""
    journal = paid("EUR", total_minor=10000, paid_before_minor=12000, amount_minor=-6000)
    assert (journal.on(Account.CLIENT_CREDIT), journal.on(Account.RECEIVABLE)) == (2000, 4000)
    assert journal.on(Account.BANK) == -6000


@given(total=AMOUNTS, before=st.integers(0, 10**15), amount=ABOVE_ZERO)
def test_reversing_the_latest_payment_mirrors_it(total: int, before: int, amount: int) -> None:
    """Nothing came between, so every account goes back to where it was."""
    there = paid("EUR", total_minor=total, paid_before_minor=before, amount_minor=amount)
    back = paid("EUR", total_minor=total, paid_before_minor=before + amount, amount_minor=-amount)
    assert back == there.mirrored()


@given(total=AMOUNTS, payments=st.lists(ABOVE_ZERO, max_size=6), data=st.data())
def test_the_order_of_movements_does_not_matter(total: int, payments: list[int], data: st.DataObject) -> None:
    """After any payments, and reversals of any of them in any order, the accounts say what the figures say."""
    reversed_ = [
        -amount for amount, goes_back in zip(payments, data.draw(_flags(payments)), strict=True) if goes_back
    ]
    left, sums = 0, dict.fromkeys(Account, 0)
    for amount in payments + data.draw(st.permutations(reversed_)):
        journal = paid("EUR", total_minor=total, paid_before_minor=left, amount_minor=amount)
        sums = {account: sums[account] + journal.on(account) for account in Account}
        left += amount
    position = Position.after(total, left)
    assert sums[Account.BANK] == left
    assert total + sums[Account.RECEIVABLE] == position.open_minor
    assert -sums[Account.CLIENT_CREDIT] == position.credit_minor


@given(total=AMOUNTS, before=st.integers(0, 10**15), amount=st.integers(-(10**15), 10**15))
def test_where_money_lies_changes_nothing_else(total: int, before: int, amount: int) -> None:
    """What is open and what is credit move by the same, whether the bank holds the money or Stripe."""
    held = [
        paid("EUR", total_minor=total, paid_before_minor=before, amount_minor=amount, place=place)
        for place in (Account.BANK, Account.CLEARING, Account.DISPUTED)
    ]
    for account in (Account.RECEIVABLE, Account.CLIENT_CREDIT):
        assert len({journal.on(account) for journal in held}) == 1
    assert [held[1].on(account) for account in (Account.BANK, Account.CLEARING)] == [0, amount]


@given(amount=st.integers(-(10**15), 10**15).filter(bool))
def test_what_stripe_keeps_or_holds_comes_out_of_what_it_has(amount: int) -> None:
    """A fee, a held sum and a payout leave the clearing account, and come back to it when they are given back."""
    for journal, account in (
        (kept("EUR", amount), Account.FEES),
        (withdrawn("EUR", amount), Account.DISPUTED),
        (paid_out("EUR", amount), Account.BANK),
    ):
        assert (journal.on(account), journal.on(Account.CLEARING)) == (amount, -amount)


def _flags(payments: list[int]) -> st.SearchStrategy[list[bool]]:
    return st.lists(st.booleans(), min_size=len(payments), max_size=len(payments))
