"""What Stripe is asked for, in its own words."""

from typing import Final

from stripe import RequestOptions
from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData
from stripe.params.v2.core import AccountCreateParamsConfigurationMerchantCapabilities

from invoiceflow.payments.domain.payment_account import DEBITS_IN, OWN
from invoiceflow.payments.domain.provider_amounts import to_provider
from invoiceflow.payments.ports import ChargeOrder, Order

# Which languages Stripe's page speaks of those that our documents do; for others the browser decides.
_LANGUAGES: Final = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "da"})


def capabilities(country: str) -> AccountCreateParamsConfigurationMerchantCapabilities:
    """Return what an account is to be able to do: cards, and debits where its country has them."""
    asked: AccountCreateParamsConfigurationMerchantCapabilities = {"card_payments": {"requested": True}}
    if country in DEBITS_IN:
        asked["sepa_debit_payments"] = {"requested": True}
    return asked


def session_of(order: Order) -> SessionCreateParams:
    """Return a page with one line of exactly the amount; with a payer, what is paid with is kept for them."""
    ours = {"checkout": str(order.checkout_id)}
    paying: SessionCreateParamsPaymentIntentData = {"metadata": ours, "description": order.title}
    wanted: SessionCreateParams = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": to_provider(order.amount_minor, order.currency),
                    "product_data": {"name": order.title},
                },
            }
        ],
        "client_reference_id": str(order.checkout_id),
        "metadata": ours,
        "payment_intent_data": paying,
        # The amount is the invoice's, in the invoice's currency.
        "adaptive_pricing": {"enabled": False},
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "locale": order.language if order.language in _LANGUAGES else "auto",
    }
    if order.payer:
        wanted["customer"] = order.payer
        wanted["payment_intent_data"] = {**paying, "setup_future_usage": "off_session"}
    elif order.email:
        wanted["customer_email"] = order.email
    return wanted


def charge_of(order: ChargeOrder) -> PaymentIntentCreateParams:
    """Return a payment by what is kept, with nobody there to ask."""
    wanted: PaymentIntentCreateParams = {
        "amount": to_provider(order.amount_minor, order.currency),
        "currency": order.currency.lower(),
        "customer": order.payer,
        "payment_method": order.payment_method,
        "allowed_payment_method_types": ["card", "sepa_debit"],
        "confirm": True,
        "off_session": True,
        "description": order.title,
        "metadata": {"checkout": str(order.checkout_id)},
    }
    if order.email:  # their bank's or Stripe's letter is how the client hears of it
        wanted["receipt_email"] = order.email
    return wanted


def on_account(account: str) -> RequestOptions:
    """Return how Stripe is told which account is meant; the operator's own is not named."""
    return {} if account == OWN else {"stripe_account": account}
