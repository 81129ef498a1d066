"""The hosted page of an invoice of Stripe's."""

from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.hosted.amounts import written
from invoiceflow.sandbox.stripe.hosted.means import method_of
from invoiceflow.sandbox.stripe.money import payment_intent
from invoiceflow.sandbox.stripe.selling import invoice, invoice_payment

Http: TypeAlias = Request[Any, Any, Any]


@get("/invoice/{account:str}/{name:str}", sync_to_thread=False)
def invoice_page(account: str, name: str, world: World) -> Template:
    """Show an invoice; one that is open can be paid."""
    world.catch_up()
    shelf = world.shelf(account)
    return _page(shelf, shelf.get(invoice.KIND, name), "")


@post("/invoice/{account:str}/{name:str}")
async def pay_invoice(request: Http, account: str, name: str, world: World) -> Template | Redirect:
    """Take the payer's card or bank account."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    try:
        with world.store.transaction():
            shelf = world.shelf(account)
            body = shelf.get(invoice.KIND, name)
            invoice.check(body, "open")
            intent_name = invoice_payment.intent_of(shelf, body)["id"]
            to = str(body["hosted_invoice_url"])
            invoice.pay(shelf, body, method_of(shelf, form), off_session=False, return_to=to)
    except Refusal as refusal:
        shelf = world.shelf(account)
        return _page(shelf, shelf.get(invoice.KIND, name), str(refusal))
    world.catch_up()
    world.posted.set()
    intent = shelf.get(payment_intent.KIND, intent_name)
    if intent["next_action"]:
        return Redirect(intent["next_action"]["redirect_to_url"]["url"], status_code=303)
    error = intent["last_payment_error"]
    return _page(shelf, shelf.get(invoice.KIND, name), error["message"] if error else "")


def _page(shelf: Shelf, body: Json, error: str) -> Template:
    lines = [
        (each["description"], written(each["amount"], each["currency"])) for each in body["lines"]["data"]
    ]
    context = {
        "invoice": body,
        "lines": lines,
        "total": written(body["total"], body["currency"]),
        "on_the_way": body["status"] == "open" and _processing(shelf, body),
        "error": error,
    }
    return Template("stripe/invoice.html", context=context, status_code=402 if error else 200)


def _processing(shelf: Shelf, body: Json) -> bool:
    return bool(invoice_payment.intent_of(shelf, body)["status"] == "processing")
