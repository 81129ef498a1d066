"""What can be made to go wrong with the stand-in for Stripe."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import Ear, key_of, listening, pay_by_card, session_of, stripe_client


@pytest.fixture(name="control")
def _control(sandbox: Sandbox) -> str:
    return f"{sandbox.stripe_base}/_control"


def endpoint(client: StripeClient, ear: Ear) -> stripe.WebhookEndpoint:
    return client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["*"]})


def switch(control: str, client: StripeClient, **to: object) -> None:
    httpx.put(f"{control}/switches", params={"key": key_of(client)}, json=to).raise_for_status()


def fail(control: str, **fault: object) -> None:
    httpx.put(f"{control}/faults", json=[fault]).raise_for_status()


def test_events_are_dropped_and_found_again(client: StripeClient, control: str) -> None:
    """A dropped event is never sent, yet listed as undelivered, and can be sent afterwards."""
    switch(control, client, drop=["customer.created"])
    with listening() as ear:
        endpoint(client, ear)
        client.v1.customers.create({"name": "Client"})
        client.v1.products.create({"name": "Hour"})
        ear.wait_for(1)
        assert ear.kinds() == ["product.created"]
        (lost,) = client.v1.events.list({"delivery_success": False, "type": "customer.created"}).data
        httpx.post(f"{control}/events/resend", json={"event": lost.id}).raise_for_status()
        ear.wait_for(2)
        assert ear.kinds()[1] == "customer.created"


def test_events_are_duplicated(client: StripeClient, control: str) -> None:
    """Each comes three times, with the same id."""
    switch(control, client, copies=3)
    with listening() as ear:
        endpoint(client, ear)
        client.v1.customers.create({"name": "Client"})
        assert len({each["id"] for each in ear.wait_for(3)}) == 1


def test_events_are_reordered(client: StripeClient, control: str) -> None:
    """Held events go out in the order that is asked for, one of them twice."""
    switch(control, client, hold=True)
    with listening() as ear:
        endpoint(client, ear)
        pay_by_card(session_of(client))
        order = [each.id for each in client.v1.events.list().data]
        assert ear.heard == []
        body = {"events": [*order, order[0]], "key": key_of(client)}
        httpx.post(f"{control}/events/release", json=body).raise_for_status()
        heard = [each["id"] for each in ear.wait_for(len(order) + 1)]
        assert heard == [*order, order[0]]


def test_events_are_delayed(client: StripeClient, control: str) -> None:
    """They wait for an hour, or until they are told to go."""
    switch(control, client, delay_seconds=3_600)
    with listening() as ear:
        endpoint(client, ear)
        client.v1.customers.create({"name": "Client"})
        (waiting,) = httpx.get(f"{control}/deliveries", params={"key": key_of(client)}).json()
        assert (waiting["state"], waiting["attempts"]) == ("waiting", 0)
        httpx.post(f"{control}/events/retry").raise_for_status()
        ear.wait_for(1)


@pytest.mark.parametrize("signed", ["right", "wrong", "not", "old", "future"])
def test_events_are_forged(client: StripeClient, control: str, signed: str) -> None:
    """Any body can be sent, signed in every wrong way; the SDK takes what is signed rightly and now, or later."""
    with listening() as ear:
        secret = endpoint(client, ear)
        body = {"id": "evt_forged", "object": "event", "type": "charge.succeeded", "data": {"object": {}}}
        forged = {"endpoint": secret.id, "body": body, "signed": signed, "key": key_of(client)}
        answer = httpx.post(f"{control}/forge", json=forged | {"padding_bytes": 10})
        assert answer.json() == {"status": 200}
        raw, signature = ear.heard[0]
        try:
            stripe.WebhookSignature.verify_header(raw, signature, secret.secret, 300)
            accepted = True
        except stripe.SignatureVerificationError:
            accepted = False
        assert accepted == (signed in ("right", "future"))


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_an_error_comes_before_or_after_the_work(
    client: StripeClient, control: str, when: str, made: int
) -> None:
    """A 500 says nothing of what was done; the same key finds out."""
    fail(control, kind="error", when=when, method="POST", path="/v1/customers")
    with pytest.raises(stripe.APIError):
        client.v1.customers.create({"name": "Client"}, {"idempotency_key": "once"})
    assert len(client.v1.customers.list().data) == made
    client.v1.customers.create({"name": "Client"}, {"idempotency_key": "once"})
    assert len(client.v1.customers.list().data) == 1


def test_requests_are_limited_and_garbled(client: StripeClient, control: str) -> None:
    """429 and a page that is no JSON are errors of their own kinds, as often as asked for."""
    fail(control, kind="rate_limit", times=2)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            client.v1.balance.retrieve()
    fail(control, kind="garbage")
    with pytest.raises(stripe.APIError):
        client.v1.balance.retrieve()
    assert client.v1.balance.retrieve().object == "balance"


def test_no_answer_comes_though_the_work_is_done(
    client: StripeClient, sandbox: Sandbox, control: str
) -> None:
    """The caller gives up waiting; the same key is answered with what was done."""
    fail(control, kind="nothing", when="after", method="POST", path="/v1/customers", seconds=3)
    impatient = stripe.HTTPXClient(timeout=0.3, allow_sync_methods=True)
    with pytest.raises(stripe.APIConnectionError):
        stripe_client(sandbox.stripe_base, key_of(client), impatient).v1.customers.create(
            {"name": "Client"}, {"idempotency_key": "once"}
        )
    impatient.close()  # type: ignore[no-untyped-call]  # the SDK left its type out
    (done,) = client.v1.customers.list().data
    assert client.v1.customers.create({"name": "Client"}, {"idempotency_key": "once"}).id == done.id


def test_one_of_many_equal_requests_works(sandbox: Sandbox, client: StripeClient, control: str) -> None:
    """While a key's request is in flight its twins are told so; afterwards they get its answer."""
    fail(control, kind="slow", method="POST", path="/v1/customers", seconds=0.5)
    headers = {"authorization": f"Bearer {key_of(client)}", "idempotency-key": "once"}

    def create(_: int) -> int:
        return httpx.post(
            f"{sandbox.stripe_base}/v1/customers", data={"name": "x"}, headers=headers
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        seen = Counter(pool.map(create, range(8)))
    assert seen[200] == 1
    assert seen[409] == 7
    assert create(0) == 200
    assert len(client.v1.customers.list().data) == 1


def test_fees_come_late(client: StripeClient, control: str) -> None:
    """A charge has no movement for a while, as Stripe's asynchronous capture has it."""
    switch(control, client, fees_late_seconds=60)
    pay_by_card(session_of(client))
    (charge,) = client.v1.charges.list().data
    assert charge.balance_transaction is None
    httpx.post(f"{control}/clock", json={"seconds": 60, "key": key_of(client)}).raise_for_status()
    assert client.v1.charges.retrieve(charge.id).balance_transaction


def test_the_page_shows_what_is_there(
    sandbox: Sandbox, client_with: Callable[[str], StripeClient], control: str
) -> None:
    """A person sees payments and events of the product's platform, and presses a button."""
    client = client_with(sandbox.stripe_key)
    pay_by_card(session_of(client, 77_00))
    (charge, *_) = client.v1.charges.list().data
    page = httpx.get(control).text
    assert "EUR 77.00" in page
    assert charge.id in page
    where = client.v1.accounts.retrieve_current().id
    form = {"where": where, "action": "early_fraud_warning.open", "id": charge.id}
    after = httpx.post(f"{control}/buttons", data=form, follow_redirects=True).text
    assert "actionable" in after
    again = httpx.post(f"{control}/buttons", data=form | {"id": "ch_none"}, follow_redirects=True).text
    assert "No such charge" in again
