"""A tax rate as it is sent."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from invoiceflow.clients.domain.tax_rate import TaxRateDetails, treatment
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.errors import Invalid
from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.web import fields


def _check_category(code: str) -> None:
    if code not in set(TaxCategory):
        raise Invalid.field("", "tax.category_unknown", f"Use one of {', '.join(TaxCategory)}.")


Category = Annotated[
    str,
    Meta(
        pattern="^(?:S|Z|E|AE|K|G|O)(?!\n)$",
        examples=["S"],
        extra={
            "code": "tax.category_unknown",
            "message": "Use one of S, Z, E, AE, K, G, O.",
            "check": _check_category,
        },
    ),
]
"""A treatment by its code in UNTDID 5305."""


class NewTaxRate(msgspec.Struct, forbid_unknown_fields=True):
    """A tax rate to be added; without a category it is S above zero, else Z."""

    name: fields.Name
    rate: fields.Rate
    category: Category | None = None
    is_default: bool = False

    def details(self) -> TaxRateDetails:
        """
        Return the rate as it shall be.

        Raises:
            Invalid: rate and category do not go together.
        """
        return TaxRateDetails(self.name.strip(), treatment(self.rate, self.category), self.is_default)


class TaxRateChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What shall change about a tax rate; what is left out stays."""

    name: fields.Name | UnsetType = UNSET
    rate: fields.Rate | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET

    def applied_to(self, details: TaxRateDetails) -> TaxRateDetails:
        """
        Return the details with these changes.

        Raises:
            Invalid: rate and category do not go together.
        """
        rate = plain(details.tax.rate_percent) if self.rate is UNSET else self.rate
        category = details.tax.category.value if self.category is UNSET else self.category
        return TaxRateDetails(
            name=details.name if self.name is UNSET else self.name.strip(),
            tax=treatment(rate, category),
            is_default=details.is_default if self.is_default is UNSET else self.is_default,
        )
