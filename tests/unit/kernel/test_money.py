"""Amounts of money and the currencies they are counted in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.currency import CURRENCIES, UnknownCurrency, currency_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.money import MAX_MINOR, MixedCurrencies, Money

NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"


def test_exponents_are_those_of_iso_4217() -> None:
    """ISO's own list of currencies without decimals and with three; all others have two."""
    assert {code for code, known in CURRENCIES.items() if known.exponent == 0} == set(NO_DECIMALS.split())
    assert {code for code, known in CURRENCIES.items() if known.exponent == 3} == set(THREE_DECIMALS.split())
    assert {known.exponent for known in CURRENCIES.values()} == {0, 2, 3}


@pytest.mark.parametrize("code", ["RSD", "ALL", "MGA", "HUF", "TWD", "PKR"])
def test_locale_data_is_not_believed(code: str) -> None:
    """Currencies that locale data or a payment provider shows without decimals have two in ISO 4217."""
    assert currency_of(code).exponent == 2


@pytest.mark.parametrize("code", ["XXX", "XAU", "CLF", "UYW", "USN", "EURO", "", "€", "EU\x00", "DEM"])
def test_what_nobody_is_paid_in_is_unknown(code: str) -> None:
    """Metals, funds, units of account and inventions are refused at the field."""
    with pytest.raises(UnknownCurrency) as refusal:
        currency_of(code, pointer="/currency")
    assert [(error.code, error.pointer) for error in refusal.value.errors] == [
        ("currency.unknown", "/currency")
    ]


def test_small_letters_are_answered_with_capitals() -> None:
    """Who writes eur is shown EUR."""
    with pytest.raises(UnknownCurrency) as refusal:
        currency_of("eur")
    assert refusal.value.errors[0].message == "Write currency codes in capitals: EUR."


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("10.50", "EUR", 1050),
        ("10.5", "EUR", 1050),
        ("1050", "JPY", 1050),
        ("1.050", "KWD", 1050),
        ("5.00", "JPY", 5),
    ],
)
def test_typed_amounts_are_counted_exactly(text: str, currency: str, minor: int) -> None:
    """An amount in whole units becomes minor units without rounding."""
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("1.005", "EUR", "Euro has two decimals."),
        ("0.5", "JPY", "Japanese Yen has no decimals."),
        ("0.0005", "KWD", "Kuwaiti Dinar has three decimals."),
    ],
)
def test_nothing_is_rounded_away(text: str, currency: str, message: str) -> None:
    """More decimals than the currency has are refused with the currency's rule."""
    with pytest.raises(Invalid) as refusal:
        Money.parse(text, currency, pointer="/amount")
    (error,) = refusal.value.errors
    assert (error.code, error.pointer, error.message) == ("amount.decimals", "/amount", message)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e400", "10000000000000.01", "-1e14"])
def test_what_cannot_be_counted_is_refused(amount: str) -> None:
    """Numbers without a size, or beyond 10^15 minor units, are refused and not computed with."""
    with pytest.raises(Invalid) as refusal:
        Money.of_decimal(Decimal(amount), "EUR")
    assert refusal.value.errors[0].code == "amount.too_large"


def test_a_speck_is_refused_without_being_worked_out() -> None:
    """An amount hundreds of digits below a cent has too many decimals, and costs nothing to refuse."""
    with pytest.raises(Invalid) as refusal:
        Money.of_decimal(Decimal("1e-999999"), "EUR")
    assert refusal.value.errors[0].code == "amount.decimals"


@pytest.mark.parametrize("amount", ["0", "0.00", "0E-30", "0E+30"])
def test_nothing_is_zero_however_it_is_written(amount: str) -> None:
    """Zero has no decimals too many."""
    assert Money.of_decimal(Decimal(amount), "EUR") == Money(0, "EUR")


def test_currencies_do_not_mix() -> None:
    """Sums and differences of two currencies are refused."""
    with pytest.raises(MixedCurrencies):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(MixedCurrencies):
        Money(1, "EUR") - Money(1, "USD")


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_survives_being_written(minor: int, currency: str) -> None:
    """Whole units and back is the same amount, with the decimals of its currency."""
    amount = Money(minor, currency)
    assert Money.of_decimal(amount.to_decimal(), currency) == amount
    assert amount.to_decimal().as_tuple().exponent == -currency_of(currency).exponent
    assert amount + -amount == Money(0, currency)
    assert amount - amount == Money(0, currency)
