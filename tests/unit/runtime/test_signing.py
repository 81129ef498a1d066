"""Signed tokens: what they are worth when they come again."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from invoiceflow.runtime.signing import claims_of, key_ring, signed

RING = key_ring("a secret", (), "session")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_token_that_was_found_good_still_ends() -> None:
    """That its signature holds is remembered, its time is not: it is let in until it is over."""
    token = signed({"sub": "someone", "exp": int(NOW.timestamp()) + 60}, RING)
    seen = [claims_of(token, RING, NOW + timedelta(seconds=after)) for after in (0, 30, 90, 30)]
    assert [claims is not None for claims in seen] == [True, True, False, True]


def test_what_is_remembered_is_this_token_under_these_keys() -> None:
    """A good token opens nothing for one with a changed signature, and nothing under keys of another purpose."""
    token = signed({"sub": "someone", "exp": int(NOW.timestamp()) + 60}, RING)
    assert claims_of(token, RING, NOW) is not None
    head, claims, signature = token.split(".")
    assert claims_of(f"{head}.{claims}.{signature[::-1]}", RING, NOW) is None
    assert claims_of(token, key_ring("a secret", (), "another"), NOW) is None


def test_what_a_reader_does_to_claims_is_not_remembered() -> None:
    """Each reader gets claims of its own."""
    token = signed({"sub": "someone", "exp": int(NOW.timestamp()) + 60}, RING)
    first = claims_of(token, RING, NOW)
    assert first is not None
    first["sub"] = "somebody else"
    assert claims_of(token, RING, NOW) == {"sub": "someone", "exp": int(NOW.timestamp()) + 60}


headers: st.SearchStrategy[dict[str, object]] = st.dictionaries(
    st.sampled_from(["alg", "kid", "crit", "b64", "typ", "jwk"]),
    st.sampled_from(["HS256", "none", RING.newest, 5, None, [], ["b64"], [5], {}, True]),
)


@given(headers)
@example({"alg": "HS256", "crit": 5})
def test_no_header_is_more_than_a_token_that_does_not_hold(header: dict[str, object]) -> None:
    """Whatever somebody writes into a token, it is answered, never with an exception."""
    written = [b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, {"sub": "me"})]
    assert claims_of(f"{written[0]}.{written[1]}.c2ln", RING, NOW) is None
