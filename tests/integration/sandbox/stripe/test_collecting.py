"""Collecting money with the stand-in for Stripe, as the official SDK and a payer's browser meet it."""

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import account_of, connected, listening, onboard, pay_by_card, pay_by_debit, session_of


def test_a_card_pays_a_session(client: StripeClient, account: str) -> None:
    """The payer is led back, and session, intent, charge and movement agree on the amount; the fee is told."""
    here: stripe.RequestOptions = {"stripe_account": account}
    session = session_of(client, 12_50, account)
    answer = pay_by_card(session)
    assert answer.headers["location"] == f"https://product.example/paid?session={session.id}"
    paid = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}, here
    )
    assert (paid.status, paid.payment_status, paid.amount_total) == ("complete", "paid", 12_50)
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.amount_received, intent.metadata["invoice"]) == ("succeeded", 12_50, "1")
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.paid, charge.captured, charge.disputed) == (True, True, False)
    moved = charge.balance_transaction
    assert isinstance(moved, stripe.BalanceTransaction)
    assert (moved.amount, moved.fee, moved.net) == (12_50, 44, 12_06)
    assert sum(each.amount for each in moved.fee_details) == moved.fee


def test_a_declined_card_leaves_the_session_open(client: StripeClient, account: str) -> None:
    """The page says why, and the same intent succeeds with another card."""
    session = session_of(client, account=account)
    answer = pay_by_card(session, "4000000000009995")
    assert (answer.status_code, "insufficient funds" in answer.text) == (402, True)
    assert (
        client.v1.checkout.sessions.retrieve(session.id, options={"stripe_account": account}).status == "open"
    )
    assert pay_by_card(session).status_code == 303
    charges = client.v1.charges.list(options={"stripe_account": account}).data
    assert [each.status for each in charges] == ["succeeded", "failed"]
    assert len({each.payment_intent for each in charges}) == 1


@pytest.mark.parametrize(("answer", "status"), [("yes", "complete"), ("no", "open")])
def test_a_bank_asks_the_payer(client: StripeClient, account: str, answer: str, status: str) -> None:
    """3-D Secure leads over the bank's page back to the session, which is paid only if the payer said yes."""
    session = session_of(client, account=account)
    bank = pay_by_card(session, "4000002760003184").headers["location"]
    assert "Is it you?" in httpx.get(bank).text
    back = httpx.post(bank, data={"answer": answer}).headers["location"]
    assert back == session.url
    after = client.v1.checkout.sessions.retrieve(session.id, options={"stripe_account": account})
    assert after.status == status


def test_a_debit_is_on_its_way(client: StripeClient, account: str) -> None:
    """A debit completes the session unpaid; its intent is processing and its charge pending."""
    session = session_of(client, account=account)
    assert pay_by_debit(session).status_code == 303
    after = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}, {"stripe_account": account}
    )
    assert (after.status, after.payment_status) == ("complete", "unpaid")
    assert isinstance(after.payment_intent, stripe.PaymentIntent)
    assert after.payment_intent.status == "processing"
    assert isinstance(after.payment_intent.latest_charge, stripe.Charge)
    assert after.payment_intent.latest_charge.status == "pending"


def test_a_session_can_be_expired(client: StripeClient) -> None:
    """Nobody can pay it then, and it cannot be expired twice."""
    session = session_of(client)
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert pay_by_card(session).status_code == 402
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_is_paid_once(client: StripeClient) -> None:
    """Two payers at once: the second press finds it over."""
    session = session_of(client)
    answers = [pay_by_card(session).status_code for _ in range(2)]
    assert answers[0] == 303
    assert len(client.v1.charges.list().data) == 1


