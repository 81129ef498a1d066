"""Stripe's published test cards and test accounts, and what happens to a payment with each."""

from dataclasses import dataclass
from typing import Final, Literal

Trouble = Literal["", "dispute", "inquiry", "early_fraud_warning", "review"]
Risk = Literal["normal", "elevated", "highest"]

DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Card:
    """
    What a card does. `decline` is Stripe's code and decline code, `declines` when: at each payment, or only at later
    ones of a customer who has saved it. `saved_once` asks for 3-D Secure no more once it was saved with that. `trouble`
    comes after the payment, `reason` is the dispute's; `refund` is what becomes of a refund in the end.
    """

    number: str
    token: str = ""
    decline: tuple[str, str | None] | None = None
    declines: Literal["always", "once saved"] = "always"
    authenticates: bool = False
    saved_once: bool = False
    trouble: Trouble = ""
    reason: str = "fraudulent"
    refund: Literal["succeeds", "is late", "fails"] = "succeeds"
    risk: Risk = "normal"
    brand: str = "visa"


@dataclass(frozen=True, slots=True)
class Debit:
    """What a bank account does, and how long the bank takes to say so. Three days are made up; minutes are Stripe's."""

    iban: str
    succeeds: bool = True
    seconds: int = 3 * DAY
    trouble: Trouble = ""


CARDS: Final = (
    Card("4242424242424242", "pm_card_visa"),
    Card("5555555555554444", "pm_card_mastercard", brand="mastercard"),
    Card("4000000000000002", "pm_card_visa_chargeDeclined", decline=("card_declined", "generic_decline")),
    Card(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        decline=("card_declined", "insufficient_funds"),
    ),
    Card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", decline=("card_declined", "lost_card")),
    Card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", decline=("expired_card", None)),
    Card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", decline=("incorrect_cvc", None)),
    Card("4000000000000119", "pm_card_chargeDeclinedProcessingError", decline=("processing_error", None)),
    Card(
        "4000000000000341",
        "pm_card_chargeCustomerFail",
        decline=("card_declined", "generic_decline"),
        declines="once saved",
    ),
    Card("4000002500003155", "pm_card_authenticationRequiredOnSetup", authenticates=True, saved_once=True),
    Card("4000002760003184", "pm_card_authenticationRequired", authenticates=True),
    Card(
        "4000008260003178",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        authenticates=True,
        decline=("card_declined", "insufficient_funds"),
    ),
    Card("4000000000000259", "pm_card_createDispute", trouble="dispute"),
    Card(
        "4000000000002685",
        "pm_card_createDisputeProductNotReceived",
        trouble="dispute",
        reason="product_not_received",
    ),
    Card("4000000000001976", "pm_card_createDisputeInquiry", trouble="inquiry"),
    Card("4000000000005423", "pm_card_createIssuerFraudRecord", trouble="early_fraud_warning"),
    Card("4000000000009235", "pm_card_riskLevelElevated", trouble="review", risk="elevated"),
    Card("4000000000004954", "pm_card_riskLevelHighest", risk="highest"),
    Card(
        "4100000000000019",
        "pm_card_radarBlock",
        decline=("card_declined", "fraudulent"),
        risk="highest",
    ),
    Card("4000000000007726", "pm_card_pendingRefund", refund="is late"),
    Card("4000000000005126", "pm_card_refundFail", refund="fails"),
)
DEBITS: Final = (
    Debit("DE89370400440532013000"),
    Debit("DE08370400440532013003", seconds=180),
    Debit("DE62370400440532013001", succeeds=False),
    Debit("DE78370400440532013004", succeeds=False, seconds=180),
    Debit("DE35370400440532013002", trouble="dispute"),
    Debit("AT611904300234573201"),
    Debit("AT321904300235473204", seconds=180),
    Debit("AT861904300235473202", succeeds=False),
    Debit("AT051904300235473205", succeeds=False, seconds=180),
    Debit("AT591904300235473203", trouble="dispute"),
)
_BY_NUMBER: Final = {card.number: card for card in CARDS}
_BY_TOKEN: Final = {card.token: card for card in CARDS}
_BY_IBAN: Final = {debit.iban: debit for debit in DEBITS}


def card(number: str) -> Card | None:
    """Return the test card of a number, written with or without blanks."""
    return _BY_NUMBER.get("".join(number.split()))


def card_of_token(token: str) -> Card | None:
    """Return the test card that Stripe's name of a payment method, such as `pm_card_visa`, stands for."""
    return _BY_TOKEN.get({"pm_card_chargeDeclined": "pm_card_visa_chargeDeclined"}.get(token, token))


def debit(iban: str) -> Debit | None:
    """Return the test account of an IBAN."""
    return _BY_IBAN.get("".join(iban.split()).upper())
