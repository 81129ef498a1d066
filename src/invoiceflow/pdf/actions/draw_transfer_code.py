"""The QR code with which a banking app fills in the transfer (EPC QR, "GiroCode")."""

from stdnum import iban

from invoiceflow.invoicing.domain.invoice import Bank
from invoiceflow.kernel.money import Money
from invoiceflow.pdf.domain.transfer_code import transfer_text
from invoiceflow.runtime.qr_codes import qr_code


def draw_transfer_code(bank: Bank, money: Money, reference: str) -> str | None:
    """
    Return the code as SVG text, or None for another currency than euro, no holder or no valid IBAN.

    ``money`` is what is still to be paid. Error correction is level M, as the standard asks.
    """
    text = transfer_text(bank, money, reference) if iban.is_valid(bank.iban) else None
    return qr_code(text) if text else None
