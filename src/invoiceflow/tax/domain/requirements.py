"""
What has to be known about seller and buyer before an invoice with a treatment is issued.

The table is that of EN 16931 (BR-S-02, BR-AE-02 and their like); see docs/rules/tax.md for what blocks and
what only warns. It is asked of sellers in the European Union; elsewhere a missing tax id is no reason to
stop anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from invoiceflow.kernel.errors import FieldError
from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.union import in_union


class TaxParty(Protocol):
    """What tax law asks of a seller or buyer."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""

    @property
    def vat_id(self) -> str:
        """With its country prefix, or empty."""

    @property
    def tax_number(self) -> str:
        """National tax number, or empty."""


@dataclass(frozen=True, slots=True)
class Findings:
    """``errors`` forbid issuing; ``warnings`` are shown and forbid nothing."""

    errors: tuple[FieldError, ...] = ()
    warnings: tuple[FieldError, ...] = ()


def missing_for(categories: Iterable[TaxCategory], seller: TaxParty, buyer: TaxParty) -> Findings:
    """
    Return what the treatments on an invoice still need of its parties.

    Pointers are ``/seller/vat_id``, ``/client/vat_id`` and ``/lines``.
    """
    used = set(categories)
    if not in_union(seller.country):
        return Findings()
    return Findings(
        errors=(*_cross_border_seller(used, seller), *_cross_border_buyer(used, buyer), *_mixed(used)),
        warnings=_domestic_seller(used, seller),
    )


def _cross_border_seller(used: set[TaxCategory], seller: TaxParty) -> tuple[FieldError, ...]:
    if TaxCategory.INTRA_COMMUNITY in used and not seller.vat_id:
        return (_need("/seller/vat_id", TaxCategory.INTRA_COMMUNITY, "your VAT id in the settings"),)
    if TaxCategory.REVERSE_CHARGE in used and not (seller.vat_id or seller.tax_number):
        return (_need("/seller/vat_id", TaxCategory.REVERSE_CHARGE, "your VAT id in the settings"),)
    return ()


def _cross_border_buyer(used: set[TaxCategory], buyer: TaxParty) -> tuple[FieldError, ...]:
    if TaxCategory.INTRA_COMMUNITY in used and not buyer.vat_id:
        return (_need("/client/vat_id", TaxCategory.INTRA_COMMUNITY, "the client's VAT id"),)
    if TaxCategory.REVERSE_CHARGE in used and not (buyer.vat_id or buyer.tax_number):
        return (_need("/client/vat_id", TaxCategory.REVERSE_CHARGE, "the client's VAT id or tax number"),)
    return ()


def _mixed(used: set[TaxCategory]) -> tuple[FieldError, ...]:
    if TaxCategory.NOT_SUBJECT in used and len(used) > 1:
        message = "What is not subject to tax (O) needs an invoice of its own. Split this one in two."
        return (FieldError("tax.mixed_with_not_subject", "/lines", message),)
    return ()


_ASK_FOR_ANY_ID = {TaxCategory.STANDARD, TaxCategory.ZERO, TaxCategory.EXEMPT, TaxCategory.EXPORT}


def _domestic_seller(used: set[TaxCategory], seller: TaxParty) -> tuple[FieldError, ...]:
    if not used & _ASK_FOR_ANY_ID or seller.vat_id or seller.tax_number:
        return ()
    message = "An invoice in the EU usually names your VAT id or tax number. Add it in the settings."
    return (FieldError("tax.seller_id_missing", "/seller/vat_id", message),)


def _need(pointer: str, category: TaxCategory, what: str) -> FieldError:
    return FieldError("tax.id_missing", pointer, f"{category.label} needs {what}. Add it, then issue.")
