"""Choose the words of a document: its client's language, as it is used in the seller's country."""

import tomllib
from functools import lru_cache
from importlib import resources

import msgspec

from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.pdf.domain.words import Words

CJK_LANGUAGES = ("ja", "zh")
"""There are words in these too; their characters need fonts that the operator adds (DOCUMENT_FONTS_DIR)."""

DEFAULT_LANGUAGE = "en"

# Where the tax has another name, a country borrows the words of another one.
_SPOKEN_AS = {"en-CA": "en-US", "en-NZ": "en-AU", "en-SG": "en-AU", "en-IN": "en-AU", "de-LI": "de-CH"}


@lru_cache(maxsize=256)
def words_of(language: str, seller_country: str = "") -> Words:
    """
    Return the words of a document in a language (BCP 47), as they are used in the seller's country.

    A language without words of its own is answered in English, so that a document can always be made.
    """
    name = language_of(language)
    variant = f"{name}-{seller_country}"
    local = _texts(_SPOKEN_AS.get(variant, variant))
    return msgspec.convert(_texts(name) | local, Words)


def language_of(tag: str) -> str:
    """Return the language that a document of this tag (BCP 47) is written in: "de" for "de-AT"."""
    name = tag.replace("_", "-").partition("-")[0].lower()
    return name if name in (*DOCUMENT_LANGUAGES, *CJK_LANGUAGES) else DEFAULT_LANGUAGE


def _texts(name: str) -> dict[str, str]:
    file = resources.files("invoiceflow.pdf") / "labels" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
