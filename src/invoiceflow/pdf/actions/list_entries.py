"""An invoice as lines of text and amount that come to its total: for pages of others, which know no more of it."""

from invoiceflow.invoicing.domain.invoice import Line
from invoiceflow.payments.domain.mirror import Entry
from invoiceflow.pdf.actions.lay_out_figures import discount_name, tax_name
from invoiceflow.pdf.actions.voice import Voice, voice_of
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.runtime import formats


def list_entries(printed: Printed) -> tuple[Entry, ...]:
    """
    Return the lines as the document shows them, then what is put on and taken off the whole, then the taxes.

    Where prices include tax, no tax stands beside them. The discount is what the rest leaves to the total, so that
    nothing is added up here that the invoice has not.
    """
    content, totals, voice = printed.content, printed.totals, voice_of(printed)
    gross = content.prices_include_tax
    lines = [
        Entry(_name(line, voice), total.gross_minor if gross else total.net_minor)
        for line, total in zip(content.lines, totals.lines, strict=True)
    ]
    charges = [Entry(voice.words.charge, content.charge_minor)] if content.charge_minor else []
    taxes = [] if gross else [Entry(tax_name(group, voice), group.tax_minor) for group in totals.taxes]
    rest_minor = totals.total_minor - sum(each.amount_minor for each in (*lines, *charges, *taxes))
    discounts = [Entry(discount_name(printed, voice), rest_minor)] if rest_minor else []
    return (*lines, *discounts, *charges, *taxes)


def _name(line: Line, voice: Voice) -> str:
    quantity = " ".join(filter(None, (formats.format_decimal(line.quantity, voice.locale), line.unit)))
    return f"{line.description} ({quantity})"
