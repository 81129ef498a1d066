"""The hosted payment page of a Checkout Session."""

from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.hosted.amounts import written
from invoiceflow.sandbox.stripe.hosted.means import method_of
from invoiceflow.sandbox.stripe.money import payment_intent

Http: TypeAlias = Request[Any, Any, Any]


@get("/checkout/{account:str}/{name:str}", sync_to_thread=False)
def checkout(account: str, name: str, world: World) -> Template | Redirect:
    """Ask the payer to pay, or lead them on where they have."""
    world.catch_up()
    shelf = world.shelf(account)
    body = shelf.get(session.KIND, name)
    if body["status"] == "complete":
        return _onward(shelf, body)
    intent = shelf.get(payment_intent.KIND, body["payment_intent"]) if body["payment_intent"] else None
    error = intent["last_payment_error"]["message"] if intent and intent["last_payment_error"] else ""
    return _page(shelf, body, error)


@post("/checkout/{account:str}/{name:str}")
async def pay(request: Http, account: str, name: str, world: World) -> Template | Redirect:
    """Take the payer's card or bank account, and lead them on, to their bank, or back to the page."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    world.catch_up()
    try:
        with world.store.transaction():
            shelf = world.shelf(account)
            intent = session.pay(shelf, name, method_of(shelf, form))
    except Refusal as refusal:
        shelf = world.shelf(account)
        return _page(shelf, shelf.get(session.KIND, name), str(refusal), form)
    world.posted.set()
    if intent and intent["next_action"]:
        return Redirect(intent["next_action"]["redirect_to_url"]["url"], status_code=303)
    body = shelf.get(session.KIND, name)
    if body["status"] == "complete":
        return _onward(shelf, body)
    error = intent["last_payment_error"] if intent else None
    return _page(shelf, body, error["message"] if error else "", form)


def _onward(shelf: Shelf, body: Json) -> Template | Redirect:
    """Lead to the account's own page; its address may have a place for the session's id."""
    to = body["success_url"] or body["return_url"]
    if not to:
        return _page(shelf, body, "")
    return Redirect(to.replace("{CHECKOUT_SESSION_ID}", body["id"]), status_code=303)


def _page(shelf: Shelf, body: Json, error: str, form: dict[str, str] | None = None) -> Template:
    context = {
        "session": body,
        "total": written(body["amount_total"] or 0, body["currency"] or "eur"),
        "lines": [
            (each["description"], each["quantity"], written(each["amount_total"], each["currency"]))
            for each in shelf.hidden(body["id"])["lines"]
        ],
        "error": error,
        "form": {**_EMPTY, "email": body["customer_email"] or "", **(form or {})},
        "cards": _CARDS,
        "debits": _DEBITS,
    }
    return Template("stripe/checkout.html", context=context, status_code=402 if error else 200)


_EMPTY = dict.fromkeys(("name", "number", "iban"), "")
_CARDS = {
    "4242424242424242": "is paid",
    "4000000000000002": "is declined",
    "4000002760003184": "asks for 3-D Secure",
    "4000000000000259": "is disputed",
    "4000000000005423": "gets an early fraud warning",
}
_DEBITS = {
    "DE89370400440532013000": "is paid after three days",
    "DE08370400440532013003": "is paid after three minutes",
    "DE62370400440532013001": "fails after three days",
    "DE35370400440532013002": "is paid, and disputed",
}
