"""The customer's own page: their subscriptions, and what may be done to them."""

from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.hosted.amounts import written
from invoiceflow.sandbox.stripe.hosted.means import method_of
from invoiceflow.sandbox.stripe.money import payment_method
from invoiceflow.sandbox.stripe.selling import portal, price, subscription, subscription_routes

Http: TypeAlias = Request[Any, Any, Any]


@get("/portal/{account:str}/{name:str}", sync_to_thread=False)
def portal_page(account: str, name: str, world: World, error: str = "") -> Template:
    """Show what the customer has."""
    world.catch_up()
    shelf = world.shelf(account)
    body = shelf.get(portal.KIND, name)
    found = shelf.find(subscription.KIND, customer=body["customer"])
    context = {
        "session": body,
        "subscriptions": [_shown(shelf, each) for each in found],
        "prices": [_priced(shelf, each) for each in shelf.find(price.KIND, active=True) if each["recurring"]],
        "error": error,
    }
    return Template("stripe/portal.html", context=context)


@post("/portal/{account:str}/{name:str}")
async def press_portal(request: Http, account: str, name: str, world: World) -> Redirect:
    """Do what the customer pressed: another plan, the end, not the end after all, another card."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    to = f"{world.site}/portal/{account}/{name}"
    try:
        with world.store.transaction():
            shelf = world.shelf(account)
            body = shelf.get(portal.KIND, name)
            _do(shelf, body, form)
    except Refusal as refusal:
        return Redirect(to, query_params={"error": str(refusal)}, status_code=303)
    world.posted.set()
    return Redirect(to, status_code=303)


def _do(shelf: Shelf, body: Json, form: dict[str, str]) -> None:
    if form.get("number"):
        method = payment_method.attach(shelf, method_of(shelf, form), body["customer"])
        payer = shelf.get("customer", body["customer"])
        settings = payer["invoice_settings"] | {"default_payment_method": method["id"]}
        shelf.changed("customer.updated", payer | {"invoice_settings": settings}, payer)
        for each in shelf.find(subscription.KIND, customer=body["customer"]):
            if each["default_payment_method"] and each["status"] != "canceled":
                subscription_routes.update(shelf, each, Params({"default_payment_method": method["id"]}))
        return
    mine = shelf.get(subscription.KIND, form.get("subscription", ""))
    if form.get("price"):
        item = {"id": mine["items"]["data"][0]["id"], "price": form["price"]}
        fields: Json = {"items": [item], "proration_behavior": "always_invoice"}
    else:
        fields = {"cancel_at_period_end": "true" if form.get("press") == "cancel" else "false"}
    subscription_routes.update(shelf, mine, Params(fields))


def _shown(shelf: Shelf, body: Json) -> Json:
    plan = [_priced(shelf, each["price"]) for each in body["items"]["data"]]
    return {"id": body["id"], "status": body["status"], "ends": body["cancel_at_period_end"], "plan": plan}


def _priced(shelf: Shelf, costs: Json) -> Json:
    named = shelf.get("product", costs["product"])["name"]
    every = costs["recurring"]["interval"]
    return {
        "id": costs["id"],
        "text": f"{named}, {written(costs['unit_amount'], costs['currency'])} a {every}",
    }
