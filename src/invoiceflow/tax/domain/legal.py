"""
What the law wants said on an invoice that charges no tax (EN 16931 BT-120, BT-121).

The words of a treatment are those of the VAT directive (2006/112/EC, article 226) in the document's
language; they name the treatment, not a paragraph of one country's law, because a language is spoken in
several. A tenant who needs a national wording puts it into the terms of the invoice.
"""

from dataclasses import dataclass

from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.legal_texts import TEXTS

DOCUMENT_LANGUAGES = tuple(TEXTS)
"""The languages that documents can be written in, as BCP 47 tags."""

FALLBACK_LANGUAGE = "en"

_VATEX = {
    TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCategory.EXPORT: "VATEX-EU-G",
    TaxCategory.NOT_SUBJECT: "VATEX-EU-O",
}


@dataclass(frozen=True, slots=True)
class ExemptionReason:
    """
    Why no tax is charged.

    ``code`` is from the VATEX list, or empty: an exemption (E) has a code only for a particular article,
    which the tenant's terms have to name. ``text`` is in the document's language.
    """

    code: str
    text: str


def exemption_reason(category: TaxCategory, language: str) -> ExemptionReason | None:
    """
    Return what must be said about a treatment; None for S and Z, which must carry no reason.

    ``language`` is a BCP 47 tag; its region does not matter ("pt-BR" reads as "pt"), and English stands in
    for languages that documents are not written in.
    """
    texts = TEXTS.get(document_language(language), TEXTS[FALLBACK_LANGUAGE])
    if category not in texts:
        return None
    return ExemptionReason(_VATEX.get(category, ""), texts[category])


def document_language(language: str) -> str:
    """Return the language that a document is written in for a wish: "de-AT" gives "de", "xx" gives "en"."""
    primary = language.replace("_", "-").split("-")[0].lower()
    return primary if primary in TEXTS else FALLBACK_LANGUAGE
