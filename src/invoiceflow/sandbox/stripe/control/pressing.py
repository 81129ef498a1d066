"""What others do to an account's objects: banks, payers, Stripe. Each has a name, and a button on the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from invoiceflow.sandbox.stripe.accounts import account, account_v1
from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground import platforms
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent, payout, refund
from invoiceflow.sandbox.stripe.selling import meter
from invoiceflow.sandbox.stripe.trouble import dispute, early_fraud_warning, review


@dataclass(frozen=True, slots=True)
class Action:
    """
    A name, what the button says, and what it does to the object of an id; the amount is for a part.

    The button is there for objects of these statuses.
    """

    name: str
    says: str
    does: Callable[[Shelf, str, int | None], object]
    statuses: tuple[str, ...]


def _restrict(shelf: Shelf, name: str, _amount: int | None) -> None:
    account_v1.onboard(shelf, shelf.get(account.KIND, name), finish=False)


def _activate(shelf: Shelf, name: str, _amount: int | None) -> None:
    account_v1.onboard(shelf, shelf.get(account.KIND, name), finish=True)


def _disconnect(shelf: Shelf, name: str, _amount: int | None) -> None:
    """Have the tenant take its account away from the platform, which hears of it and may do nothing there any more."""
    own = replace(shelf, account=name)
    own.announce(
        "account.application.deauthorized", {"id": "ca_stand_in", "object": "application", "name": None}
    )
    platforms.disconnect(shelf.store, name)


def _on_dispute(act: Callable[[Shelf, Json], object]) -> Callable[[Shelf, str, int | None], object]:
    return lambda shelf, name, _amount: act(shelf, shelf.get(dispute.KIND, name))


def _plain(act: Callable[[Shelf, str], object]) -> Callable[[Shelf, str, int | None], object]:
    return lambda shelf, name, _amount: act(shelf, name)


_PAID: Final = ("succeeded",)
_INQUIRY: Final = ("warning_needs_response", "warning_under_review")
_UNDECIDED: Final = ("needs_response", "under_review", *_INQUIRY)
ACTIONS: Final[Mapping[str, tuple[Action, ...]]] = {
    account.KIND: (
        Action("account.restrict", "Ask for more", _restrict, ("",)),
        Action("account.activate", "Activate", _activate, ("",)),
        Action("account.disconnect", "Disconnect", _disconnect, ("",)),
    ),
    "charge": (
        Action("early_fraud_warning.open", "Early fraud warning", _plain(early_fraud_warning.warn), _PAID),
        Action("inquiry.open", "Inquiry", _plain(dispute.open_inquiry), _PAID),
        Action(
            "dispute.open",
            "Dispute",
            lambda shelf, name, amount: dispute.open_dispute(shelf, name, amount_minor=amount),
            _PAID,
        ),
        Action("dispute.prevent", "Prevent a dispute", _plain(dispute.prevent), _PAID),
        Action("review.open", "Review", _plain(review.begin), _PAID),
    ),
    "dispute": (
        Action("dispute.escalate", "Make it a dispute", _on_dispute(dispute.escalate), _INQUIRY),
        Action(
            "dispute.win",
            "Won",
            _on_dispute(lambda shelf, body: dispute.decide(shelf, body, "won")),
            _UNDECIDED,
        ),
        Action(
            "dispute.lose",
            "Lost",
            _on_dispute(lambda shelf, body: dispute.decide(shelf, body, "lost")),
            _UNDECIDED,
        ),
    ),
    "refund": (
        Action("refund.arrive", "Arrive", _plain(refund.arrive), ("pending",)),
        Action("refund.fail", "Fail", _plain(refund.fail), ("pending", "succeeded")),
    ),
    "payment_intent": (
        Action(
            "payment_intent.settle", "Have the bank answer", _plain(payment_intent.settle), ("processing",)
        ),
    ),
    "checkout.session": (Action("checkout.session.expire", "Expire", _plain(session.expire), ("open",)),),
    meter.KIND: (
        Action("meter.refuse_last", "Refuse the last event", _plain(meter.refuse_last), ("active",)),
    ),
    "balance": (
        Action(
            "balance.pay_out",
            "Pay out what is available",
            lambda shelf, name, _amount: payout.pay_out(shelf, name),
            ("",),
        ),
    ),
    "payout": (
        Action("payout.arrive", "Arrive", _plain(payout.arrive), ("pending",)),
        Action(
            "payout.fail",
            "Fail",
            lambda shelf, name, _amount: payout.fail(shelf, shelf.get(payout.KIND, name)),
            ("pending", "paid"),
        ),
    ),
}
_BY_NAME: Final = {action.name: action for actions in ACTIONS.values() for action in actions}


def press(world: World, where: str, action: str, name: str, amount: int | None) -> Json:
    """
    Carry out an action in an account, and return its object as it is then.

    Raises:
        Refusal: no such action or object, or the object's state forbids it.
    """
    if action not in _BY_NAME:
        raise missing("action", action, "action")
    world.catch_up()
    with world.store.transaction():
        shelf = world.shelf(where)
        _BY_NAME[action].does(shelf, name, amount)
    world.catch_up()
    world.posted.set()
    return shelf.store.any_kind(shelf.account, name) or {}