def test_an_intent_is_confirmed_at_once(client: StripeClient) -> None:
    """A saved card is charged without its holder; one that asks for them is declined."""
    customer = client.v1.customers.create({"name": "Client", "email": "client@client.example"})
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    intent = client.v1.payment_intents.create(
        {
            "amount": 20_00,
            "currency": "eur",
            "customer": customer.id,
            "payment_method": method.id,
            "confirm": True,
            "off_session": True,
        }
    )
    assert intent.status == "succeeded"
    with pytest.raises(stripe.CardError) as declined:
        client.v1.payment_intents.create(
            {
                "amount": 20_00,
                "currency": "eur",
                "payment_method": "pm_card_authenticationRequired",
                "confirm": True,
                "off_session": True,
            }
        )
    assert declined.value.code == "authentication_required"


def test_what_was_detached_is_used_no_more(client: StripeClient) -> None:
    """It can neither be charged nor attached again, to nobody; an update in between changes nothing of that."""
    customer = client.v1.customers.create({"name": "Client"})
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    client.v1.payment_methods.detach(method.id)
    client.v1.payment_methods.update(method.id, {"metadata": {"a": "b"}})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create(
            {"amount": 20_00, "currency": "eur", "payment_method": method.id, "confirm": True}
        )
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.attach(method.id, {"customer": customer.id})
    assert client.v1.payment_methods.retrieve(method.id).customer is None


def test_a_decline_is_an_error_with_its_intent(client: StripeClient) -> None:
    """The error carries code, decline code and the intent, whose failed charge exists."""
    with pytest.raises(stripe.CardError) as declined:
        client.v1.payment_intents.create(
            {"amount": 20_00, "currency": "eur", "payment_method": "pm_card_chargeDeclined", "confirm": True}
        )
    error = declined.value.error
    assert error is not None
    assert (error.code, error.decline_code) == ("card_declined", "generic_decline")
    assert error.payment_intent is not None
    (charge,) = client.v1.charges.list({"payment_intent": error.payment_intent.id}).data
    assert charge.status == "failed"


def test_an_authorization_is_captured_or_cancelled(client: StripeClient) -> None:
    """Manual capture holds the money until it is taken, in part too, or let go."""
    held = [
        client.v1.payment_intents.create(
            {
                "amount": 20_00,
                "currency": "usd",
                "payment_method": "pm_card_visa",
                "confirm": True,
                "capture_method": "manual",
            }
        )
        for _ in range(2)
    ]
    assert {each.status for each in held} == {"requires_capture"}
    taken = client.v1.payment_intents.capture(held[0].id, {"amount_to_capture": 15_00})
    assert (taken.status, taken.amount_received) == ("succeeded", 15_00)
    assert client.v1.payment_intents.cancel(held[1].id).status == "canceled"


