"""The QR code with which a banking app fills in the transfer (EPC QR, "GiroCode")."""

import io

import segno
from stdnum import iban

from invoiceflow.invoicing.domain.invoice import Bank
from invoiceflow.kernel.money import Money
from invoiceflow.pdf.domain.transfer_code import transfer_text


def draw_transfer_code(bank: Bank, money: Money, reference: str) -> str | None:
    """
    Return the code as SVG text, or None for another currency than euro, no holder or no valid IBAN.

    ``money`` is what is still to be paid. Error correction is level M, as the standard asks.
    """
    text = transfer_text(bank, money, reference) if iban.is_valid(bank.iban) else None
    if text is None:
        return None
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8")
    svg = io.BytesIO()
    code.save(svg, kind="svg", xmldecl=False, omitsize=True, border=2)
    return svg.getvalue().decode().strip()
