"""Who a document is from and for, and where the money goes."""

from invoiceflow.invoicing.domain.invoice import Party
from invoiceflow.pdf.actions.voice import Voice
from invoiceflow.pdf.domain.address import address_lines
from invoiceflow.pdf.domain.paper import Addressee, Letterhead, Row
from invoiceflow.pdf.domain.printed import Printed
from invoiceflow.runtime import formats

_MAX_FOOTER_LINES = 4
_MAX_FOOTER_WIDTH = 60


def letterhead(printed: Printed, voice: Voice) -> Letterhead:
    """Return who it is from; the country is named where the letter crosses a border."""
    seller = printed.seller
    address = address_lines(seller, country_name=_country(printed, seller, voice))
    lines = (", ".join(address), seller.email, seller.phone)
    return Letterhead(
        name=seller.name,
        lines=tuple(line for line in lines if line),
        sender_line=" · ".join(part for part in (seller.name, *address) if part),
    )


def addressee(printed: Printed, voice: Voice) -> Addressee:
    """Return whom it is for, with the number that tax offices know them by."""
    buyer = printed.buyer
    address = address_lines(buyer, country_name=_country(printed, buyer, voice))
    lines = (buyer.contact, *address, _tax_id(buyer, voice))
    return Addressee(buyer.name, tuple(line for line in lines if line))


def bank_rows(printed: Printed, voice: Voice) -> tuple[Row, ...]:
    """Return what a transfer needs; none where nothing is to be paid or no account is known."""
    bank, words = printed.bank, voice.words
    if not bank.iban or printed.totals.total_minor <= 0:
        return ()
    rows = (
        Row(words.account_holder, bank.holder or printed.seller.name),
        Row(words.iban, grouped_iban(bank.iban)),
        Row(words.bic, bank.bic),
        Row(words.bank, bank.name),
        Row(words.payment_reference, printed.number),
    )
    return tuple(row for row in rows if row.value)


def footer_columns(printed: Printed, voice: Voice) -> tuple[tuple[str, ...], ...]:
    """Return the foot of each page: the seller, the law, the bank. Empty columns are left out."""
    seller, bank, words = printed.seller, printed.bank, voice.words
    address = address_lines(seller, country_name=_country(printed, seller, voice))
    law = (
        *(_footer_lines(printed) if _footer_fits(printed) else ()),
        f"{words.vat_id} {seller.vat_id}" if seller.vat_id else "",
        f"{words.tax_number} {seller.tax_number}" if seller.tax_number else "",
    )
    account = (
        f"{words.iban} {grouped_iban(bank.iban)}" if bank.iban else "",
        " · ".join(part for part in (f"{words.bic} {bank.bic}" if bank.bic else "", bank.name) if part),
        seller.email,
    )
    columns = ((seller.name, *address), law, account)
    shown = (tuple(line for line in column if line) for column in columns)
    return tuple(column for column in shown if column)


def small_print(printed: Printed) -> tuple[str, ...]:
    """Return the tenant's footer text where it is too long for the foot of a page; it ends the document."""
    return () if _footer_fits(printed) else (printed.footer.strip(),)


def grouped_iban(iban: str) -> str:
    """Return an IBAN in groups of four, as it is read aloud."""
    joined = "".join(iban.split()).upper()
    return " ".join(joined[at : at + 4] for at in range(0, len(joined), 4))


def _country(printed: Printed, party: Party, voice: Voice) -> str:
    crosses = printed.buyer.country and printed.buyer.country != printed.seller.country
    return formats.country_name(party.country, voice.locale) if crosses and party.country else ""


def _tax_id(buyer: Party, voice: Voice) -> str:
    if buyer.vat_id:
        return f"{voice.words.vat_id} {buyer.vat_id}"
    return f"{voice.words.tax_number} {buyer.tax_number}" if buyer.tax_number else ""


def _footer_lines(printed: Printed) -> tuple[str, ...]:
    return tuple(line.strip() for line in printed.footer.splitlines() if line.strip())


def _footer_fits(printed: Printed) -> bool:
    lines = _footer_lines(printed)
    return len(lines) <= _MAX_FOOTER_LINES and all(len(line) <= _MAX_FOOTER_WIDTH for line in lines)
