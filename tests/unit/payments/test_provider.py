"""What Stripe's words mean to us: what a message is about, and its minor units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.payments.domain.event import Target, Topic, target_of
from invoiceflow.payments.domain.provider_amounts import (
    NotAtStripe,
    from_provider,
    is_chargeable,
    least_chargeable,
    to_provider,
)


@pytest.mark.parametrize(
    ("type_", "subject", "target"),
    [
        ("checkout.session.completed", {"id": "cs_1"}, Target(Topic.SESSION, "cs_1")),
        ("payment_intent.succeeded", {"id": "pi_1"}, Target(Topic.PAYMENT, "pi_1")),
        ("charge.updated", {"id": "ch_1", "payment_intent": "pi_1"}, Target(Topic.PAYMENT, "pi_1")),
        ("charge.dispute.closed", {"id": "du_1", "payment_intent": "pi_1"}, Target(Topic.PAYMENT, "pi_1")),
        ("refund.failed", {"id": "re_1", "payment_intent": {"id": "pi_1"}}, Target(Topic.PAYMENT, "pi_1")),
        ("invoice.paid", {"id": "in_1"}, Target(Topic.INVOICE, "in_1")),
        ("invoice.upcoming", {"object": "invoice"}, None),
        ("invoice_payment.paid", {"id": "inpay_1", "invoice": "in_1"}, Target(Topic.INVOICE, "in_1")),
        ("invoiceitem.created", {"id": "ii_1"}, None),
        ("charge.succeeded", {"id": "ch_1", "payment_intent": None}, None),
        ("payment_method.detached", {"id": "pm_1"}, Target(Topic.METHOD, "pm_1")),
        ("payment_method.attached", {"id": "pm_1"}, None),
        ("account.updated", {"id": "acct_1"}, Target(Topic.ACCOUNT, "acct_1")),
        ("v2.core.account[requirements].updated", {}, Target(Topic.ACCOUNT, "acct_1")),
        ("payment_intent.succeeded", {"id": "pi 1'; --"}, None),
        ("payment_intent.succeeded", {"id": 7}, None),
        ("made.up", {"id": "x_1"}, None),
    ],
)
def test_a_message_leads_to_its_object(type_: str, subject: dict[str, object], target: Target | None) -> None:
    """All that concerns one payment leads to its intent; what is unknown or misshapen leads nowhere."""
    assert target_of(type_, "acct_1", subject) == target


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        (11900, "EUR", 11900),
        (500, "JPY", 500),
        (5, "ISK", 500),
        (5, "UGX", 500),
        (500, "MGA", 5),
        (5120, "KWD", 5120),
    ],
)
def test_an_amount_is_the_same_in_stripes_units(minor: int, currency: str, amount: int) -> None:
    """Stripe's decimals are its own for some currencies."""
    assert (to_provider(minor, currency), from_provider(amount, currency)) == (amount, minor)


@pytest.mark.parametrize(("minor", "currency"), [(501, "MGA"), (5124, "KWD")])
def test_what_stripe_cannot_say_is_not_asked_for(minor: int, currency: str) -> None:
    """No amount is rounded on its way."""
    with pytest.raises(NotAtStripe):
        to_provider(minor, currency)


@pytest.mark.parametrize(
    ("currency", "least", "most"),
    [
        ("EUR", 50, 99_999_999),
        ("GBP", 30, 99_999_999),
        ("HUF", 175_00, 99_999_999),
        ("JPY", 50, 99_999_999),
        ("IDR", 1, 999_999_999_999),
        ("KWD", 10, 99_999_990),
        ("ISK", 1, 999_999),
    ],
)
def test_stripe_takes_amounts_between_two_bounds(currency: str, least: int, most: int) -> None:
    """They are those of its documentation, in our minor units; a cent beyond either is paid by transfer."""
    bounds = (least - 1, least, most, most + 1)
    assert [is_chargeable(minor, currency) for minor in bounds] == [False, True, True, False]
    assert least_chargeable(currency) == least


def test_what_we_cannot_say_is_not_taken() -> None:
    """Half a yen's worth of hundredths has no place in our books."""
    with pytest.raises(NotAtStripe):
        from_provider(550, "ISK")


@given(currency=st.sampled_from(sorted(CURRENCIES)), amount=st.integers(1, 10**12))
def test_every_amount_comes_back_as_it_went(currency: str, amount: int) -> None:
    """In each currency, whatever can be asked for is what is read."""
    try:
        asked = to_provider(amount, currency)
    except NotAtStripe:
        return
    assert from_provider(asked, currency) == amount
