"""What the public page of an invoice shows, decided and formatted in the client's language."""

from dataclasses import dataclass
from datetime import date

from invoiceflow.delivery.actions.choose_words import words_of
from invoiceflow.delivery.domain.words import Words
from invoiceflow.delivery.web.pay_box import Paying
from invoiceflow.invoicing.domain.invoice import IssuedInvoice, Status
from invoiceflow.invoicing.queries.state import State
from invoiceflow.kernel.money import Money
from invoiceflow.pdf.domain.paper import Paper, Row
from invoiceflow.runtime import formats


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the bank details; ``copied`` is what the button copies (an IBAN without its blanks)."""

    name: str
    value: str
    copied: str
    copy_label: str


@dataclass(frozen=True, slots=True)
class PublicInvoicePage:
    """One invoice, for its client."""

    paper: Paper
    words: Words
    title: str
    badge: str
    badge_label: str
    dated: str
    due_heading: str
    due_amount: str
    due_line: str
    is_payable: bool
    paid_so_far: str
    bank: tuple[BankRow, ...]
    ask_how: str
    code_url: str
    code_alt: str
    pdf_url: str
    logo_url: str
    seller_lines: tuple[str, ...]
    email: str
    phone: str
    write_to: str
    call: str
    uses: str
    paying: Paying


def public_page(
    standing: State, invoice: IssuedInvoice, paper: Paper, *, here: str, today: date, paying: Paying
) -> PublicInvoicePage:
    """Return the page of an issued invoice; ``here`` is its address, ``today`` a day in the tenant's zone."""
    words = words_of(paper.language)
    locale = formats.locale_of(invoice.content.language, invoice.seller.country)
    due_minor = standing.due_minor if standing.status is not Status.VOID else 0
    # What is on its way is not asked for once more; where all of it is, the figure stays until it has come.
    owed = Money(paying.asked_minor or due_minor, invoice.content.currency)
    seller = invoice.seller
    named = {"heading": paper.heading, "number": paper.number, "seller": seller.name}
    badge, badge_label = _badge(standing, words, invoice.due_on < today)
    heading, line = _due(standing, words, invoice.due_on, today, locale)
    return PublicInvoicePage(
        paper=paper,
        words=words,
        title=words.page_title.format(**named),
        badge=badge,
        badge_label=badge_label,
        dated=words.dated.format(date=formats.format_date(invoice.issued_on, locale)),
        due_heading=heading,
        due_amount=formats.format_money(owed, locale),
        due_line=line,
        is_payable=paying.asked_minor > 0,
        paid_so_far=_paid(standing, invoice.content.currency, locale),
        bank=tuple(_bank_row(row, words) for row in paper.bank),
        ask_how=words.ask_how.format(name=seller.name),
        code_url=f"{here}/code.svg" if paper.code and paying.asked_minor > 0 else "",
        code_alt=paper.code.alt if paper.code else "",
        pdf_url=f"{here}/pdf",
        logo_url=f"{here}/logo" if invoice.logo else "",
        seller_lines=paper.seller.lines,
        email=seller.email,
        phone=seller.phone,
        write_to=words.write_to.format(name=seller.contact or seller.name),
        call=words.call.format(phone=seller.phone),
        uses=words.uses.format(name=seller.name),
        paying=paying,
    )


def _badge(standing: State, words: Words, is_late: bool) -> tuple[str, str]:  # noqa: FBT001  # read beside its name
    if standing.status is Status.PAID:
        return "paid", words.paid
    if standing.status is Status.VOID:
        return "void", words.void
    if is_late:
        return "overdue", words.overdue
    if standing.status is Status.PARTIALLY_PAID:
        return "partially_paid", words.part_paid
    return "issued", words.issued


def _due(standing: State, words: Words, due_on: date, today: date, locale: str) -> tuple[str, str]:
    if standing.status is Status.VOID:
        return words.nothing_due, words.void_note
    if standing.due_minor == 0:
        return words.nothing_due, words.paid_in_full
    distance = formats.format_days_from_now((due_on - today).days, locale)
    sentence = words.overdue_since if due_on < today else words.to_pay_by
    return words.still_to_pay, sentence.format(date=formats.format_date(due_on, locale), distance=distance)


def _paid(standing: State, currency: str, locale: str) -> str:
    return formats.format_money(Money(-standing.paid_minor, currency), locale) if standing.paid_minor else ""


def _bank_row(row: Row, words: Words) -> BankRow:
    plain = row.value.replace(" ", "")
    is_iban = plain[:2].isalpha() and plain[2:4].isdigit()
    return BankRow(row.name, row.value, plain if is_iban else row.value, words.copy.format(name=row.name))
