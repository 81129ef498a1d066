"""Names of people and tenants, as they are taken and as emails show them."""

import pytest

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.name import checked_name, cleaned_name, isolated, quoted


@pytest.mark.parametrize(
    "name",
    ["Dr. Ada Müller-Łuk", "می‌خواهم", "Studio 24/7", "Booking.com GmbH", "A/B Partners", "👩‍💻 Ada", "שלום"],
)
def test_names_of_any_script_are_taken(name: str) -> None:
    """Letters that need joiners, figures, slashes and a dot in the middle are no address."""
    assert checked_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ada\u202egnp.exe", "name.unseen"),
        ("Ada\u2066", "name.unseen"),
        ("Ada\u200b", "name.unseen"),
        ("A\u00adda", "name.unseen"),
        ("Ada\nPark", "name.unseen"),
        ("Ada\u2028Park", "name.unseen"),
        ("Your account is locked, visit http://evil.example now", "name.address"),
        ("Win at www.evil.example", "name.address"),
        ("evil.example/login", "name.address"),
        ("  ", "text.name"),
        ("x" * 201, "text.name"),
    ],
)
def test_what_is_not_seen_and_what_leads_elsewhere_is_no_name(name: str, code: str) -> None:
    """Overrides and isolates of direction, invisible signs, line breaks and addresses are refused."""
    with pytest.raises(Invalid) as refused:
        checked_name(name)
    assert refused.value.errors[0].code == code


def test_what_a_provider_told_is_made_a_name() -> None:
    """Nobody is kept out by what their provider calls them."""
    assert cleaned_name("Ada\u202e\n Park", "ada") == "Ada Park"
    assert cleaned_name("http://evil.example", "ada") == "ada"


def test_an_email_quotes_a_name() -> None:
    """In quotation marks, cut at eighty characters, with nothing that a mail program makes a link of."""
    assert quoted("Ada  Park\n") == "“Ada Park”"
    assert quoted("Booking.com") == "“Booking.\u200bcom”"
    assert quoted("x" * 200) == f"“{'x' * 79}…”"


@pytest.mark.parametrize("name", ["Café Lindenhof", "東京", "42"])
def test_a_name_from_the_left_stands_in_a_sentence_as_it_is(name: str) -> None:
    """Nothing is added that who copies the sentence would not see."""
    assert isolated(name) == name


@pytest.mark.parametrize("name", ["شركة النور", "סטודיו 7"])
def test_a_name_from_the_right_leaves_the_figures_behind_it_in_their_order(name: str) -> None:
    """It is put between the signs that keep its direction to itself."""
    assert isolated(name) == f"\u2068{name}\u2069"
