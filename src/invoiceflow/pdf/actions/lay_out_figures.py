"""The figures of a document, written out: all from the invoice's totals, nothing is added up here."""

from decimal import Decimal

from invoiceflow.invoicing.domain.invoice import Line
from invoiceflow.invoicing.domain.tax_groups import TaxGroup
from invoiceflow.pdf.actions.voice import Voice
from invoiceflow.pdf.domain.paper import PaperLine, Row, TaxRow
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.runtime import formats
from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.legal import exemption_reason


def paper_lines(printed: Printed, voice: Voice) -> tuple[PaperLine, ...]:
    """Return the lines. Where prices include tax, price and amount are as they were typed: with it."""
    lines = zip(printed.content.lines, printed.totals.lines, strict=True)
    gross = printed.content.prices_include_tax
    return tuple(
        _paper_line(str(position), line, total.gross_minor if gross else total.net_minor, voice)
        for position, (line, total) in enumerate(lines, start=1)
    )


def tax_rows(printed: Printed, voice: Voice) -> tuple[TaxRow, ...]:
    """Return the tax table, with the reason wherever no tax is charged."""
    return tuple(
        TaxRow(
            name=_rate_name(group, voice),
            base=voice.amount(group.base_minor),
            tax=voice.amount(group.tax_minor),
            reason=_reason(group.category, voice),
        )
        for group in printed.totals.taxes
    )


def sums(printed: Printed, voice: Voice) -> tuple[Row, ...]:
    """Return what leads to the total, with all taxes in one row."""
    totals, words = printed.totals, voice.words
    tax = Row(words.tax_total, voice.money(totals.tax_minor))
    return (*_before_tax(printed, voice), tax, *_rounding(printed, voice))


def sums_by_rate(printed: Printed, voice: Voice) -> tuple[Row, ...]:
    """Return what leads to the total, with a row for each tax rate."""
    taxes = [Row(tax_name(group, voice), voice.money(group.tax_minor)) for group in printed.totals.taxes]
    return (*_before_tax(printed, voice), *taxes, *_rounding(printed, voice))


def _paper_line(position: str, line: Line, amount_minor: int, voice: Voice) -> PaperLine:
    return PaperLine(
        position=position,
        description=line.description,
        note=line.note,
        quantity=formats.format_decimal(line.quantity, voice.locale),
        unit=line.unit,
        price=formats.format_price(line.unit_price, voice.currency, voice.locale),
        discount="\n".join(_changes(line, voice)),
        tax=_rate(line.tax.category, line.tax.rate_percent, voice),
        amount=voice.amount(amount_minor),
    )


def _changes(line: Line, voice: Voice) -> list[str]:
    changes = []
    if line.discount_percent:
        changes.append(formats.format_percent(-line.discount_percent, voice.locale))
    if line.discount_minor:
        changes.append(voice.amount(-line.discount_minor))
    if line.charge_minor:
        changes.append("+" + voice.amount(line.charge_minor))
    return changes


def _before_tax(printed: Printed, voice: Voice) -> list[Row]:
    totals, words = printed.totals, voice.words
    net = Row(words.net_total, voice.money(totals.net_minor))
    if not totals.discount_minor and not totals.charge_minor:
        return [net]
    rows = [Row(words.subtotal, voice.money(totals.lines_minor))]
    if totals.discount_minor:
        rows.append(Row(discount_name(printed, voice), voice.money(-totals.discount_minor)))
    if totals.charge_minor:
        rows.append(Row(words.charge, voice.money(totals.charge_minor)))
    return [*rows, net]


def discount_name(printed: Printed, voice: Voice) -> str:
    """Return what the discount on the whole is called."""
    content = printed.content
    if content.discount_minor or not content.discount_percent:
        return voice.words.discount
    percent = formats.format_percent(content.discount_percent, voice.locale)
    return voice.words.discount_of.format(percent=percent)


def _rounding(printed: Printed, voice: Voice) -> list[Row]:
    rounding_minor = printed.totals.rounding_minor
    return [Row(voice.words.rounding, voice.money(rounding_minor))] if rounding_minor else []


def _rate_name(group: TaxGroup, voice: Voice) -> str:
    rate = _rate(group.category, group.rate_percent, voice)
    is_taxed = group.category in {TaxCategory.STANDARD, TaxCategory.ZERO}
    return voice.words.tax_named.format(rate=rate) if is_taxed else rate


def _group_name(group: TaxGroup, voice: Voice) -> str:
    words = voice.words
    names = {
        TaxCategory.EXEMPT: words.exempt,
        TaxCategory.REVERSE_CHARGE: words.reverse_charge,
        TaxCategory.INTRA_COMMUNITY: words.intra_community,
        TaxCategory.EXPORT: words.export,
        TaxCategory.NOT_SUBJECT: words.not_taxed,
    }
    return names.get(group.category) or _rate_name(group, voice)


def tax_name(group: TaxGroup, voice: Voice) -> str:
    """Return what the tax of a group is called among the sums, with what it is on."""
    return voice.words.tax_on.format(tax=_group_name(group, voice), base=voice.money(group.base_minor))


def _rate(category: TaxCategory, percent: Decimal, voice: Voice) -> str:
    # What is outside the tax has no rate at all, not a rate of zero.
    return "\u2013" if category is TaxCategory.NOT_SUBJECT else formats.format_percent(percent, voice.locale)


def _reason(category: TaxCategory, voice: Voice) -> str:
    reason = exemption_reason(category, voice.language)
    return reason.text if reason else ""
