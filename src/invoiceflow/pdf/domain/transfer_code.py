"""The text inside the QR code that fills in a bank transfer (EPC069-12, version 002)."""

from invoiceflow.invoicing.domain.invoice import Bank
from invoiceflow.kernel.money import Money

MAX_MINOR = 99_999_999_999
"""999,999,999.99 euro, the most that the standard can write."""

_MAX_NAME = 70
_MAX_REFERENCE = 140
_UTF_8 = "1"


def transfer_text(bank: Bank, money: Money, reference: str) -> str | None:
    """
    Return what a banking app reads to fill in the transfer, or None where the standard has no way to say it.

    It knows euro only, from 0.01 to ``MAX_MINOR``. The caller has checked the IBAN.
    """
    if money.currency != "EUR" or not 0 < money.minor <= MAX_MINOR or not bank.holder or not bank.iban:
        return None
    euro, cents = divmod(money.minor, 100)
    lines = (
        *("BCD", "002", _UTF_8, "SCT"),
        _joined(bank.bic),
        bank.holder[:_MAX_NAME],
        _joined(bank.iban),
        f"EUR{euro}.{cents:02}",
        "",  # purpose code
        "",  # structured reference; ours is free text
        reference[:_MAX_REFERENCE],
    )
    return "\n".join(" ".join(line.split()) for line in lines).rstrip("\n")


def _joined(number: str) -> str:
    return "".join(number.split()).upper()
