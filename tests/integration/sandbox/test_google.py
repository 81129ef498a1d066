"""The stand-in for Google's sign-in, as an application meets it."""

from collections.abc import Iterator
from secrets import token_urlsafe

import httpx
import pytest
from joserfc import jwk, jwt
from joserfc.errors import BadSignatureError

from applicant import DEMO_OWNER, authorization, redemption, sent_back
from stand_ins import Sandbox


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """Yield a client that follows no redirect, as the redirects lead to an application that is not there."""
    with httpx.Client(follow_redirects=False) as client:
        yield client


def asked(sandbox: Sandbox, **changed: str) -> dict[str, str]:
    """Return a right authorization request, but for what is changed."""
    own = {"redirect_uri": sandbox.redirect_uri, "scope": "openid email profile", "nonce": "the-nonce"}
    return authorization(sandbox, **own | changed)


def code_for(http: httpx.Client, sandbox: Sandbox, person: str = DEMO_OWNER, **changed: str) -> str:
    answer = http.post(
        f"{sandbox.issuer}/authorize",
        params=asked(sandbox, **changed),
        data={"person": person, "name": ""},
    )
    assert answer.status_code == 303
    return sent_back(answer)["code"]


def redeem(http: httpx.Client, sandbox: Sandbox, code: str, **changed: str) -> httpx.Response:
    own = {"redirect_uri": sandbox.redirect_uri, "grant_type": "authorization_code", "code": code}
    return http.post(f"{sandbox.issuer}/token", data=redemption(sandbox, **own | changed))


def claims_of(http: httpx.Client, sandbox: Sandbox, id_token: str) -> dict[str, object]:
    """Return the claims of a token that the published keys prove."""
    keys = jwk.KeySet.import_key_set(http.get(f"{sandbox.issuer}/keys").json())
    return dict(jwt.decode(id_token, keys, algorithms=["RS256"]).claims)


def test_the_demo_owner_signs_in(http: httpx.Client, sandbox: Sandbox) -> None:
    """A right flow yields a signed ID token with the nonce, the client and a verified address."""
    answer = redeem(http, sandbox, code_for(http, sandbox)).json()
    claims = claims_of(http, sandbox, answer["id_token"])
    expected = {
        "iss": sandbox.issuer,
        "aud": sandbox.client_id,
        "sub": DEMO_OWNER,
        "nonce": "the-nonce",
        "email": "mara.petersen@studio-north.example",
        "email_verified": True,
    }
    assert {name: claims[name] for name in expected} == expected


def test_the_page_offers_both_kinds_of_people(http: httpx.Client, sandbox: Sandbox) -> None:
    """A person reads "Demo owner" and "New person" on the sign-in page."""
    page = http.get(f"{sandbox.issuer}/authorize", params=asked(sandbox)).text
    assert "Demo owner" in page
    assert "New person" in page


def test_each_new_person_is_another(http: httpx.Client, sandbox: Sandbox) -> None:
    """Two sign-ins as a new person are two accounts with two addresses."""
    answers = [redeem(http, sandbox, code_for(http, sandbox, "new")).json() for _ in range(2)]
    first, second = (claims_of(http, sandbox, answer["id_token"]) for answer in answers)
    assert first["sub"] != second["sub"]
    assert first["email"] != second["email"]


def test_state_comes_back(http: httpx.Client, sandbox: Sandbox) -> None:
    """The application finds its own state in the answer, also when the person declines."""
    answer = http.post(f"{sandbox.issuer}/authorize", params=asked(sandbox), data={"person": ""})
    assert sent_back(answer)["state"] == "the-state"
    assert sent_back(answer)["error"] == "access_denied"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_goes_back_as_an_error(
    http: httpx.Client, sandbox: Sandbox, changed: dict[str, str], error: str
) -> None:
    """What the client asks wrongly, PKCE left out among it, is answered to the client."""
    answer = http.get(f"{sandbox.issuer}/authorize", params=asked(sandbox, **changed))
    assert sent_back(answer)["error"] == error


