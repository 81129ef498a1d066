"""The test cards and accounts of the stand-in for Stripe, and the page that tells them."""

import re
from pathlib import Path

from invoiceflow.sandbox.stripe.money.cards import CARDS, DEBITS

PAGE = (Path(__file__).parents[4] / "docs" / "stripe-stand-in.md").read_text()


def test_the_page_tells_every_card_and_account() -> None:
    """Those that there are, and no others."""
    assert set(re.findall(r"\b\d{16}\b", PAGE)) == {card.number for card in CARDS}
    assert set(re.findall(r"\b[A-Z]{2}\d{18,20}\b", PAGE)) == {debit.iban for debit in DEBITS}


def test_every_account_s_number_is_right() -> None:
    """Each IBAN has its check digits (ISO 13616), as products check them too."""
    for debit in DEBITS:
        turned = debit.iban[4:] + debit.iban[:4]
        assert int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1, debit.iban
