"""
`python engine.py LINES MANY`: typeset so many invoices of so many lines, each another; print the CPU seconds of one.

A program of its own, as the peers' are: what it measures is the engine as the product uses it, from an issued
invoice to its PDF/A-3a, without the request around it.
"""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import Bank, Content, IssuedInvoice, Line, Party
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.kernel.ids import InvoiceId, LineId
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.adapters.orders import order_of
from invoiceflow.pdf.adapters.typst_press import TypstPress
from invoiceflow.tax.domain.category import TaxKey

LOGO = Path(__file__).with_name("peers") / "logo.png"
STUDIO = Party(
    name="Studio Nordlicht GmbH",
    country="DE",
    street="Ditmar-Koel-Straße 21",
    postal_code="20459",
    city="Hamburg",
    vat_id="DE136695976",
    email="rechnung@studio-nordlicht.example",
)
GLOBEX = Party(name="Globex Ltd", country="DE", street="Hauptstraße 12", postal_code="10115", city="Berlin")
BANK = Bank("Studio Nordlicht GmbH", "DE02120300000000202051", "BYLADEM1001", "Musterbank")


def invoice(salt: int, lines: int) -> IssuedInvoice:
    """Return an invoice that says what the peers' says; another salt is another one."""
    content = Content(
        client_id=None,
        currency="EUR",
        language="en",
        lines=tuple(_line(salt, line) for line in range(lines)),
        notes="Payable within 14 days without deduction. Thank you for your business.",
    )
    return IssuedInvoice(
        id=InvoiceId(UUID(int=salt)),
        number=f"2026-{salt:04}",
        issued_on=date(2026, 11, 23),
        due_on=date(2026, 12, 7),
        content=content,
        totals=totals_of(content),
        seller=STUDIO,
        buyer=GLOBEX,
        bank=BANK,
        template="modern",
        accent="#14464a",
        paper="a4",
        logo="",
        footer="",
    )


def _line(salt: int, line: int) -> Line:
    return Line(
        id=LineId(UUID(int=line + 1)),
        description=f"Consulting package {salt}-{line}: implementation and on-site support",
        quantity=Decimal(1 + (line * 7 + salt) % 9),
        unit_price=Decimal(1900 + (line * 311 + salt * 17) % 90000) / 100,
        tax=TaxKey.of(Decimal(19)),
    )


def cpu_seconds(lines: int, many: int) -> float:
    """Return what one document takes, once the engine is warm."""
    press, logo = TypstPress(), LOGO.read_bytes()

    def draw(salt: int) -> None:
        made = press.make(order_of(lay_out_invoice(invoice(salt, lines), logo=logo), "pdf"))
        if made.problem or made.notes:
            raise RuntimeError(f"the document was not made as it should be: {made.problem} {made.notes}")

    for warm in range(1 if lines > 100 else 10):
        draw(9000 + warm)
    before = process_time()
    for salt in range(many):
        draw(salt)
    return (process_time() - before) / many


if __name__ == "__main__":
    print(json.dumps({"cpu_seconds": cpu_seconds(*map(int, sys.argv[1:3]))}))
