"""The words of the document languages."""

import string
from dataclasses import asdict

import pytest

from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.pdf.actions.choose_words import CJK_LANGUAGES, language_of, words_of
from invoiceflow.pdf.adapters.font_files import OWN_FONTS, showable_characters

ALL = (*DOCUMENT_LANGUAGES, *CJK_LANGUAGES)
OURS = showable_characters([OWN_FONTS])


def places(text: str) -> set[str]:
    """Return what is filled into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ALL)
def test_every_language_has_every_word_with_the_same_places_to_fill_in(language: str) -> None:
    """A label never lacks its amount, date or rate in one language."""
    english = asdict(words_of("en"))
    for name, text in asdict(words_of(language)).items():
        assert text.strip() == text != "", name
        assert places(text) == places(english[name]), name


@pytest.mark.parametrize("language", DOCUMENT_LANGUAGES)
def test_the_vendored_fonts_show_every_word(language: str) -> None:
    """A document in one of our languages has no empty boxes of its own making."""
    missing = {char for text in asdict(words_of(language)).values() for char in text if ord(char) not in OURS}
    assert not missing


@pytest.mark.parametrize(
    ("language", "country", "tax"),
    [
        pytest.param("en", "GB", "VAT", id="british"),
        pytest.param("en", "US", "Tax", id="american"),
        pytest.param("en-GB", "AU", "GST", id="australian"),
        pytest.param("de", "DE", "USt.", id="german"),
        pytest.param("de", "CH", "MWST", id="swiss"),
    ],
)
def test_the_tax_has_the_name_that_it_has_where_the_seller_is(language: str, country: str, tax: str) -> None:
    """A language can be spoken under several tax laws."""
    assert words_of(language, country).tax == tax


def test_an_unknown_language_is_answered_in_english() -> None:
    """A document can always be made."""
    assert language_of("tlh-QX") == "en"
    assert words_of("tlh").heading == "Invoice"
    assert language_of("pt_BR") == "pt"
