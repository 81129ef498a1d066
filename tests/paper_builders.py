"""Invoices to put on paper: valid by default, say only what matters."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import Bank, Content, IssuedInvoice, Line, Party
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.kernel.ids import ClientId, InvoiceId, LineId
from invoiceflow.tax.domain.category import TaxCategory, TaxKey

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    b'<circle cx="24" cy="24" r="23" fill="#14464a"/>'
    b'<path d="M24 8 L28.2 19.8 L40 24 L28.2 28.2 L24 40 L19.8 28.2 L8 24 L19.8 19.8 Z" fill="#f2c35b"/>'
    b"</svg>"
)

STUDIO = Party(
    name="Studio Nordlicht GmbH",
    country="DE",
    street="Ditmar-Koel-Straße 21",
    postal_code="20459",
    city="Hamburg",
    vat_id="DE289517437",
    email="rechnung@studio-nordlicht.example",
    phone="+49 40 5550 1880",
)
PUBLISHER = Party(
    name="Hanseatische Verlagsgesellschaft für Kunst und Kultur mbH & Co. KG",
    country="DE",
    contact="Dr. Annegret Thomsen-Bäcker",
    street="Große Bleichen 45",
    postal_code="20354",
    city="Hamburg",
    vat_id="DE811907328",
)
ACCOUNT = Bank(
    holder="Studio Nordlicht GmbH", iban="DE02120300000000202051", bic="BYLADEM1001", name="Musterbank"
)


def a_line(
    description: str = "Strategieworkshop „Leitbild 2027“",
    quantity: str = "2",
    unit_price: str = "1450",
    rate: str = "19",
    **others: str | Decimal | int,
) -> Line:
    """Return a line; ``category`` is a code of UNTDID 5305."""
    category = others.pop("category", None)
    return replace(
        Line(
            id=LineId(UUID(int=1)),
            description=description,
            quantity=Decimal(quantity),
            unit_price=Decimal(unit_price),
            tax=TaxKey.of(Decimal(rate), TaxCategory(str(category)) if category else None),
        ),
        **others,  # type: ignore[arg-type]  # dataclasses.replace is typed by no name
    )


def german_lines() -> tuple[Line, ...]:
    """Return what a design studio sells in a month: two rates, a discount, notes."""
    return (
        a_line(unit="Tage", note="Zwei Tage vor Ort, Moderation und Dokumentation"),
        a_line(
            "Gestaltung Jahresprogramm 2027",
            "38.5",
            "96",
            unit="Std.",
            note="Konzept, Satz und Reinzeichnung, 64 Seiten",
            discount_percent=Decimal(5),
        ),
        a_line("Bildlizenzen Archiv, zeitlich unbegrenzt", "12", "45", "7", unit="Stk."),
        a_line("Fachbuch Typografie im Museum", "6", "39.90", "7", unit="Stk.", note="Belegexemplare"),
        a_line("Webhosting und Pflege, jährlich", "12", "29", unit="Mon."),
    )


def a_content(lines: tuple[Line, ...] | None = None, **others: object) -> Content:
    """Return what an invoice says, in German and euro."""
    content = Content(
        client_id=ClientId(UUID(int=2)),
        currency="EUR",
        language="de",
        lines=german_lines() if lines is None else lines,
    )
    return replace(content, **others)  # type: ignore[arg-type]  # dataclasses.replace is typed by no name


def an_invoice(content: Content | None = None, **others: object) -> IssuedInvoice:
    """Return an issued invoice of a German studio to a German publisher."""
    said = content or a_content()
    invoice = IssuedInvoice(
        id=InvoiceId(UUID(int=3)),
        number="RE-2026-0412",
        issued_on=date(2026, 11, 18),
        due_on=date(2026, 12, 2),
        content=said,
        totals=totals_of(said),
        seller=STUDIO,
        buyer=PUBLISHER,
        bank=ACCOUNT,
        template="modern",
        accent="#14565b",
        paper="a4",
        logo="",
        footer="Geschäftsführung: Mara Petersen\nAmtsgericht Hamburg, HRB 148 222",
    )
    return replace(invoice, **others)  # type: ignore[arg-type]  # dataclasses.replace is typed by no name