def test_partial_refunds_add_up(client: StripeClient) -> None:
    """Two parts and no more than the whole; the charge counts both, and the balance moves by each."""
    session = session_of(client, 10_00)
    pay_by_card(session)
    (charge,) = client.v1.charges.list().data
    parts = [client.v1.refunds.create({"charge": charge.id, "amount": part}) for part in (3_00, 4_00)]
    assert [each.status for each in parts] == ["succeeded", "succeeded"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": charge.id, "amount": 3_01})
    client.v1.refunds.create({"payment_intent": str(charge.payment_intent)})
    after = client.v1.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert (after.amount_refunded, after.refunded) == (10_00, True)
    assert after.refunds is not None
    assert [each.amount for each in after.refunds.data] == [3_00, 4_00, 3_00]
    moved = client.v1.balance_transactions.list({"type": "refund"}).data
    assert sum(each.net for each in moved) == -10_00


def test_an_account_takes_money_once_it_is_onboarded(client: StripeClient) -> None:
    """What is left out stays due; a finished account is active in both versions of the API."""
    account = client.v2.core.accounts.create(
        {"configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}}}
    ).id
    with pytest.raises(stripe.InvalidRequestError):
        session_of(client, account=account)
    assert onboard(client, account, "leave").headers["location"] == "https://product.example/back"
    seen = client.v2.core.accounts.retrieve(account, {"include": ["configuration.merchant", "requirements"]})
    assert seen.requirements is not None
    assert seen.requirements.entries
    onboard(client, account, "finish")
    seen = client.v2.core.accounts.retrieve(account, {"include": ["configuration.merchant", "requirements"]})
    assert seen.configuration is not None
    assert seen.configuration.merchant is not None
    capabilities = seen.configuration.merchant.capabilities
    assert capabilities is not None
    assert capabilities.card_payments is not None
    assert capabilities.card_payments.status == "active"
    assert client.v1.accounts.retrieve(account).charges_enabled
    assert session_of(client, account=account).url


def test_events_of_an_account_reach_its_platform(client: StripeClient, account: str) -> None:
    """A connect endpoint hears what an account's payer did, signed, with the account; the other endpoint does not."""
    with listening() as connect, listening() as own:
        endpoint = client.v1.webhook_endpoints.create(
            {"url": connect.url, "enabled_events": ["*"], "connect": True}
        )
        client.v1.webhook_endpoints.create({"url": own.url, "enabled_events": ["*"]})
        pay_by_card(session_of(client, account=account))
        events = connect.wait_for(6)
        body, signature = connect.heard[0]
        assert stripe.Webhook.construct_event(body, signature, endpoint.secret).account == account
        assert {each["account"] for each in events} == {account}
        assert [kind for kind in connect.kinds() if not kind.startswith(("product", "price"))] == [
            "payment_intent.created",
            "charge.succeeded",
            "charge.updated",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]
        assert own.heard == []


def test_an_event_is_sent_again_until_it_is_taken(client: StripeClient) -> None:
    """A refused event comes again with a fresh signature, and is pending until then."""
    with listening() as ear:
        ear.statuses.append(500)
        client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["customer.created"]})
        client.v1.customers.create({"name": "Client"})
        first, second = ear.wait_for(2)
    assert first["id"] == second["id"]


def test_undelivered_events_are_listed(client: StripeClient) -> None:
    """A reconciler can ask for what no endpoint took."""
    client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:1/", "enabled_events": ["customer.created"]})
    client.v1.customers.create({"name": "Client"})
    (event,) = client.v1.events.list({"delivery_success": False}).data
    assert event.type == "customer.created"
    assert client.v1.events.retrieve(event.id).data.object["name"] == "Client"


def test_a_platform_hears_of_its_accounts(client: StripeClient) -> None:
    """Thin events name the account; the SDK reads them, and fetches the event and what it is about."""
    with listening() as ear:
        made = client.v2.core.event_destinations.create(
            {
                "name": "product",
                "type": "webhook_endpoint",
                "event_payload": "thin",
                "enabled_events": ["*"],
                "webhook_endpoint": {"url": ear.url},
            }
        )
        account = connected(client)
        ear.wait_for(3)
        body, signature = ear.heard[2]
    assert made.webhook_endpoint is not None
    assert made.webhook_endpoint.signing_secret is not None
    note = client.parse_event_notification(body, signature, made.webhook_endpoint.signing_secret)
    assert note.type == "v2.core.account[configuration.merchant].capability_status_updated"
    assert note.fetch_event().id == note.id
    assert note.fetch_related_object().id == account


def test_a_tenant_takes_its_account_away(client: StripeClient, sandbox: Sandbox, account: str) -> None:
    """The platform's endpoint hears of it; then the account is forbidden."""
    there: stripe.RequestOptions = {"stripe_account": account}
    with listening() as ear:
        client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["*"], "connect": True})
        press = {"action": "account.disconnect", "account": account_of(client), "id": account}
        httpx.post(f"{sandbox.stripe_base}/_control/press", json=press).raise_for_status()
        ear.wait_for(1)
        assert ear.kinds() == ["account.application.deauthorized"]
    with pytest.raises(stripe.PermissionError):
        client.v1.charges.list(options=there)


def test_a_receipt_tells_what_was_given_back(client: StripeClient) -> None:
    """A payer can keep it."""
    pay_by_card(session_of(client))
    (charge,) = client.v1.charges.list().data
    client.v1.refunds.create({"charge": charge.id, "amount": 2_00})
    assert "EUR 2.00 of it was given back" in httpx.get(str(charge.receipt_url)).text