@pytest.mark.parametrize(
    "changed", [{"client_id": "unknown"}, {"redirect_uri": "http://127.0.0.1:8000/login/google/callback/"}]
)
def test_nobody_is_sent_to_an_unknown_address(
    http: httpx.Client, sandbox: Sandbox, changed: dict[str, str]
) -> None:
    """An unknown client, or an address that differs by a letter, is no redirect at all."""
    answer = http.get(f"{sandbox.issuer}/authorize", params=asked(sandbox, **changed))
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": token_urlsafe(40)}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/elsewhere"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_not_redeemed_wrongly(
    http: httpx.Client, sandbox: Sandbox, changed: dict[str, str], error: str
) -> None:
    """A wrong verifier, address or secret gets no token."""
    answer = redeem(http, sandbox, code_for(http, sandbox), **changed)
    assert answer.json()["error"] == error
    assert answer.is_client_error


def test_a_code_works_once(http: httpx.Client, sandbox: Sandbox) -> None:
    """The second use is refused, and revokes what the first one gave."""
    code = code_for(http, sandbox)
    bearer = {"authorization": f"Bearer {redeem(http, sandbox, code).json()['access_token']}"}
    assert http.get(f"{sandbox.issuer}/userinfo", headers=bearer).json()["sub"] == DEMO_OWNER
    assert redeem(http, sandbox, code).json()["error"] == "invalid_grant"
    assert http.get(f"{sandbox.issuer}/userinfo", headers=bearer).status_code == 401


def test_a_code_dies_with_a_wrong_verifier(http: httpx.Client, sandbox: Sandbox) -> None:
    """After one wrong try the right verifier comes too late."""
    code = code_for(http, sandbox)
    redeem(http, sandbox, code, code_verifier=token_urlsafe(40))
    assert redeem(http, sandbox, code).json()["error"] == "invalid_grant"


def spoiled(http: httpx.Client, sandbox: Sandbox, fault: str) -> str:
    """Return the ID token of a sign-in that was made wrong."""
    http.post(f"{sandbox.issuer}/faults", json={"next": fault}).raise_for_status()
    token: str = redeem(http, sandbox, code_for(http, sandbox)).json()["id_token"]
    return token


@pytest.mark.parametrize(
    ("fault", "claim", "right"),
    [
        ("audience", "aud", "invoiceflow-test"),
        ("nonce", "nonce", "the-nonce"),
        ("unverified_email", "email_verified", True),
        ("issuer", "iss", None),
        ("no_email", "email", "mara.petersen@studio-north.example"),
    ],
)
def test_a_fault_spoils_one_claim(
    http: httpx.Client, sandbox: Sandbox, fault: str, claim: str, right: object
) -> None:
    """A token is wrong in the claim that was asked for, and the next one is right again."""
    right = sandbox.issuer if claim == "iss" else right
    assert claims_of(http, sandbox, spoiled(http, sandbox, fault)).get(claim) != right
    after = redeem(http, sandbox, code_for(http, sandbox)).json()["id_token"]
    assert claims_of(http, sandbox, after)[claim] == right


def test_a_fault_forges_the_signature(http: httpx.Client, sandbox: Sandbox) -> None:
    """The published key, though named by the token, does not prove it."""
    with pytest.raises(BadSignatureError):
        claims_of(http, sandbox, spoiled(http, sandbox, "signature"))


def test_a_fault_expires_the_token(http: httpx.Client, sandbox: Sandbox) -> None:
    """The token's end lies in the past."""
    claims = claims_of(http, sandbox, spoiled(http, sandbox, "expired"))
    with pytest.raises(Exception, match="expired"):
        jwt.JWTClaimsRegistry(exp={"essential": True}).validate(claims)


def test_keys_rotate(http: httpx.Client, sandbox: Sandbox) -> None:
    """After a rotation another key is published, and new tokens are proven by it."""
    before = http.get(f"{sandbox.issuer}/keys").json()["keys"][0]["kid"]
    http.post(f"{sandbox.issuer}/keys/rotate").raise_for_status()
    assert http.get(f"{sandbox.issuer}/keys").json()["keys"][0]["kid"] != before
    token = redeem(http, sandbox, code_for(http, sandbox)).json()["id_token"]
    assert claims_of(http, sandbox, token)["sub"] == DEMO_OWNER
