"""A tax rate as a tenant has set it up."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.kernel.decimals import RATE
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.tax.domain.category import NotATaxTreatment, TaxCategory, TaxKey, default_category


@dataclass(frozen=True, slots=True)
class TaxRateDetails:
    """A rate by the tenant's own name for it; ``is_default`` is the one that new lines get, one at a time."""

    name: str
    tax: TaxKey
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax rate as it is stored. ``revision`` rises with every edit."""

    id: TaxRateId
    details: TaxRateDetails
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


def treatment(rate: str, category: str | None) -> TaxKey:
    """
    Return the treatment of a rate that was typed; without a category it is S above zero, else Z.

    Raises:
        Invalid: ``/rate`` is no percentage or does not go with the category, or ``/category`` is unknown.
    """
    percent = RATE.parse(rate, "/rate")
    if category is not None and category not in set(TaxCategory):
        known = ", ".join(TaxCategory)
        raise Invalid.field("/category", "tax.category_unknown", f"Use one of {known}.")
    chosen = TaxCategory(category) if category else default_category(percent)
    try:
        return TaxKey(chosen, percent)
    except NotATaxTreatment as error:
        raise Invalid(tuple(replace(each, pointer="/rate") for each in error.errors)) from None
