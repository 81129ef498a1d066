"""The languages that documents, emails and public pages can be written in."""

from invoiceflow.kernel.errors import Invalid

DOCUMENT_LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
    "pl": "Polski",
    "cs": "Čeština",
    "sv": "Svenska",
    "da": "Dansk",
    "el": "Ελληνικά",
    "bg": "Български",
    "uk": "Українська",
    "ar": "العربية",
}
"""BCP 47 tags with what each language calls itself."""


class UnknownLanguage(Invalid):
    """Documents cannot be written in this language."""


def checked_language(tag: str, *, pointer: str = "/language") -> str:
    """
    Return the tag of a language that documents are written in; a region ("de-AT") may follow it.

    Raises:
        UnknownLanguage: they are not; ``pointer`` is the field that it names.

    """
    if tag.partition("-")[0] not in DOCUMENT_LANGUAGES:
        known = ", ".join(DOCUMENT_LANGUAGES)
        raise UnknownLanguage.field(pointer, "language.unknown", f"Documents are written in {known}.")
    return tag
