"""What can be laid out on paper: an issued invoice, or a draft with the parties that it would have today."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from invoiceflow.invoicing.domain.invoice import Bank, Content, Party
from invoiceflow.invoicing.domain.totals import Totals


class Printed(Protocol):
    """The facts of a document. An ``IssuedInvoice`` is one; a draft's ``number`` is empty."""

    @property
    def number(self) -> str:
        """Empty before issuing."""

    @property
    def issued_on(self) -> date:
        """In the tenant's zone."""

    @property
    def due_on(self) -> date:
        """In the tenant's zone."""

    @property
    def content(self) -> Content:
        """Lines, texts and language."""

    @property
    def totals(self) -> Totals:
        """Every figure that is shown."""

    @property
    def seller(self) -> Party:
        """Who asks for money."""

    @property
    def buyer(self) -> Party:
        """Who owes it."""

    @property
    def bank(self) -> Bank:
        """Where it goes."""

    @property
    def template(self) -> str:
        """Name of the layout; an unknown one is "modern"."""

    @property
    def accent(self) -> str:
        """Colour as #rrggbb; anything else is the default."""

    @property
    def paper(self) -> str:
        """The sheet: "a4" or "letter"."""

    @property
    def footer(self) -> str:
        """Lines of the tenant's own at the foot of each page."""


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """A draft as it would be printed today; the parties are empty as long as nobody chose them."""

    content: Content
    totals: Totals
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party = field(default_factory=lambda: Party(name="", country=""))
    bank: Bank = field(default_factory=Bank)
    template: str = "modern"
    accent: str = ""
    paper: str = "a4"
    footer: str = ""
    number: str = ""
