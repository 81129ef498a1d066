"""Disputes, fraud warnings and risks in plain words: the same on pages and in emails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from invoiceflow.payments.domain.dispute import DisputeStatus
from invoiceflow.payments.domain.fraud_warning import Outcome

# ruff: noqa: RUF001  # apostrophes as they are printed


NOTHING: Final = "Nothing."
"""What there is to do, mostly."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a state is called, what it means, and what there is to do. ``tone`` is that of a note or a mark."""

    label: str
    meaning: str
    to_do: str
    tone: str


DISPUTES: Final[Mapping[str, Words]] = {
    DisputeStatus.INQUIRY: Words(
        "Inquiry",
        "The client’s bank asks about this payment. It has not taken any money.",
        "Answer with evidence, or refund all of it, which ends the inquiry. Unanswered it can become a dispute.",
        "warning",
    ),
    DisputeStatus.INQUIRY_ANSWERED: Words(
        "Inquiry answered",
        "The client’s bank has your answer, and has not taken any money.",
        "There is nothing to do. Most inquiries end without another word.",
        "info",
    ),
    DisputeStatus.INQUIRY_CLOSED: Words(
        "Inquiry closed",
        "The bank asked no further, and took no money.",
        NOTHING,
        "success",
    ),
    DisputeStatus.NEEDS_RESPONSE: Words(
        "Needs an answer",
        "The client’s bank has taken this money until the dispute is decided. Refunds are frozen meanwhile.",
        "Hand in evidence before it is due. Without an answer the dispute is lost.",
        "danger",
    ),
    DisputeStatus.UNDER_REVIEW: Words(
        "Under review",
        "The bank has your evidence and decides. Refunds stay frozen meanwhile.",
        "There is nothing to do. It can take two to three months.",
        "info",
    ),
    DisputeStatus.APPEAL: Words(
        "Appeal needs an answer",
        "The client’s bank objects to a dispute that was decided for you.",
        "Answer in Stripe’s own dashboard: appeals are not answered here.",
        "danger",
    ),
    DisputeStatus.APPEAL_ANSWERED: Words(
        "Appeal under review", "The bank decides about the appeal.", NOTHING, "info"
    ),
    DisputeStatus.WON: Words("Won", "The bank decided for you, and the money is back.", NOTHING, "success"),
    DisputeStatus.LOST: Words(
        "Lost",
        "The money went back to the client. The invoice is open again by as much.",
        "Ask the client to pay in another way, or give the invoice up.",
        "plain",
    ),
    DisputeStatus.PREVENTED: Words(
        "Prevented",
        "It was settled before it became a dispute: the money went back, and no dispute counts against you.",
        NOTHING,
        "plain",
    ),
}
UNKNOWN: Final = Words(
    "Disputed", "Stripe says of this dispute what is not known here yet.", "Look at it at Stripe.", "warning"
)

REASONS: Final[Mapping[str, str]] = {
    "bank_cannot_process": "The client’s bank could not process the payment",
    "check_returned": "The cheque was returned",
    "credit_not_processed": "The client waits for a refund that they were promised",
    "customer_initiated": "The client asked their bank for the money back",
    "debit_not_authorized": "The client says that they never agreed to the direct debit",
    "duplicate": "The client says that they were charged twice",
    "fraudulent": "The card’s holder says that they did not make this payment",
    "general": "The bank gave no particular reason",
    "incorrect_account_details": "The bank details were wrong",
    "insufficient_funds": "There was not enough money on the client’s bank account",
    "noncompliant": "The payment broke a rule of the card’s network",
    "product_not_received": "The client says that they did not get what they paid for",
    "product_unacceptable": "The client says that what they got was not what was agreed",
    "subscription_canceled": "The client says that they had cancelled",
    "unrecognized": "The client does not recognise the payment on their statement",
}
NO_REASON: Final = "The bank’s reason is not known here"

FRAUD_TYPES: Final[Mapping[str, str]] = {
    "card_never_received": "The card was stolen on its way to its holder",
    "fraudulent_card_application": "The card was ordered under a false name",
    "made_with_counterfeit_card": "The card was counterfeit",
    "made_with_lost_card": "The card had been lost",
    "made_with_stolen_card": "The card had been stolen",
    "misc": "The bank suspects fraud",
    "unauthorized_use_of_card": "Somebody used the card without its holder’s consent",
}
SOME_FRAUD: Final = "The bank suspects fraud"

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.OPEN: "Waits for you",
    Outcome.REFUNDING: "Being refunded",
    Outcome.REFUNDED: "Refunded",
    Outcome.DISPUTED: "Disputed",
    Outcome.LEFT: "Left as it is",
}

RISKS: Final[Mapping[str, str]] = {"elevated": "Elevated risk", "highest": "Highest risk"}
"""Levels that people should see; a normal one is not worth a word."""

REVIEWS: Final[Mapping[str, str]] = {
    "open": "In review at Stripe",
    "approved": "Review: approved",
    "acknowledged": "Review: acknowledged",
    "refunded": "Review: refunded",
    "refunded_as_fraud": "Review: refunded as fraud",
    "disputed": "Review: disputed",
    "canceled": "Review: payment canceled",
    "payment_never_settled": "Review: payment never settled",
    "redacted": "Review: closed",
}
SOME_REVIEW: Final = "Review: closed"


def dispute_words(status: str) -> Words:
    """Return the words for a dispute's state, also one that Stripe invents."""
    return DISPUTES.get(status, UNKNOWN)


def review_words(review: str) -> str:
    """Return what is said of a review: nothing where there is none."""
    return REVIEWS.get(review, SOME_REVIEW) if review else ""
