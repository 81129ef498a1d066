"""A document as the templates take it: every figure, date and label is a finished string in one language."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Template = Literal["modern", "classic"]
Size = Literal["a4", "us-letter"]

TEMPLATES: tuple[Template, ...] = ("modern", "classic")


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands beside it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One thing sold. ``discount`` may have several rows of text (percentage, amount, charge)."""

    position: str
    description: str
    note: str
    quantity: str
    unit: str
    price: str
    discount: str
    tax: str
    amount: str


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One group of the tax table; ``reason`` says why nothing is charged (EN 16931 BT-120), or is empty."""

    name: str
    base: str
    tax: str
    reason: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who it is from. ``sender_line`` is the return address in the window of an envelope, on one line."""

    name: str
    lines: tuple[str, ...]
    sender_line: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom it is for."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be paid and until when; ``sentence`` says both in one."""

    amount: str
    date: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG text, with the words for those who do not see it."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class TransferCode:
    """A QR code that fills in a bank transfer."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class PayLink:
    """Where it can be paid online."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings of the columns and blocks. ``page`` has the places ``{x}`` and ``{y}``."""

    bill_to: str
    amount_due: str
    position: str
    description: str
    quantity: str
    price: str
    discount: str
    tax: str
    amount: str
    taxes: str
    rate: str
    base: str
    total: str
    how_to_pay: str
    page: str


@dataclass(frozen=True, slots=True)
class Paper:
    """
    All that is on the pages. A part that is absent is an empty string, an empty tuple or None.

    ``language`` is ISO 639-1 and ``region`` ISO 3166-1 or empty; ``made_on`` is the date in the file's
    properties, so that the same paper always gives the same bytes. ``number`` is empty for a draft, which has
    ``badge`` instead. ``facts`` are those beside the amount due, ``reference`` the full block of a business
    letter; ``sums`` and ``sums_by_rate`` likewise come to the same ``total``. ``legal`` is small print.
    """

    template: Template
    size: Size
    language: str
    region: str
    direction: Literal["ltr", "rtl"]
    accent: str
    made_on: date
    title: str
    heading: str
    subject: str
    number: str
    badge: str
    labels: Labels
    seller: Letterhead
    client: Addressee
    logo: Picture | None
    facts: tuple[Row, ...]
    reference: tuple[Row, ...]
    due: Due
    intro: str
    lines: tuple[PaperLine, ...]
    hint: str
    taxes: tuple[TaxRow, ...]
    sums: tuple[Row, ...]
    sums_by_rate: tuple[Row, ...]
    total: str
    terms: str
    notes: str
    bank: tuple[Row, ...]
    code: TransferCode | None
    pay_link: PayLink | None
    footer: tuple[tuple[str, ...], ...]
    legal: tuple[str, ...]
