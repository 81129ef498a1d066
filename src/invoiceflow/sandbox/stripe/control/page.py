"""What is there, for people: the accounts of the product's platform, one account's things, and buttons."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.accounts import account
from invoiceflow.sandbox.stripe.control import events, pressing
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.hosted.amounts import written

Http: TypeAlias = Request[Any, Any, Any]

_DAY: Final = 86_400
_STEPS: Final = {
    "1 hour": 3_600,
    "1 day": _DAY,
    "3 days": 3 * _DAY,
    "10 days": 10 * _DAY,
    "31 days": 31 * _DAY,
}
_SECTIONS: Final[Mapping[str, str]] = {
    "checkout.session": "Checkout sessions",
    "payment_intent": "Payments",
    "charge": "Charges",
    "refund": "Refunds",
    "dispute": "Disputes",
    "radar.early_fraud_warning": "Early fraud warnings",
    "review": "Reviews",
    "payout": "Payouts",
    "subscription": "Subscriptions",
    "invoice": "Invoices",
}
_SHOWN: Final = 25


@get("/_control", sync_to_thread=False)
def overview(world: World, where: str = "", error: str = "") -> Template:
    """Show an account, the platform's own where none is named, and lead to the others."""
    world.catch_up()
    platform = world.shelf(world.platform)
    shelf = world.shelf(where or world.platform)
    context = {
        "now": datetime.fromtimestamp(shelf.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "steps": _STEPS,
        "platform": world.platform,
        "accounts": [_account(each) for each in platform.find(account.KIND)],
        "where": shelf.account,
        "error": error,
        "sections": [_section(shelf, kind) for kind in _SECTIONS if shelf.find(kind)],
        "currencies": sorted({each["currency"] for each in shelf.find("balance_transaction")}),
        "events": [_event(each) for each in shelf.find("event")[:_SHOWN]],
        "deliveries": events.of_platform(world, world.platform)[-_SHOWN:][::-1],
    }
    return Template("stripe/control.html", context=context)


@post("/_control/buttons")
async def button(request: Http, world: World) -> Redirect:
    """Do what the pressed button says, and show the account again, with what was wrong if something was."""
    form = await request.form()
    where = str(form.get("where", world.platform))
    shown = {"where": where}
    try:
        if form.get("seconds"):
            world.advance(world.platform, int(str(form["seconds"])))
        else:
            pressing.press(world, where, str(form.get("action", "")), str(form.get("id", "")), None)
    except Refusal as refusal:
        shown["error"] = str(refusal)
    world.posted.set()
    return Redirect(f"/stripe/_control?{urlencode(shown)}", status_code=303)


def _account(body: Json) -> Json:
    return {
        "id": body["id"],
        "name": body["display_name"] or body["contact_email"] or "",
        "active": account.active(body),
        "buttons": pressing.ACTIONS[account.KIND],
    }


def _section(shelf: Shelf, kind: str) -> Json:
    return {"title": _SECTIONS[kind], "rows": [_row(each) for each in shelf.find(kind)[:_SHOWN]]}


def _row(body: Json) -> Json:
    amount = next(
        (body[name] for name in ("amount", "amount_total", "total") if body.get(name) is not None), None
    )
    state = body.get("status") or ("open" if body.get("open") else "")
    if "actionable" in body:
        state = "actionable" if body["actionable"] else "answered"
    return {
        "id": body["id"],
        "at": _time(body["created"]),
        "amount": written(amount, body["currency"]) if amount is not None else "",
        "state": state,
        "buttons": [
            each for each in pressing.ACTIONS.get(body["object"], ()) if body.get("status") in each.statuses
        ],
    }


def _event(body: Json) -> Json:
    return {
        "id": body["id"],
        "at": _time(body["created"]),
        "type": body["type"],
        "pending": body["pending_webhooks"],
    }


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%m-%d %H:%M:%S")


HANDLERS = (overview, button)
