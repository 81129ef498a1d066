"""How the stand-in for Stripe starts and ends: it forgets nothing, and knows the product's endpoints."""

import os
import sys
from pathlib import Path

import stripe

from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.network import answers, free_ports
from stripe_house import connected, listening, stripe_client

SETTINGS = {
    "STRIPE_SECRET_KEY": "sk_test_process",
    "STRIPE_WEBHOOK_SECRETS": "whsec_newest,whsec_older",
    "STRIPE_CONNECT_WEBHOOK_SECRETS": "whsec_connect",
}


def started(ports: tuple[int, int], data: Path, *options: str) -> Child:
    """Start the stand-ins on these ports and this folder."""
    command = (
        *(sys.executable, "-m", "invoiceflow.sandbox", "--data", str(data)),
        *("--port", str(ports[0]), "--smtp-port", str(ports[1])),
        *options,
    )
    environment = {**os.environ, "ENVIRONMENT": "development", **SETTINGS}
    child = spawn(Program("Stand-ins", command, data.with_suffix(".log"), environment))
    child.wait_until(lambda: answers(ports[0]), seconds=30)
    return child


def test_kill_9_loses_nothing(tmp_path: Path, http: stripe.HTTPXClient) -> None:
    """What was answered is there after kill -9, the key's answer too, and events that nobody took are sent then."""
    http_port, smtp_port = free_ports(2)
    ports = (http_port, smtp_port)
    client = stripe_client(f"http://127.0.0.1:{ports[0]}/stripe", "sk_test_process", http)
    with listening() as ear:
        ear.statuses += [500]
        first = started(ports, tmp_path / "data")
        try:
            client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["*"]})
            made = client.v1.customers.create({"name": "Client"}, {"idempotency_key": "once"})
            ear.wait_for(1)
        finally:
            first.process.kill()
            first.stop()
        second = started(ports, tmp_path / "data")
        try:
            again = client.v1.customers.create({"name": "Client"}, {"idempotency_key": "once"})
            assert again.id == made.id
            assert len(client.v1.customers.list().data) == 1
            assert ear.wait_for(2)[1]["type"] == "customer.created"
        finally:
            second.stop()


def test_the_product_s_endpoints_hear_everything(tmp_path: Path, http: stripe.HTTPXClient) -> None:
    """What the command line names is told of accounts and of what happens on them, signed with the newest secret."""
    http_port, smtp_port = free_ports(2)
    client = stripe_client(f"http://127.0.0.1:{http_port}/stripe", "sk_test_process", http)
    with listening() as own, listening() as connect:
        options = (f"--stripe-webhook=own={own.url}", f"--stripe-webhook=connected={connect.url}")
        child = started((http_port, smtp_port), tmp_path / "data", *options)
        try:
            connected(client)
            own.wait_for(3)
            connect.wait_for(2)
        finally:
            child.stop()
    for ear, kind, secret in (
        (own, "v2.core.account.created", "whsec_newest"),
        (connect, "account.updated", "whsec_connect"),
    ):
        assert ear.kinds()[0] == kind
        assert stripe.WebhookSignature.verify_header(*ear.heard[0], secret, 300)
