"""How a document speaks: the words of its language and the way its figures are written."""

from dataclasses import dataclass
from datetime import date

from invoiceflow.kernel.money import Money
from invoiceflow.pdf.actions.choose_words import language_of, words_of
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.pdf.domain.words import Words
from invoiceflow.runtime import formats


@dataclass(frozen=True, slots=True)
class Voice:
    """``language`` is that of the words, ``locale`` that of the figures."""

    language: str
    locale: str
    currency: str
    words: Words

    def money(self, minor: int) -> str:
        """Return an amount with its currency."""
        return formats.format_money(Money(minor, self.currency), self.locale)

    def amount(self, minor: int) -> str:
        """Return an amount without its currency, for columns."""
        return formats.format_amount(minor, self.currency, self.locale)

    def date(self, day: date) -> str:
        """Return a date in full."""
        return formats.format_date(day, self.locale)


def voice_of(printed: Printed) -> Voice:
    """Return how a document speaks: its client's language, as used in the seller's country."""
    content = printed.content
    language = language_of(content.language)
    region = content.language.replace("_", "-").partition("-")[2]
    return Voice(
        language=language,
        locale=formats.locale_of(f"{language}-{region}" if region else language, printed.seller.country),
        currency=content.currency,
        words=words_of(language, printed.seller.country),
    )
