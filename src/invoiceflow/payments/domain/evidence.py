"""What is handed in to a bank against a dispute. Stripe and the bank take it once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

REQUESTED: Final = "requested"
SUBMITTED: Final = "submitted"
REFUSED: Final = "refused"

LABELS: Final[Mapping[str, str]] = {
    "uncategorized_text": "What happened",
    "product_description": "What was sold",
    "service_date": "When it was done",
    "access_activity_log": "Emails, and when the invoice was seen",
    "customer_name": "Client’s name",  # noqa: RUF001  # an apostrophe as it is printed
    "customer_email_address": "Client’s email",  # noqa: RUF001  # likewise
    "billing_address": "Client’s address",  # noqa: RUF001  # likewise
}
"""The texts that Stripe takes and we prepare, by its names for them."""

LONGEST: Final = 20_000
"""Characters of one text: all of them together stay below Stripe's 150,000."""

LARGEST_BYTES: Final = 4_500_000
"""Of the document: banks take no more, whatever Stripe does."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    An answer to a dispute.

    ``id`` is the key by which Stripe takes it once; ``file_id`` is the invoice's document there, once it was uploaded.
    """

    id: UUID
    dispute_id: UUID
    state: str
    texts: Mapping[str, str]
    has_document: bool
    file_id: str
    fault: str
    requested_by: str
    requested_at: datetime

    def submitted(self) -> "Evidence":
        """Return it as it is once Stripe has it."""
        return replace(self, state=SUBMITTED, fault="")

    def refused(self, why: str) -> "Evidence":
        """Return it as it is once Stripe has said that it does not take it."""
        return replace(self, state=REFUSED, fault=why[:500])
