"""An application before a stand-in for a provider: what it asks rightly, and what it is sent back."""

from urllib.parse import parse_qs, urlsplit

import httpx

from invoiceflow.sandbox.oauth.codes import challenge_of
from stand_ins import Sandbox

VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
DEMO_OWNER = "100000000000000000001"


def authorization(sandbox: Sandbox, redirect_uri: str, **said: str) -> dict[str, str]:
    """Return a right authorization request, with what a provider wants besides; what is empty is left out."""
    right = {
        "client_id": sandbox.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": "the-state",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (right | said).items() if value}


def redemption(sandbox: Sandbox, redirect_uri: str, code: str, **said: str) -> dict[str, str]:
    """Return the form by which a code is redeemed rightly, with what a provider wants besides."""
    right = {
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "code_verifier": VERIFIER,
    }
    return right | said


def sent_back(answer: httpx.Response) -> dict[str, str]:
    """Return what the browser carries back to the application."""
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}
