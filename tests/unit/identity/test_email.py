"""Addresses as identities: one spelling for each, and look-alikes kept apart or kept out."""

import pytest

from invoiceflow.identity.domain.email import canonical
from invoiceflow.kernel.errors import Invalid

VICTIM = "mara.petersen@example.com"


@pytest.mark.parametrize(
    "written", ["Mara.Petersen@Example.COM", " mara.petersen@example.com ", "MARA.PETERSEN@EXAMPLE.COM"]
)
def test_spellings_are_one_address(written: str) -> None:
    """Capitals and blanks around it make no other address; what is sent goes to the one spelling."""
    assert canonical(written) == VICTIM


@pytest.mark.parametrize(
    "alike",
    [
        pytest.param("marapetersen@example.com", id="dots"),
        pytest.param("mara.petersen+x@example.com", id="plus"),
        pytest.param("mara.petersen@xn--xample-9uf.com", id="punycode"),
        pytest.param("mara.petersen@example.com.de", id="longer-domain"),
        pytest.param("mara_petersen@example.com", id="underscore"),
        pytest.param("rnara.petersen@example.com", id="rn"),
    ],
)
def test_another_address_stays_another(alike: str) -> None:
    """Nothing is folded that only the mail's host could fold."""
    assert canonical(alike) == alike
    assert canonical(alike) != VICTIM


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("m\u0430ra.petersen@example.com", "email.not_ascii", id="cyrillic-a"),
        pytest.param("mara.petersen@\u0435\u0445ample.com", "email.not_ascii", id="cyrillic-domain"),
        pytest.param("mara.petersen@\uff45xample.com", "email.not_ascii", id="full-width"),
        pytest.param("mara.petersen\u200b@example.com", "email.not_ascii", id="zero-width"),
        pytest.param("mara.petersen@example\u3002com", "email.not_ascii", id="ideographic-dot"),
        pytest.param("mara.petersen@example.com.", "email.malformed", id="trailing-dot"),
        pytest.param("mara.petersen.@example.com", "email.malformed", id="dot-before-at"),
        pytest.param(".mara@example.com", "email.malformed", id="leading-dot"),
        pytest.param("mara@petersen@example.com", "email.malformed", id="two-ats"),
        pytest.param('"mara petersen"@example.com', "email.malformed", id="quoted"),
        pytest.param("mara@[127.0.0.1]", "email.malformed", id="address-literal"),
        pytest.param("mara@127.0.0.1", "email.malformed", id="numbers"),
        pytest.param("mara@localhost", "email.malformed", id="no-domain"),
        pytest.param("mara@-example.com", "email.malformed", id="hyphen"),
        pytest.param("mara@example.com\r\nBcc: eve@example.com", "email.malformed", id="header"),
        pytest.param("mara@example.com,eve@example.com", "email.malformed", id="two"),
        pytest.param("Mara <mara@example.com>", "email.malformed", id="display-name"),
        pytest.param("mara\0@example.com", "email.malformed", id="nul"),
        pytest.param("", "email.malformed", id="empty"),
        pytest.param("@example.com", "email.malformed", id="no-name"),
        pytest.param("a" * 65 + "@example.com", "email.malformed", id="long-name"),
        pytest.param("a@" + "b." * 130 + "com", "email.malformed", id="long"),
    ],
)
def test_what_looks_like_another_is_refused(written: str, code: str) -> None:
    """Letters that look Latin, forms that mail servers read differently, and more than one address are no address."""
    with pytest.raises(Invalid) as refused:
        canonical(written)
    assert refused.value.errors[0].code == code


@pytest.mark.parametrize("sign", ["a.", "a-", "a", "@", "a@a.", "."])
def test_long_nonsense_is_refused_at_once(sign: str) -> None:
    """Whatever is repeated a hundred thousand times is refused by its length before any pattern sees it."""
    with pytest.raises(Invalid):
        canonical(sign * 100_000)
