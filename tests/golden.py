"""The golden vectors of `tests/vectors/` as values: worked out by hand, run here, quoted by docs/rules."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec

from invoiceflow.invoicing.domain.line_totals import LineAmounts
from invoiceflow.invoicing.domain.totals import Totals
from invoiceflow.tax.domain.category import TaxCategory, TaxKey

VECTORS = Path(__file__).parent / "vectors"


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers of an invoice and nothing else: the plainest that can be added up."""

    currency: str
    lines: tuple[LineAmounts, ...]
    prices_include_tax: bool = False
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0
    charge_minor: int = 0


class LineGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A line as a vector writes it."""

    quantity: str
    unit_price: str
    tax_rate: str
    tax_category: TaxCategory | None = None
    discount_percent: str = "0"
    discount_minor: int = 0
    charge_minor: int = 0

    def amounts(self) -> LineAmounts:
        """Return the line as the money core takes it."""
        return LineAmounts(
            quantity=Decimal(self.quantity),
            unit_price=Decimal(self.unit_price),
            tax=TaxKey.of(Decimal(self.tax_rate), self.tax_category),
            discount_percent=Decimal(self.discount_percent),
            discount_minor=self.discount_minor,
            charge_minor=self.charge_minor,
        )


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """An invoice as a vector writes it."""

    currency: str
    lines: list[LineGiven]
    prices_include_tax: bool = False
    discount_percent: str = "0"
    discount_minor: int = 0
    charge_minor: int = 0

    def amounts(self) -> Amounts:
        """Return the invoice as the money core takes it."""
        return Amounts(
            currency=self.currency,
            lines=tuple(line.amounts() for line in self.lines),
            prices_include_tax=self.prices_include_tax,
            discount_percent=Decimal(self.discount_percent),
            discount_minor=self.discount_minor,
            charge_minor=self.charge_minor,
        )


class TaxExpected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the tax table."""

    category: str
    rate: str
    base_minor: int
    tax_minor: int


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an invoice comes to; `lines` are the nets of the lines."""

    taxes: tuple[TaxExpected, ...]
    lines: tuple[int, ...]
    lines_minor: int
    discount_minor: int
    charge_minor: int
    net_minor: int
    tax_minor: int
    rounding_minor: int
    total_minor: int

    @classmethod
    def of(cls, totals: Totals) -> "Expected":
        """Return computed totals in the shape of a vector."""
        return cls(
            taxes=tuple(
                TaxExpected(group.category, str(group.rate_percent), group.base_minor, group.tax_minor)
                for group in totals.taxes
            ),
            lines=tuple(line.net_minor for line in totals.lines),
            lines_minor=totals.lines_minor,
            discount_minor=totals.discount_minor,
            charge_minor=totals.charge_minor,
            net_minor=totals.net_minor,
            tax_minor=totals.tax_minor,
            rounding_minor=totals.rounding_minor,
            total_minor=totals.total_minor,
        )


class TotalsCase(msgspec.Struct, forbid_unknown_fields=True):
    """One invoice and what it comes to."""

    name: str
    why: str
    given: Given
    expect: Expected


class SplitCase(msgspec.Struct, forbid_unknown_fields=True):
    """One amount and its parts."""

    name: str
    why: str
    amount_minor: int
    weights: list[int]
    parts: tuple[int, ...]


class NumberCase(msgspec.Struct, forbid_unknown_fields=True):
    """One number of one format."""

    name: str
    format: str
    issued_on: str
    seq: int
    number: str
    period: str


@dataclass(frozen=True, slots=True)
class Golden:
    """All vectors; totals by "file/name"."""

    totals: dict[str, TotalsCase]
    splits: dict[str, SplitCase]
    numbers: dict[str, NumberCase]


def load() -> Golden:
    """Return the vectors as they lie on disk."""
    totals = {
        f"{file.stem}/{case.name}": case
        for file in sorted((VECTORS / "totals").glob("*.json"))
        for case in msgspec.json.decode(file.read_bytes(), type=list[TotalsCase])
    }
    splits = msgspec.json.decode((VECTORS / "split.json").read_bytes(), type=list[SplitCase])
    numbers = msgspec.json.decode((VECTORS / "numbering.json").read_bytes(), type=list[NumberCase])
    return Golden(totals, {case.name: case for case in splits}, {case.name: case for case in numbers})


GOLDEN = load()
