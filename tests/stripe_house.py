"""What tests of the stand-in for Stripe share: the real SDK's client, an account that takes payments, a payer."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex

import httpx
import stripe
from stripe import StripeClient
from stripe.checkout import Session

from invoiceflow.runtime.trust import trusted
from product import GivenClock
from stand_ins import Sandbox


def stripe_client(base: str, key: str, http: stripe.HTTPXClient) -> StripeClient:
    """Return the SDK's client as a product would set it up: every address, and no retries of its own."""
    return StripeClient(
        key,
        base_addresses={"api": base, "files": base, "connect": base, "meter_events": base},
        http_client=http,
        max_network_retries=0,
    )


async def a_platform(sandbox: Sandbox) -> tuple[str, GivenClock]:
    """Open a platform that no other test sees; return its key, and a clock that goes as Stripe's."""
    key = f"sk_test_{token_hex(12)}"
    async with httpx.AsyncClient(verify=trusted()) as control:
        opened = await control.post(f"{sandbox.stripe_base}/_control/platforms", json={"key": key})
    return key, GivenClock(parsedate_to_datetime(opened.headers["date"]))


def fresh_client(sandbox: Sandbox, http: stripe.HTTPXClient) -> StripeClient:
    """Return a client of a platform of its own, which no other test sees."""
    key = f"sk_test_{token_hex(12)}"
    httpx.post(f"{sandbox.stripe_base}/_control/platforms", json={"key": key}).raise_for_status()
    return stripe_client(sandbox.stripe_base, key, http)


def connected(client: StripeClient) -> str:
    """Return an account that was connected and onboarded."""
    account = client.v2.core.accounts.create(
        {
            "contact_email": "owner@studio-north.example",
            "dashboard": "full",
            "display_name": "Studio North",
            "identity": {"country": "de", "entity_type": "company"},
            "defaults": {
                "currency": "eur",
                "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
            },
            "configuration": {
                "merchant": {
                    "capabilities": {
                        "card_payments": {"requested": True},
                        "sepa_debit_payments": {"requested": True},
                    }
                }
            },
        }
    )
    onboard(client, account.id, "finish")
    return account.id


def onboard(client: StripeClient, account: str, press: str) -> httpx.Response:
    """Press a button of the hosted onboarding: finish, leave or later."""
    link = client.v2.core.account_links.create(
        {
            "account": account,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {
                    "refresh_url": "https://product.example/again",
                    "return_url": "https://product.example/back",
                },
            },
        }
    )
    return httpx.post(link.url, data={"press": press})


def session_of(client: StripeClient, amount_minor: int = 12_50, account: str | None = None) -> Session:
    """Return a Checkout Session of one line in euros."""
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": amount_minor,
                        "product_data": {"name": "Invoice 2026-0001"},
                    },
                }
            ],
            "success_url": "https://product.example/paid?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://product.example/i/1",
            "payment_intent_data": {"metadata": {"invoice": "1"}},
            "metadata": {"invoice": "1"},
        },
        options={"stripe_account": account} if account else None,
    )


def pay_by_card(session: Session, number: str = "4242424242424242") -> httpx.Response:
    """Fill in the hosted page as a payer with a card would."""
    form = {"kind": "card", "number": number, "email": "payer@client.example", "name": "Payer"}
    return httpx.post(str(session.url), data=form)


def pay_by_debit(session: Session, iban: str = "DE89370400440532013000") -> httpx.Response:
    """Fill in the hosted page as a payer with a bank account would."""
    form = {"kind": "sepa_debit", "iban": iban, "email": "payer@client.example", "name": "Payer"}
    return httpx.post(str(session.url), data=form)


@dataclass
class Ear:
    """An endpoint that keeps what it hears; it answers with `statuses` in turn, and 200 when they run out."""

    url: str
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[bytes, str]] = field(default_factory=list)
    rang: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[dict[str, object]]:
        """Return the events heard, once there are so many."""
        with self.rang:
            assert self.rang.wait_for(lambda: len(self.heard) >= count, timeout=10), self.kinds()
        return [json.loads(body) for body, _ in self.heard]

    def kinds(self) -> list[str]:
        """Return the types of the events heard, in their order."""
        return [json.loads(body)["type"] for body, _ in self.heard]


@contextmanager
def listening() -> Iterator[Ear]:
    """Listen on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with ear.rang:
                ear.heard.append((body, self.headers["stripe-signature"]))
                status = ear.statuses.pop(0) if ear.statuses else 200
                ear.rang.notify_all()
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        ear = Ear(f"http://127.0.0.1:{server.server_port}/hook")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ear
        server.shutdown()


def key_of(client: StripeClient) -> str:
    """Return the key that a client uses."""
    return str(client._requestor.api_key)  # noqa: SLF001  # the SDK has no other way


def account_of(client: StripeClient) -> str:
    """Return the platform's own account."""
    return client.v1.accounts.retrieve_current().id


def advance(sandbox: Sandbox, client: StripeClient, seconds: int) -> None:
    """Move the clock of a client's platform ahead."""
    moved = {"seconds": seconds, "key": key_of(client)}
    httpx.post(f"{sandbox.stripe_base}/_control/clock", json=moved).raise_for_status()
