"""A tenant's account at Stripe, on which its clients pay."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.provider_amounts import least_chargeable
from invoiceflow.payments.domain.seen import SeenAccount

OWN: Final = "own"
"""The operator's own account, whose key is set here. Stripe names none so, and is told none."""

DEBITS_IN: Final = frozenset(
    {
        *(
            "AT",
            "BE",
            "BG",
            "CH",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GI",
            "GR",
            "HR",
            "HU",
        ),
        *("IE", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
        *("AU", "CA", "HK", "JP", "MX", "NZ", "SG", "US"),
    }
)
"""Countries whose businesses Stripe lets take SEPA direct debits; it refuses to be asked for others."""


@dataclass(frozen=True, slots=True)
class PaymentAccount:
    """
    ``account`` is Stripe's name for it, empty until Stripe has opened it.

    ``requirements`` are what Stripe still asks for, in its own words for them. ``confirmed_at`` is when Stripe was last
    asked. Messages were looked for until ``followed_until``. With a ``least_part_minor`` above zero clients may pay
    invoices of that currency in parts, none of them smaller. ``way`` is on which page they pay all at once.
    """

    id: UUID
    account: str
    is_ready: bool
    requirements: tuple[str, ...]
    opened_by: str
    opened_at: datetime
    followed_until: datetime
    confirmed_at: datetime | None = None
    disconnected_at: datetime | None = None
    least_part_minor: int = 0
    least_part_currency: str = ""
    way: Way = Way.CHECKOUT

    def least_of(self, payable_minor: int, currency: str) -> int:
        """Return the smallest amount that may be paid at once: all of it where parts are not allowed."""
        if self.least_part_minor == 0 or self.least_part_currency != currency:
            return payable_minor
        return min(self.least_part_minor, payable_minor)

    def takes(self, amount_minor: int, payable_minor: int, currency: str) -> bool:
        """Return whether an amount may be paid at once: all of it, or a part after which the rest can be paid, too."""
        rest_minor = payable_minor - amount_minor
        return rest_minor == 0 or (
            self.least_of(payable_minor, currency) <= amount_minor
            and rest_minor >= least_chargeable(currency)
        )

    def as_seen(self, seen: SeenAccount, at: datetime) -> "PaymentAccount":
        """Return the account as Stripe shows it. One that was closed there is connected no more."""
        return replace(
            self,
            account=seen.id,
            is_ready=seen.is_ready and not seen.is_closed,
            requirements=seen.requirements,
            confirmed_at=at,
            disconnected_at=self.disconnected_at or (at if seen.is_closed else None),
        )
