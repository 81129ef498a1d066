"""The text inside the QR code for bank transfers."""

import pytest

from invoiceflow.invoicing.domain.invoice import Bank
from invoiceflow.kernel.money import Money
from invoiceflow.pdf.domain.transfer_code import MAX_MINOR, transfer_text

ACCOUNT = Bank(holder="Studio Nordlicht GmbH", iban="DE02 1203 0000 0000 2020 51", bic="byladem1001")


def test_the_code_says_who_where_how_much_and_what_for() -> None:
    """Lines and order are those of EPC069-12, version 002, in UTF-8."""
    assert transfer_text(ACCOUNT, Money(869986, "EUR"), "RE-2026-0412") == (
        "BCD\n002\n1\nSCT\nBYLADEM1001\nStudio Nordlicht GmbH\nDE02120300000000202051\nEUR8699.86\n\n\n"
        "RE-2026-0412"
    )


def test_no_text_can_forge_a_line_of_the_code() -> None:
    """A line break in a name stays inside its line, or an amount could be smuggled in."""
    text = transfer_text(Bank(holder="A\nEUR1.00", iban="DE02120300000000202051"), Money(500, "EUR"), "x\ny")
    assert text is not None
    assert text.split("\n")[5:8] == ["A EUR1.00", "DE02120300000000202051", "EUR5.00"]


@pytest.mark.parametrize(
    "money",
    [
        pytest.param(Money(100, "CHF"), id="not-euro"),
        pytest.param(Money(0, "EUR"), id="nothing-owed"),
        pytest.param(Money(-5, "EUR"), id="negative"),
        pytest.param(Money(MAX_MINOR + 1, "EUR"), id="too-large"),
    ],
)
def test_there_is_no_code_for_what_the_standard_cannot_say(money: Money) -> None:
    """Euro only, from one cent to 999,999,999.99."""
    assert transfer_text(ACCOUNT, money, "RE-1") is None
