"""
The examples in docs/rules/ledger.md are what the code writes, account by account.

A comment names the movement, in minor units, and the block below it is what this module renders:

    <!-- ledger: payment total=11900 before=0 amount=5000 -->
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.account import Account
from invoiceflow.payments.domain.journal import Journal
from invoiceflow.payments.domain.movement import MOVEMENTS, MovementKind
from invoiceflow.payments.domain.posting import Billed

PLACES = {
    "payment": Account.BANK,
    "reversal": Account.BANK,
    "collect": Account.CLEARING,
    "refund": Account.CLEARING,
    "chargeback": Account.DISPUTED,
}
PAGE = (Path(__file__).parents[3] / "docs" / "rules" / "ledger.md").read_text()
BLOCK = re.compile(r"<!-- ledger: (.+?) -->\n```text\n(.*?)\n```", re.DOTALL)
EXAMPLES = BLOCK.findall(PAGE)


@pytest.mark.parametrize(("movement", "block"), EXAMPLES)
def test_an_example_is_what_is_written(movement: str, block: str) -> None:
    """Each block shows the journal of its movement, and no other figure."""
    assert block == "\n".join(_rows(_journal(movement)))


def test_each_kind_of_journal_is_shown() -> None:
    """Each movement has an example, and every comment has its block."""
    assert {movement.split()[0] for movement, _ in EXAMPLES} == {"issue", "void", *PLACES, *MOVEMENTS}
    assert len(EXAMPLES) == PAGE.count("<!-- ledger:") == PAGE.count("```text")


def test_every_account_is_explained() -> None:
    """The table names the accounts that exist, in their order."""
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [account.value for account in Account]


def _journal(movement: str) -> Journal:
    kind, *words = movement.split()
    given = {name: int(amount) for name, _, amount in (word.partition("=") for word in words)}
    if kind in MOVEMENTS:
        return MOVEMENTS[MovementKind(kind)]("EUR", given["amount"])
    if kind in PLACES:
        return posting.paid(
            "EUR",
            total_minor=given["total"],
            paid_before_minor=given["before"],
            amount_minor=given["amount"],
            place=PLACES[kind],
        )
    net, tax, rounding = given["net"], given["tax"], given.get("rounding", 0)
    billed = Billed("EUR", net, tax, rounding, net + tax + rounding)
    return posting.issued(billed) if kind == "issue" else posting.voided(billed)


def _rows(journal: Journal) -> list[str]:
    amounts = ((entry.account, Decimal(entry.amount_minor).scaleb(-2)) for entry in journal.entries)
    return [f"{account:<14}{amount:>12f}" for account, amount in amounts]
