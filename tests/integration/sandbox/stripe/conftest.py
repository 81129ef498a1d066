"""Clients of the stand-in for Stripe; their connections are closed at the end."""

from collections.abc import Callable, Iterator

import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import connected, fresh_client, stripe_client

OpenClient = Callable[[str], StripeClient]


@pytest.fixture(scope="session", name="http")
def _http() -> Iterator[stripe.HTTPXClient]:
    http = stripe.HTTPXClient(timeout=10, allow_sync_methods=True)
    yield http
    http.close()  # type: ignore[no-untyped-call]  # the SDK left its type out


@pytest.fixture(name="client_with")
def _client_with(sandbox: Sandbox, http: stripe.HTTPXClient) -> OpenClient:
    """Return how to make a client with a key."""
    return lambda key: stripe_client(sandbox.stripe_base, key, http)


@pytest.fixture(name="client")
def _client(sandbox: Sandbox, http: stripe.HTTPXClient) -> StripeClient:
    """Return a client of a platform of its own, which no other test sees."""
    return fresh_client(sandbox, http)


@pytest.fixture(name="account")
def _account(client: StripeClient) -> str:
    """Return an account of the platform that takes payments."""
    return connected(client)
