"""Write the figures of a document for whoever reads it on a screen: in their words, not the document's."""

from dataclasses import dataclass

from invoiceflow.pdf.actions import lay_out_figures
from invoiceflow.pdf.actions.choose_words import language_of, words_of
from invoiceflow.pdf.actions.voice import Voice
from invoiceflow.pdf.domain.paper import Row
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.runtime import formats


@dataclass(frozen=True, slots=True)
class Figures:
    """``amounts`` has one for each line; ``sums`` lead to ``total``, one row for each tax rate."""

    amounts: tuple[str, ...]
    sums: tuple[Row, ...]
    total: str
    due_on: str


def write_figures(printed: Printed, language: str, *, locale: str) -> Figures:
    """Return the figures as a locale writes them, with the words and dates of a language (BCP 47)."""
    voice = Voice(
        language=language_of(language),
        locale=locale,
        currency=printed.content.currency,
        words=words_of(language_of(language), printed.seller.country),
    )
    return Figures(
        amounts=tuple(line.amount for line in lay_out_figures.paper_lines(printed, voice)),
        sums=lay_out_figures.sums_by_rate(printed, voice),
        total=voice.money(printed.totals.total_minor),
        due_on=formats.format_date(printed.due_on, formats.locale_of(language)),
    )
