"""What is said on an invoice without tax, in every document language."""

import pytest

from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.legal import DOCUMENT_LANGUAGES, document_language, exemption_reason

UNTAXED = [TaxCategory(code) for code in ("E", "AE", "K", "G", "O")]


def test_documents_can_be_written_in_fifteen_languages() -> None:
    """Latin, Greek, Cyrillic and Arabic script are among them."""
    assert set(DOCUMENT_LANGUAGES) == {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "pt",
        "pl",
        "cs",
        "sv",
        "da",
        "el",
        "bg",
        "uk",
        "ar",
    }


@pytest.mark.parametrize("language", DOCUMENT_LANGUAGES)
def test_every_treatment_without_tax_says_why(language: str) -> None:
    """Each language words each treatment, and none like another."""
    reasons = [exemption_reason(category, language) for category in UNTAXED]
    texts = {reason.text for reason in reasons if reason}
    assert len(texts) == len(UNTAXED)
    assert all(text.strip() and text.endswith(".") for text in texts)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Reverse charge"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("fr", "Autoliquidation"),
        ("es", "Inversión del sujeto pasivo"),
        ("it", "Inversione contabile"),
        ("nl", "Btw verlegd"),
        ("pt", "Autoliquidação"),
        ("pl", "Odwrotne obciążenie"),
        ("cs", "daň odvede zákazník"),
        ("sv", "Omvänd betalningsskyldighet"),
        ("da", "Omvendt betalingspligt"),
        ("el", "Αντίστροφη επιβάρυνση"),
        ("bg", "Обратно начисляване"),
    ],
)
def test_reverse_charge_is_said_in_the_words_of_the_directive(language: str, words: str) -> None:
    """Article 226 (11a) asks for these very words in each language of the Union."""
    reason = exemption_reason(TaxCategory.REVERSE_CHARGE, language)
    assert reason is not None
    assert words in reason.text


@pytest.mark.parametrize(
    ("code", "vatex"),
    [("AE", "VATEX-EU-AE"), ("K", "VATEX-EU-IC"), ("G", "VATEX-EU-G"), ("O", "VATEX-EU-O"), ("E", "")],
)
def test_reasons_carry_their_code(code: str, vatex: str) -> None:
    """The e-invoice names the reason by its VATEX code; a general exemption has none."""
    reason = exemption_reason(TaxCategory(code), "en")
    assert reason is not None
    assert reason.code == vatex


@pytest.mark.parametrize("code", ["S", "Z"])
def test_taxed_and_zero_rated_carry_no_reason(code: str) -> None:
    """EN 16931 forbids a reason there (BR-S-10, BR-Z-10)."""
    assert exemption_reason(TaxCategory(code), "en") is None


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        ("uk", "uk"),
        ("xx", "en"),
        ("", "en"),
        ("zh-Hant", "en"),
    ],
)
def test_regions_are_read_over_and_english_stands_in(wish: str, language: str) -> None:
    """A document is always written in a language that it can be written in."""
    assert document_language(wish) == language
