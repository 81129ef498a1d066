"""Amounts as people read them."""

from invoiceflow.sandbox.stripe.money.payment_intent import NO_DECIMALS


def written(amount_minor: int, currency: str) -> str:
    """Return an amount with its currency: EUR 12.50."""
    if currency in NO_DECIMALS:
        return f"{currency.upper()} {amount_minor}"
    sign, (whole, rest) = "-" if amount_minor < 0 else "", divmod(abs(amount_minor), 100)
    return f"{currency.upper()} {sign}{whole}.{rest:02}"
