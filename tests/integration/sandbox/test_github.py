"""The stand-in for GitHub's sign-in, as an application meets it."""

from collections.abc import Iterator

import httpx
import pytest

from applicant import DEMO_OWNER, authorization, redemption, sent_back
from stand_ins import Sandbox


@pytest.fixture(scope="module")
def http(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Yield a client that follows no redirect, as the redirects lead to an application that is not there."""
    with httpx.Client(base_url=f"{sandbox.url}/github", follow_redirects=False) as client:
        yield client


def asked(sandbox: Sandbox, **changed: str) -> dict[str, str]:
    """Return a right authorization request, but for what is changed."""
    return authorization(
        sandbox, **{"redirect_uri": sandbox.callback("github"), "scope": "user:email", **changed}
    )


def redeem(http: httpx.Client, sandbox: Sandbox, code: str, **changed: str) -> dict[str, str]:
    """Redeem a code; what is refused is said with status 200, as GitHub does."""
    form = redemption(sandbox, **{"redirect_uri": sandbox.callback("github"), "code": code, **changed})
    answer = http.post("/login/oauth/access_token", data=form)
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


def code_for(http: httpx.Client, sandbox: Sandbox) -> str:
    """Return a code for the demo owner."""
    form = {"person": DEMO_OWNER, "name": ""}
    return sent_back(http.post("/login/oauth/authorize", params=asked(sandbox), data=form))["code"]


def token_for(http: httpx.Client, sandbox: Sandbox) -> dict[str, str]:
    """Return the header that a token for the demo owner is sent in."""
    return {"authorization": f"Bearer {redeem(http, sandbox, code_for(http, sandbox))['access_token']}"}


def test_it_says_who_somebody_is(http: httpx.Client, sandbox: Sandbox) -> None:
    """A number that stays, and addresses with what is known of each; no ID token, and no issuer in the answer."""
    form = {"person": DEMO_OWNER, "name": ""}
    back = sent_back(http.post("/login/oauth/authorize", params=asked(sandbox), data=form))
    told = redeem(http, sandbox, back["code"])
    bearer = {"authorization": f"Bearer {told['access_token']}"}
    assert set(back) == {"code", "state"}
    assert "id_token" not in told
    assert http.get("/api/user", headers=bearer).json()["id"] == 1
    emails = http.get("/api/user/emails", headers=bearer).json()
    assert [each["email"] for each in emails if each["primary"]] == ["mara.petersen@studio-north.example"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "repo"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_goes_back_as_an_error(
    http: httpx.Client, sandbox: Sandbox, changed: dict[str, str], error: str
) -> None:
    """PKCE (S256) is required, and so is the right to read addresses."""
    assert sent_back(http.get("/login/oauth/authorize", params=asked(sandbox, **changed)))["error"] == error


@pytest.mark.parametrize("way", ["google", "oidc"])
def test_nobody_is_sent_to_another_address(http: httpx.Client, sandbox: Sandbox, way: str) -> None:
    """Not even to that of the same application's other providers."""
    answer = http.get("/login/oauth/authorize", params=asked(sandbox, redirect_uri=sandbox.callback(way)))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "another-verifier-that-is-long-enough-0123456789"}, "bad_verification_code"),
        ({"code_verifier": ""}, "bad_verification_code"),
        ({"redirect_uri": "http://127.0.0.1:8000/login/google/callback"}, "bad_verification_code"),
        ({"client_secret": "wrong"}, "incorrect_client_credentials"),
    ],
)
def test_a_code_is_not_redeemed_wrongly(
    http: httpx.Client, sandbox: Sandbox, changed: dict[str, str], error: str
) -> None:
    """A wrong verifier, address or secret gets no token."""
    assert redeem(http, sandbox, code_for(http, sandbox), **changed)["error"] == error


def test_a_code_works_once(http: httpx.Client, sandbox: Sandbox) -> None:
    """The second use is refused, and revokes what the first one gave."""
    code = code_for(http, sandbox)
    bearer = {"authorization": f"Bearer {redeem(http, sandbox, code)['access_token']}"}
    assert redeem(http, sandbox, code)["error"] == "bad_verification_code"
    assert http.get("/api/user", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("unverified_email", [(True, False)]),
        ("secondary_email", []),
        ("no_email", []),
        (None, [(True, True)]),
    ],
)
def test_a_fault_spoils_the_addresses(
    http: httpx.Client, sandbox: Sandbox, fault: str | None, expected: list[tuple[bool, bool]]
) -> None:
    """The primary address is unverified, missing, or there is none at all; the next time all is right again."""
    if fault:
        http.post("/faults", json={"next": fault}).raise_for_status()
    emails = http.get("/api/user/emails", headers=token_for(http, sandbox)).json()
    assert [(each["primary"], each["verified"]) for each in emails if each["primary"]] == expected


def test_an_address_can_be_private(http: httpx.Client, sandbox: Sandbox) -> None:
    """Then only the list of addresses has it, which is where it must be looked for."""
    http.post("/faults", json={"next": "private_email"}).raise_for_status()
    bearer = token_for(http, sandbox)
    assert http.get("/api/user", headers=bearer).json()["email"] is None
    assert any(each["primary"] for each in http.get("/api/user/emails", headers=bearer).json())
