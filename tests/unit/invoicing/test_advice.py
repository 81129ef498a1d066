"""What is said before a draft is sealed, though it may be sealed without."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from invoiceflow.invoicing.domain.advice import advice_on
from invoiceflow.invoicing.domain.invoice import Bank, Content, Line, Party
from invoiceflow.kernel.ids import ClientId, LineId
from invoiceflow.tax.domain.category import TaxKey

TODAY = date(2026, 11, 23)
SELLER = Party(name="Ada", country="DE", street="Gartenweg 1", city="Kiel", vat_id="DE136695976")
BUYER = Party(name="Nordlicht", country="DE", street="Hafen 2", city="Bremen")
BANK = Bank("Ada", "DE89370400440532013000")
LINE = Line(LineId(UUID(int=1)), "Design", Decimal(2), Decimal(80), TaxKey.of(Decimal(19)))
DRAFT = Content(client_id=ClientId(UUID(int=2)), currency="EUR", language="en", lines=(LINE,))


def _messages(
    content: Content = DRAFT, *, seller: Party = SELLER, buyer: Party | None = BUYER, bank: Bank = BANK
) -> dict[str, str]:
    found = advice_on(content, seller=seller, buyer=buyer, bank=bank, today=TODAY)
    assert len({error.pointer for error in found}) == len(found)
    return {error.pointer: error.message for error in found}


def test_a_whole_invoice_needs_no_advice() -> None:
    """With both addresses, a tax id and an account nothing is said."""
    assert _messages() == {}


def test_every_missing_part_is_named_with_its_place() -> None:
    """A seller and a client of whom only the names are known: each part is named, and where it is added."""
    bare = Party(name="Ada", country="DE")
    found = _messages(seller=bare, buyer=Party(name="Nordlicht", country="DE"), bank=Bank("Ada"))
    assert list(found) == ["/seller/street", "/seller/vat_id", "/client/street", "/seller/iban"]
    assert found["/seller/street"].endswith("Add the street and town in the settings.")
    assert found["/client/street"].endswith("Add the street and town to the client.")


@pytest.mark.parametrize(
    ("buyer", "word"), [(replace(BUYER, street=" "), "street"), (replace(BUYER, city=""), "town")]
)
def test_only_what_is_missing_of_an_address_is_named(buyer: Party, word: str) -> None:
    """Blanks are no street, and what is there is not asked for again."""
    found = _messages(buyer=buyer)
    assert found["/client/street"].endswith(f"Add the {word} to the client.")


@pytest.mark.parametrize("draft", [replace(DRAFT, terms="In cash"), replace(DRAFT, notes="In cash")])
def test_terms_and_notes_may_say_how_to_pay(draft: Content) -> None:
    """Without an account nothing is said where somebody wrote how to pay."""
    assert _messages(draft, bank=Bank("Ada")) == {}


def test_nothing_is_said_before_a_client_is_chosen() -> None:
    """A draft that was just opened is not complained about."""
    assert _messages(buyer=None, seller=Party(name="Ada", country="DE"), bank=Bank()) == {}


@pytest.mark.parametrize("day", [date(2016, 11, 23), date(2027, 11, 25), date(1, 1, 1), date(9999, 12, 31)])
def test_a_date_more_than_a_year_away_is_named(day: date) -> None:
    """A slip in a year is seen before it is sealed, at the field where it is mended."""
    far = replace(DRAFT, issued_on=day, due_on=day, service_from=day, service_to=day)
    found = _messages(far)
    assert list(found) == ["/issued_on", "/due_on", "/service_from", "/service_to"]
    assert day.isoformat() in found["/issued_on"]


@pytest.mark.parametrize("day", [date(2025, 11, 23), date(2027, 11, 23)])
def test_a_date_within_a_year_is_ordinary(day: date) -> None:
    """Late invoices and long terms are nobody's slip."""
    assert _messages(replace(DRAFT, issued_on=day, due_on=day)) == {}
