"""The seven kinds of tax treatment that an invoice line can have, and the key that totals are grouped by."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.errors import Invalid


class TaxCategory(StrEnum):
    """A treatment by its code in UNTDID 5305, as EN 16931 uses it (BT-118, BT-151)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    NOT_SUBJECT = "O"

    @property
    def label(self) -> str:
        """Return what people call it, in English."""
        return _LABELS[self]


_LABELS = {
    TaxCategory.STANDARD: "Taxed",
    TaxCategory.ZERO: "Zero rated",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Intra-Community supply",
    TaxCategory.EXPORT: "Export",
    TaxCategory.NOT_SUBJECT: "Not subject to tax",
}

_ORDER = {category: place for place, category in enumerate(TaxCategory)}


class NotATaxTreatment(Invalid):
    """The category and the rate contradict each other, or the rate is no percentage."""


@dataclass(frozen=True, slots=True)
class TaxKey:
    """
    How a line is taxed: one group of the tax table has one key (EN 16931 BR-S-08).

    ``rate_percent`` is 19 for 19 %; equal rates are equal keys however they were written (19 and 19.00).
    Only S has a rate above zero, and it must have one.

    Raises:
        NotATaxTreatment: at construction, when category and rate do not go together.

    """

    category: TaxCategory
    rate_percent: Decimal

    def __post_init__(self) -> None:
        """Refuse what cannot be, and settle on one spelling of the rate."""
        _check(self.category, self.rate_percent, "")
        object.__setattr__(self, "rate_percent", Decimal(plain(self.rate_percent)))

    @classmethod
    def of(cls, rate_percent: Decimal, category: TaxCategory | None = None, *, pointer: str = "") -> "TaxKey":
        """
        Return the key of a rate; without a category it is S if the rate is above zero, else Z.

        Raises:
            NotATaxTreatment: they do not go together. ``pointer`` is the line's ("/lines/0"), below which
            the error
                names ``tax_rate``.

        """
        chosen = category or default_category(rate_percent)
        _check(chosen, rate_percent, pointer)
        return cls(chosen, rate_percent)

    @property
    def order(self) -> tuple[int, Decimal]:
        """Return the place in a tax table: taxed groups first, the highest rate on top."""
        return (_ORDER[self.category], -self.rate_percent)


def default_category(rate_percent: Decimal) -> TaxCategory:
    """Return the category of a rate for which none was chosen: S above zero, else Z."""
    return TaxCategory.STANDARD if rate_percent > 0 else TaxCategory.ZERO


def _check(category: TaxCategory, rate_percent: Decimal, pointer: str) -> None:
    problem = _problem(category, rate_percent)
    if problem is not None:
        raise NotATaxTreatment.field(f"{pointer}/tax_rate", *problem)


def _problem(category: TaxCategory, rate_percent: Decimal) -> tuple[str, str] | None:
    if not rate_percent.is_finite() or not 0 <= rate_percent <= 100:
        return "tax.rate_out_of_range", "A tax rate is a percentage from 0 to 100."
    if category is TaxCategory.STANDARD and rate_percent == 0:
        return "tax.rate_needed", "Category S needs a rate above 0. Use Z for a zero rate."
    if category is not TaxCategory.STANDARD and rate_percent > 0:
        return "tax.rate_must_be_zero", f"Category {category} ({category.label}) has a rate of 0."
    return None
