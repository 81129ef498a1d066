"""Choose the words that a client reads outside the document."""

import tomllib
from functools import cache
from importlib import resources

from invoiceflow.delivery.domain.words import Words
from invoiceflow.pdf.actions.choose_words import language_of


@cache
def words_of(language: str) -> Words:
    """Return the words of a language (BCP 47); one without words of its own is answered in English."""
    file = resources.files("invoiceflow.delivery") / "labels" / f"{language_of(language)}.toml"
    return Words(**tomllib.loads(file.read_text(encoding="utf-8")))
