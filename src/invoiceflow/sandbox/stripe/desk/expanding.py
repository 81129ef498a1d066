"""Objects within objects: `expand` turns ids into what they name, and adds lists that are left out otherwise."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from invoiceflow.sandbox.stripe.ground.lists import listed
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

_DEEPEST: Final = 4
_LEFT_OUT: Final[Mapping[tuple[str, str], Callable[[Shelf, Json], Json]]] = {
    ("checkout.session", "line_items"): lambda shelf, body: listed(
        shelf.hidden(body["id"])["lines"], f"/v1/checkout/sessions/{body['id']}/line_items"
    ),
    ("invoice", "payments"): lambda shelf, body: listed(
        shelf.find("invoice_payment", invoice=body["id"]), f"/v1/invoice_payments?invoice={body['id']}"
    ),
    ("customer", "subscriptions"): lambda shelf, body: listed(
        shelf.find("subscription", customer=body["id"]), f"/v1/customers/{body['id']}/subscriptions"
    ),
    ("charge", "refunds"): lambda shelf, body: listed(
        shelf.find("refund", charge=body["id"]), f"/v1/charges/{body['id']}/refunds"
    ),
}


def expand(shelf: Shelf, body: Json, paths: list[str]) -> Json:
    """Expand an answer in place. Raises Refusal for what cannot be expanded."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise Refusal(f"You cannot expand more than {_DEEPEST} levels of a property", param="expand")
        _walk(shelf, body, steps, path)
    return body


def _walk(shelf: Shelf, body: Any, steps: list[str], path: str) -> None:
    if isinstance(body, list):
        for each in body:
            _walk(shelf, each, steps, path)
    elif steps and isinstance(body, dict):
        step, *rest = steps
        body[step] = _expanded(shelf, body, step, path)
        _walk(shelf, body[step], rest, path)


def _expanded(shelf: Shelf, body: Json, step: str, path: str) -> Any:
    left_out = _LEFT_OUT.get((body.get("object", ""), step))
    if left_out and step not in body:
        return left_out(shelf, body)
    value = body.get(step)
    if isinstance(value, dict | list) or (value is None and step in body):
        return value
    found = shelf.store.any_kind(shelf.account, value) if isinstance(value, str) else None
    if found is None:
        raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
    return found
