"""One word per thing: names in the code use none of the words that docs/glossary.md rules out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoiceflow.entrypoints.schema import metadata

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "invoiceflow"
SECTION = (ROOT / "docs" / "glossary.md").read_text().split("## Words that names in the code do not use")[1]
FORBIDDEN = frozenset(re.findall(r"`(\w+)`", SECTION))
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

# What else one of these words means, and where: (file or folder, word).
ALLOWED = {
    ("payments", "account"),  # of the ledger, and a tenant's at Stripe
    ("payments/tables.py", "accounts"),  # the same at Stripe, as the table is called
    ("pdf/actions/lay_out_parties.py", "account"),  # the client's way to pay: the seller's bank account
    ("pdf/domain/words.py", "account"),  # "account holder", printed beside the bank data
    ("sandbox/stripe", "account"),  # Stripe's word, as are the next two
    ("sandbox/stripe", "billing"),
    ("sandbox/stripe", "customer"),
}
COLUMNS = {
    *("ledger_entries.account", "checkouts.account", "charges.account", "parked_objects.account"),
    *("provider_events.account", "payouts.account", "saved_methods.account"),
}
OF_PAYMENT_ACCOUNTS = "payment_accounts."


def names_in(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a module itself gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words_of(name: str) -> set[str]:
    """Return the words of a name in any spelling: ``client_id``, ``ClientId`` and ``CLIENT_ID`` are the same two."""
    return {word.lower() for word in WORD.findall(name)}


def offences(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each name in a file that has a forbidden word, with that word, but for what is allowed there."""
    place = file.relative_to(SOURCE)
    allowed = {word for where, word in ALLOWED if place.is_relative_to(where)}
    for name in names_in(ast.parse(file.read_text())):
        yield from ((name, word) for word in words_of(name) & FORBIDDEN - allowed)


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE)))
def test_names_use_the_glossary(file: Path) -> None:
    """No class, function, argument, variable or field is called by a word that the glossary rules out."""
    assert sorted(offences(file)) == []


def test_columns_use_the_glossary() -> None:
    """No table and no column is called by such a word."""
    columns = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c}
    named = {name for name in columns if not name.startswith(OF_PAYMENT_ACCOUNTS)}
    assert {name for name in named if words_of(name) & FORBIDDEN} == COLUMNS


def test_what_is_allowed_is_needed() -> None:
    """Each exception still has its reason: the word is used there."""
    used = {
        (where, word)
        for where, word in ALLOWED
        for file in ([SOURCE / where] if where.endswith(".py") else (SOURCE / where).rglob("*.py"))
        if any(word in words_of(name) for name in names_in(ast.parse(file.read_text())))
    }
    assert used == ALLOWED


@pytest.mark.parametrize("name", ["user_id", "CurrentUser", "BILLING_DAYS", "toOrganization", "customers"])
def test_an_offence_is_found(name: str) -> None:
    """Each spelling of a forbidden word is seen."""
    assert words_of(name) & FORBIDDEN


@pytest.mark.parametrize("name", ["username", "superuser", "accountant", "PGUSER"])
def test_longer_words_are_other_words(name: str) -> None:
    """A word that merely contains one is another word."""
    assert not words_of(name) & FORBIDDEN
