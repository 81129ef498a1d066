"""What an account says against a dispute."""

from collections.abc import Collection, Mapping
from typing import Final, Literal

from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.wire import Json

_FILES: Final = (
    *(
        "cancellation_policy",
        "customer_communication",
        "customer_signature",
        "duplicate_charge_documentation",
    ),
    *("receipt", "refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file"),
)
_TEXTS: Final = (
    *("access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal"),
    *("customer_email_address", "customer_name", "customer_purchase_ip", "duplicate_charge_explanation"),
    *("duplicate_charge_id", "product_description", "refund_policy_disclosure", "refund_refusal_explanation"),
    *("service_date", "shipping_address", "shipping_carrier", "shipping_date", "shipping_tracking_number"),
    "uncategorized_text",
)
DECISIONS: Final[Mapping[str, Literal["won", "lost"]]] = {
    "winning_evidence": "won",
    "losing_evidence": "lost",
}
"""Stripe's published texts that decide a test dispute at once."""


def empty() -> Json:
    """Return evidence that says nothing yet."""
    return {**dict.fromkeys((*_FILES, *_TEXTS)), "enhanced_evidence": {}}


def after(before: Json, given: Params, known_files: Collection[str]) -> Json:
    """Return the evidence with what was added. `known_files` has the ids of the files that may be named."""
    given.know({*_FILES, *_TEXTS})
    added = {name: given.text(name) for name in given.fields}
    for name in _FILES:
        if added.get(name) and added[name] not in known_files:
            raise missing("file upload", str(added[name]), given.named(name))
    return before | added
