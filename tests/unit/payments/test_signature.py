"""Only messages that Stripe signed, just now, are taken in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import WebhookSignature

from invoiceflow.payments.domain.signature import NotSigned, require_signed

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SECRET, FORMER = "whsec_new", "whsec_former"
BODY = b'{"id": "evt_1", "name": "caf\xc3\xa9"}'


def signed(body: bytes = BODY, secret: str = SECRET, at: datetime = AT) -> str:
    """Return the header as Stripe's own library makes it."""
    made: str = WebhookSignature.generate_signature_header(body.decode(), secret, int(at.timestamp()))
    return made


def is_taken(header: str, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    """Return whether a message with this header is taken."""
    try:
        require_signed(BODY, header, secrets, AT)
    except NotSigned:
        return False
    return True


@pytest.mark.parametrize("secret", [SECRET, FORMER])
def test_each_of_several_secrets_counts(secret: str) -> None:
    """While a secret is changed, messages under the new and the former one are taken."""
    assert is_taken(signed(secret=secret), (SECRET, FORMER))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "v1=abc",
        f"t={int(AT.timestamp())}",
        f"t={int(AT.timestamp())},v0=abc",
        "t=abc,v1=abc",
        "t=1,t=2,v1=abc",
        "t=" + "9" * 40 + ",v1=abc",
        "t=١,v1=abc",  # noqa: RUF001  # a digit that is none of ours
        signed(secret="whsec_other"),
        signed(b"{}"),
        signed().replace("v1=", "v1=é"),
    ],
)
def test_a_message_without_a_good_signature_is_refused(header: str) -> None:
    """Missing, broken, of another secret or of another body: all are refused alike."""
    assert not is_taken(header)


@pytest.mark.parametrize(("seconds", "taken"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_a_message_is_taken_for_five_minutes_either_way(seconds: int, taken: bool) -> None:  # noqa: FBT001  # a column
    """Old ones may be repeated by whoever listened; ones from the future were never sent."""
    assert is_taken(signed(at=AT + timedelta(seconds=seconds))) is taken


def test_one_good_signature_among_several_is_enough() -> None:
    """While Stripe changes a secret it signs with both."""
    header = f"{signed(secret='whsec_other')},v1={signed().partition('v1=')[2]}"
    assert is_taken(header)


@given(header=st.text(max_size=200), body=st.binary(max_size=50))
def test_no_header_and_no_body_break_the_check(header: str, body: bytes) -> None:
    """Whatever is sent is answered with a refusal."""
    with pytest.raises(NotSigned):
        require_signed(body, header, (SECRET,), AT)


def test_nothing_is_signed_without_secrets() -> None:
    """No secret admits nobody."""
    assert not is_taken(signed(), ())
