"""How the stand-in for Stripe takes requests: keys, accounts, idempotency, lists, expansion, refusals."""

from collections.abc import Callable

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import connected, session_of


def test_a_wrong_key_opens_nothing(client_with: Callable[[str], StripeClient]) -> None:
    """An unknown key is refused with 401, and its end only is told."""
    with pytest.raises(stripe.AuthenticationError, match=r"\*{8}nown"):
        client_with("sk_test_unknown_unknown").v1.balance.retrieve()


def test_the_product_s_key_opens_its_platform(
    sandbox: Sandbox, client_with: Callable[[str], StripeClient]
) -> None:
    """The key of the settings is known from the start."""
    assert client_with(sandbox.stripe_key).v1.balance.retrieve().object == "balance"


def test_each_account_has_its_own_things(client: StripeClient) -> None:
    """What one account has is nothing to another or to the platform, and another platform's account is forbidden."""
    accounts = [connected(client) for _ in range(2)]
    customer = client.v1.customers.create({"name": "Client"}, {"stripe_account": accounts[0]})
    elsewhere: tuple[stripe.RequestOptions, ...] = ({"stripe_account": accounts[1]}, {})
    for there in elsewhere:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.customers.retrieve(customer.id, options=there)
        assert (refused.value.code, refused.value.http_status) == ("resource_missing", 404)
    assert client.v1.customers.retrieve(customer.id, options={"stripe_account": accounts[0]}).name == "Client"
    with pytest.raises(stripe.PermissionError):
        client.v1.customers.list(options={"stripe_account": "acct_of_somebody_else"})


def test_a_key_is_answered_the_same_again(client: StripeClient) -> None:
    """The same request with the same key is done once, and said to be replayed."""
    once: stripe.RequestOptions = {"idempotency_key": "key-1"}
    answers = [client.v1.customers.create({"name": "Client"}, once) for _ in range(2)]
    assert answers[0].id == answers[1].id
    assert answers[1].last_response is not None
    assert answers[1].last_response.headers["idempotent-replayed"] == "true"


def test_a_key_with_another_body_is_refused(client: StripeClient) -> None:
    """One key is one request."""
    client.v1.customers.create({"name": "Client"}, {"idempotency_key": "key-2"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"name": "Another"}, {"idempotency_key": "key-2"})


def test_a_key_belongs_to_an_account(client: StripeClient) -> None:
    """The same key in another account is another request."""
    account = connected(client)
    own = client.v1.customers.create({"name": "Client"}, {"idempotency_key": "key-3"})
    there: stripe.RequestOptions = {"idempotency_key": "key-3", "stripe_account": account}
    assert client.v1.customers.create({"name": "Client"}, there).id != own.id


def test_a_decline_is_replayed_and_a_mistake_is_not(client: StripeClient) -> None:
    """A declined charge is not tried again under its key; a request that did nothing may be put right."""
    intent = client.v1.payment_intents.create({"amount": 1_00, "currency": "eur"})
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.confirm(
                intent.id, {"payment_method": "pm_card_chargeDeclined"}, {"idempotency_key": "key-4"}
            )
    assert len(client.v1.charges.list({"payment_intent": intent.id}).data) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": -1, "currency": "eur"}, {"idempotency_key": "key-5"})
    client.v1.payment_intents.create({"amount": 1_00, "currency": "eur"}, {"idempotency_key": "key-5"})


def test_lists_are_walked_in_both_directions(client: StripeClient) -> None:
    """Pages go from the newest on, and back before an object; the SDK's iterator finds all."""
    made = [client.v1.customers.create({"name": str(number)}).id for number in range(5)]
    newest = client.v1.customers.list({"limit": 2})
    assert ([each.id for each in newest.data], newest.has_more) == ([made[4], made[3]], True)
    after = client.v1.customers.list({"limit": 2, "starting_after": made[3]})
    assert [each.id for each in after.data] == [made[2], made[1]]
    before = client.v1.customers.list({"limit": 2, "ending_before": made[1]})
    assert ([each.id for each in before.data], before.has_more) == ([made[3], made[2]], True)
    assert [each.id for each in client.v1.customers.list({"limit": 2}).auto_paging_iter()] == made[::-1]
    assert len(list(client.v1.customers.list({"created": {"lt": 1}}).data)) == 0


def test_accounts_are_walked_page_by_page(client: StripeClient) -> None:
    """The second version's lists have addresses of pages."""
    made = {client.v2.core.accounts.create({}).id for _ in range(3)}
    assert {each.id for each in client.v2.core.accounts.list({"limit": 2}).auto_paging_iter()} == made


def test_ids_are_expanded(client: StripeClient) -> None:
    """An id becomes its object, in a list too; what is no id is refused."""
    session = session_of(client)
    client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items.data.price.product"]})
    assert client.v1.checkout.sessions.list({"expand": ["data.line_items"]}).data[0].line_items is not None
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["amount_total"]})


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"currency": "eur"}, "amount"),
        ({"amount": "12.50", "currency": "eur"}, "amount"),
        ({"amount": "49", "currency": "eur"}, "amount"),
        ({"amount": "100", "currency": "eur", "payment_method_types[0]": "card"}, "payment_method_types"),
        ({"amount": "100", "currency": "eur", "metadata[key]": "x" * 501}, "metadata[key]"),
    ],
)
def test_wrong_parameters_are_named(sandbox: Sandbox, fields: dict[str, str], param: str) -> None:
    """A missing, malformed, small, outdated or long parameter is refused by its name."""
    headers = {"authorization": f"Bearer {sandbox.stripe_key}"}
    answer = httpx.post(f"{sandbox.stripe_base}/v1/payment_intents", data=fields, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_a_deleted_customer_is_told_apart(client: StripeClient) -> None:
    """A deleted customer says so; one that never was is missing."""
    customer = client.v1.customers.create({"name": "Client"})
    client.v1.customers.delete(customer.id)
    assert client.v1.customers.retrieve(customer.id).deleted


def test_metadata_is_merged(client: StripeClient) -> None:
    """Keys that are given change, an empty value unsets, the others stay."""
    customer = client.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    after = client.v1.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
    assert after.metadata is not None
    assert after.metadata.to_dict() == {"b": "2", "c": "3"}


def test_a_version_is_a_date(client: StripeClient) -> None:
    """Another version is answered in its name; what is none is refused."""
    older = client.v1.balance.retrieve(options={"stripe_version": "2025-09-30.clover"})
    assert older.last_response is not None
    assert older.last_response.headers["stripe-version"] == "2025-09-30.clover"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.balance.retrieve(options={"stripe_version": "newest"})
