"""The payer's bank, which asks whether it is really them (3-D Secure)."""

from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.hosted.amounts import written
from invoiceflow.sandbox.stripe.money import payment_intent
from invoiceflow.sandbox.stripe.selling import invoice

Http: TypeAlias = Request[Any, Any, Any]


@get("/authenticate/{account:str}/{name:str}", sync_to_thread=False)
def ask(account: str, name: str, world: World) -> Template:
    """Ask the payer."""
    body = world.shelf(account).get(payment_intent.KIND, name)
    context = {
        "total": written(body["amount"], body["currency"]),
        "over": body["status"] != "requires_action",
    }
    return Template("stripe/authenticate.html", context=context)


@post("/authenticate/{account:str}/{name:str}")
async def answer(request: Http, account: str, name: str, world: World) -> Redirect:
    """Take the payer's answer and lead them back to where they came from."""
    form = await request.form()
    with world.store.transaction():
        shelf = world.shelf(account)
        action = shelf.get(payment_intent.KIND, name)["next_action"]
        if action is None:
            raise Refusal("This authentication is over.", code="payment_intent_unexpected_state")
        payment_intent.authenticate(shelf, name, passed=form.get("answer") == "yes")
        session.settle(shelf, name)
        invoice.settle(shelf, name)
    world.posted.set()
    return Redirect(action["redirect_to_url"]["return_url"] or world.site, status_code=303)
