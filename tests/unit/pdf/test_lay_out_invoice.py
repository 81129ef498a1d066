"""An invoice laid out on paper: words and figures, before any typesetting."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoiceflow.invoicing.domain.invoice import Bank, Party
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.domain.paper import Paper, Row
from invoiceflow.pdf.domain.printed import DraftDocument
from paper_builders import ACCOUNT, LOGO, PUBLISHER, STUDIO, a_content, a_line, an_invoice

NBSP = "\u00a0"


def named(rows: tuple[Row, ...]) -> dict[str, str]:
    """Return the rows as a dictionary, with plain spaces."""
    return {row.name.replace(NBSP, " "): row.value.replace(NBSP, " ") for row in rows}


def a_draft_paper() -> Paper:
    """Return the paper of a draft."""
    content = a_content()
    draft = DraftDocument(
        content=content,
        totals=totals_of(content),
        issued_on=date(2026, 11, 18),
        due_on=date(2026, 12, 2),
        seller=STUDIO,
        buyer=PUBLISHER,
        bank=ACCOUNT,
    )
    return lay_out_invoice(draft, pay_url="https://pay.example/i/x")


def test_the_sums_lead_from_the_lines_to_the_total() -> None:
    """Subtotal, discount, net, tax and total are those of the invoice, in the words of its language."""
    paper = lay_out_invoice(an_invoice(a_content(discount_percent=Decimal(2))))
    assert named(paper.sums) == {
        "Zwischensumme netto": "7.538,60 €",
        "Rabatt 2 %": "\u2212150,77 €",
        "Netto": "7.387,83 €",
        "Umsatzsteuer": "1.312,03 €",
    }
    assert paper.total == f"8.699,86{NBSP}€"
    assert named(paper.sums_by_rate)["19 % USt. auf 6.624,02 €"] == "1.258,56 €"
    assert [line.amount for line in paper.lines][:2] == ["2.900,00", "3.511,20"]


def test_prices_with_tax_are_shown_as_typed_with_a_hint_and_the_rounding() -> None:
    """Lines show what was typed; what the division by the rate leaves over is a row of its own (BT-114)."""
    poster = a_line("Poster", "2", "14.95", "7", discount_percent=Decimal(10))
    lines = (a_line("Fotobuch", "3", "29.99"), poster)
    paper = lay_out_invoice(an_invoice(a_content(lines, prices_include_tax=True)))
    assert [(line.price, line.amount) for line in paper.lines] == [("29,99", "89,97"), ("14,95", "26,91")]
    assert paper.labels.amount == "Brutto"
    assert paper.hint == "Die Preise enthalten Umsatzsteuer."
    assert named(paper.sums)["Rundung"] == "\u22120,01 €"
    assert paper.total == f"116,88{NBSP}€"


def test_every_treatment_without_tax_says_why() -> None:
    """The reason stands with its group (EN 16931 BT-120); a taxed group has none."""
    lines = (
        a_line("Consulting", "1", "100", "0", category="AE"),
        a_line("Books", "1", "50", "0", category="K"),
        a_line("Printing", "1", "10"),
    )
    paper = lay_out_invoice(an_invoice(a_content(lines, language="en")))
    reasons = {row.name: row.reason for row in paper.taxes}
    assert reasons["19% VAT"] == ""
    assert [row.reason.partition(" ")[0] for row in paper.taxes] == ["", "Reverse", "Intra-Community"]


def test_discounts_and_charges_of_a_line_carry_their_signs() -> None:
    """Percentage, amount and charge stand under one another."""
    line = a_line(discount_percent=Decimal(5), discount_minor=1000, charge_minor=300)
    paper = lay_out_invoice(an_invoice(a_content((line,))))
    assert paper.lines[0].discount == f"\u22125{NBSP}%\n\u221210,00\n+3,00"


def test_a_draft_has_a_badge_but_no_number_no_code_and_no_link() -> None:
    """Nobody pays a draft by mistake."""
    paper = a_draft_paper()
    assert (paper.number, paper.badge, paper.code, paper.pay_link) == ("", "Entwurf", None, None)
    assert paper.title == "Entwurf einer Rechnung \u2013 Studio Nordlicht GmbH"
    assert "Verwendungszweck" not in named(paper.bank)


def test_an_issued_invoice_can_be_paid_by_code_and_by_link() -> None:
    """A valid IBAN and euro give a code whose words name the amount."""
    paper = lay_out_invoice(an_invoice(), pay_url="https://pay.example/i/x")
    assert paper.code is not None
    assert paper.total in paper.code.alt
    assert paper.pay_link is not None
    assert named(paper.bank)["IBAN"] == "DE02 1203 0000 0000 2020 51"


@pytest.mark.parametrize(
    "bank",
    [
        pytest.param(Bank(), id="no-account"),
        pytest.param(replace(ACCOUNT, iban="DE02120300000000202052"), id="wrong-check-digits"),
    ],
)
def test_without_a_valid_iban_there_is_no_code(bank: Bank) -> None:
    """A code with a wrong account would send money astray."""
    assert lay_out_invoice(an_invoice(bank=bank)).code is None


def test_nothing_asks_for_money_when_nothing_is_owed() -> None:
    """A total of zero or less has no bank details, sentence, code or link."""
    paper = lay_out_invoice(
        an_invoice(a_content((a_line(quantity="-1"),))), pay_url="https://pay.example/i/x"
    )
    assert (paper.bank, paper.due.sentence, paper.code, paper.pay_link) == ((), "", None, None)


def test_the_country_is_named_where_the_letter_crosses_a_border() -> None:
    """In the language of the document, for both sides."""
    buyer = Party("Acme B.V.", "NL", city="Amsterdam")
    paper = lay_out_invoice(an_invoice(buyer=buyer))
    assert paper.client.lines[-1] == "Niederlande"
    assert paper.seller.sender_line.endswith("Deutschland")
    assert "Deutschland" not in lay_out_invoice(an_invoice()).seller.sender_line


def test_a_long_footer_moves_to_the_end_of_the_document() -> None:
    """The foot of the page has room for four short lines."""
    assert lay_out_invoice(an_invoice()).legal == ()
    long = "Wort " * 50
    assert lay_out_invoice(an_invoice(footer=long)).legal == (long.strip(),)


def test_a_service_on_one_day_is_a_date_and_over_days_a_period() -> None:
    """The label says which."""
    one = lay_out_invoice(an_invoice(a_content(service_from=date(2026, 11, 3))))
    assert named(one.facts)["Leistungsdatum"] == "3. November 2026"
    content = a_content(service_from=date(2026, 11, 1), service_to=date(2026, 11, 18))
    assert named(lay_out_invoice(an_invoice(content)).facts)["Leistungszeitraum"] == "1.\u201318. Nov. 2026"


@pytest.mark.parametrize(
    ("logo", "is_shown"),
    [
        pytest.param(LOGO, True, id="svg"),
        pytest.param(b"", False, id="none"),
        pytest.param(b"GIF89a nonsense", False, id="broken"),
        pytest.param(b"%PDF-1.7", False, id="no-picture"),
    ],
)
def test_a_logo_is_shown_when_it_is_a_picture(logo: bytes, *, is_shown: bool) -> None:
    """A file that is no picture leaves the place empty instead of stopping the document."""
    picture = lay_out_invoice(an_invoice(), logo=logo).logo
    assert (picture is not None) == is_shown
    assert picture is None or picture.alt == "Logo: Studio Nordlicht GmbH"
