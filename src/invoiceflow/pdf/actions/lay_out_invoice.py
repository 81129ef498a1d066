"""Lay an invoice or a draft out on paper: every word and figure of the document, in the client's language."""

from dataclasses import replace
from datetime import date

from invoiceflow.kernel.money import Money
from invoiceflow.pdf.actions import lay_out_figures as figures
from invoiceflow.pdf.actions import lay_out_parties as parties
from invoiceflow.pdf.actions.draw_logo import draw_logo
from invoiceflow.pdf.actions.draw_transfer_code import draw_transfer_code
from invoiceflow.pdf.actions.voice import Voice, voice_of
from invoiceflow.pdf.domain.colour import readable_accent
from invoiceflow.pdf.domain.paper import (
    Due,
    Labels,
    Paper,
    PayLink,
    Row,
    Size,
    Template,
    TransferCode,
)
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.runtime import formats


def lay_out_invoice(printed: Printed, *, logo: bytes = b"", pay_url: str = "") -> Paper:
    """
    Return the paper of an issued invoice or of a draft.

    Pure: the same invoice and logo give the same paper, whenever it is asked for. ``logo`` is the file,
    ``pay_url`` the public address of the invoice; a draft shows neither that nor a code to pay with, lest
    someone does.
    """
    voice = voice_of(printed)
    words, content = voice.words, printed.content
    is_draft = not printed.number
    is_owed = printed.totals.total_minor > 0
    subject = words.draft_title if is_draft else f"{words.heading} {printed.number}"
    return Paper(
        template=_template(printed),
        size=_size(printed),
        language=voice.language,
        region=voice.locale.partition("-")[2],
        direction="rtl" if formats.is_right_to_left(voice.locale) else "ltr",
        accent=readable_accent(printed.accent),
        made_on=printed.issued_on,
        title=f"{subject} \u2013 {printed.seller.name}" if printed.seller.name else subject,
        heading=words.heading,
        subject=subject,
        number=printed.number,
        badge=words.draft_badge if is_draft else "",
        labels=_labels(printed, voice),
        seller=parties.letterhead(printed, voice),
        client=parties.addressee(printed, voice),
        logo=draw_logo(logo, words.logo_alt.format(name=printed.seller.name)),
        facts=_facts(printed, voice),
        reference=_reference(printed, voice),
        due=_due(printed, voice),
        intro=content.intro.strip(),
        lines=figures.paper_lines(printed, voice),
        hint=words.prices_include_tax if content.prices_include_tax else "",
        taxes=figures.tax_rows(printed, voice),
        sums=figures.sums(printed, voice),
        sums_by_rate=figures.sums_by_rate(printed, voice),
        total=voice.money(printed.totals.total_minor),
        terms=content.terms.strip(),
        notes=content.notes.strip(),
        bank=parties.bank_rows(printed, voice),
        code=None if is_draft else _code(printed, voice),
        pay_link=PayLink(pay_url, words.view_online) if pay_url and is_owed and not is_draft else None,
        footer=parties.footer_columns(printed, voice),
        legal=parties.small_print(printed),
    )


def _template(printed: Printed) -> Template:
    return "classic" if printed.template == "classic" else "modern"


def _size(printed: Printed) -> Size:
    return "us-letter" if "letter" in printed.paper.lower() else "a4"


def _labels(printed: Printed, voice: Voice) -> Labels:
    words = voice.words
    return Labels(
        bill_to=words.bill_to,
        amount_due=words.amount_due,
        position=words.position,
        description=words.description,
        quantity=words.quantity,
        price=words.price,
        discount=words.discount,
        tax=words.tax,
        amount=words.gross if printed.content.prices_include_tax else words.net,
        taxes=words.taxes,
        rate=words.rate,
        base=words.base,
        total=words.total,
        how_to_pay=words.how_to_pay,
        page=words.page,
    )


def _facts(printed: Printed, voice: Voice) -> tuple[Row, ...]:
    rows = (Row(voice.words.issued_on, voice.date(printed.issued_on)), *_occasion(printed, voice))
    return tuple(row for row in rows if row.value)


def _reference(printed: Printed, voice: Voice) -> tuple[Row, ...]:
    words = voice.words
    rows = (
        Row(words.invoice_number, printed.number or words.number_pending),
        Row(words.issued_on, voice.date(printed.issued_on)),
        *_occasion(printed, voice),
        Row(words.due_on, voice.date(printed.due_on)),
    )
    return tuple(row for row in rows if row.value)


def _occasion(printed: Printed, voice: Voice) -> tuple[Row, Row]:
    """Return when the service was and what the client calls it."""
    content, words = printed.content, voice.words
    first, last = content.service_from, content.service_to
    name, value = words.service_date, _span(first or last, last or first, voice)
    if first and last and first != last:
        name = words.service_period
    return Row(name, value), Row(words.reference, content.reference)


def _span(first: date | None, last: date | None, voice: Voice) -> str:
    return formats.format_period(first, last, voice.locale) if first and last else ""


def _due(printed: Printed, voice: Voice) -> Due:
    amount, day = voice.money(printed.totals.total_minor), voice.date(printed.due_on)
    sentence = voice.words.pay_sentence.format(amount=amount, date=day)
    is_owed = printed.totals.total_minor > 0
    return Due(amount, voice.words.due_by.format(date=day), sentence if is_owed and printed.bank.iban else "")


def _code(printed: Printed, voice: Voice) -> TransferCode | None:
    money = Money(printed.totals.total_minor, printed.content.currency)
    bank = replace(printed.bank, holder=printed.bank.holder or printed.seller.name)
    svg = draw_transfer_code(bank, money, printed.number)
    if svg is None:
        return None
    alt = voice.words.code_alt.format(amount=voice.money(money.minor))
    return TransferCode(svg, alt, voice.words.code_caption)
