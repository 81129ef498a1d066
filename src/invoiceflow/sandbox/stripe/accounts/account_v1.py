"""The same accounts as the first version shows them, and what endpoints hear when they change."""

from datetime import datetime
from typing import Final

from invoiceflow.sandbox.stripe.accounts import account, event_destination
from invoiceflow.sandbox.stripe.ground.lists import PAGING, page
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "account"
_PATH: Final = "/v1/accounts"


def seen(body: Json, created: int) -> Json:
    """Return an account of the second version in the first version's shape."""
    left = [each["description"] for each in body["requirements"]["entries"]]
    enabled = account.active(body)
    responsibilities = body["defaults"]["responsibilities"]
    return {
        "id": body["id"],
        "object": KIND,
        "business_profile": {
            "name": body["display_name"],
            "url": body["defaults"]["profile"]["business_url"],
        },
        "business_type": body["identity"]["entity_type"],
        "capabilities": {
            name: "active" if each["status"] == "active" else "inactive"
            for name, each in (body["configuration"]["merchant"] or {"capabilities": {}})[
                "capabilities"
            ].items()
            if name != "stripe_balance"
        },
        "charges_enabled": enabled,
        "controller": {
            "fees": {"payer": "account" if responsibilities["fees_collector"] == "stripe" else "application"},
            "is_controller": True,
            "losses": {"payments": responsibilities["losses_collector"]},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": body["dashboard"] or "none"},
            "type": "application",
        },
        "country": (body["identity"]["country"] or "de").upper(),
        "created": created,
        "default_currency": body["defaults"]["currency"],
        "details_submitted": enabled or len(left) < 2,
        "email": body["contact_email"],
        "future_requirements": _requirements([]),
        "metadata": body["metadata"],
        "payouts_enabled": enabled,
        "requirements": _requirements(left),
        "settings": None,
        "tos_acceptance": {"date": created if enabled else None},
        "type": "none",
    }


def tell(shelf: Shelf, body: Json, kind: str, data: Json | None = None) -> None:
    """
    Announce an account's present state: as an event of the account itself, and by a thin event to its platform.

    `kind` is what follows `v2.core.account` in its type.
    """
    own = Shelf(shelf.store, body["id"], shelf.platform, shelf.at, shelf.site, shelf.cause)
    own.announce("account.updated", seen(body, shelf.at))
    event_destination.announce(shelf, f"{account.KIND}{kind}", body, data)


def onboard(shelf: Shelf, body: Json, *, finish: bool) -> None:
    """Have the tenant enter everything, or leave something out, and announce what follows."""
    after = account.onboard(shelf, body, finish=finish)
    event_destination.announce(shelf, f"{account.KIND}[requirements].updated", after)
    changed = {"updated_capability": "card_payments"}
    tell(shelf, after, "[configuration.merchant].capability_status_updated", changed)


def _requirements(left: list[str]) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": left,
        "disabled_reason": "requirements.past_due" if left else None,
        "errors": [],
        "eventually_due": left,
        "past_due": left,
        "pending_verification": [],
    }


def _created(body: Json) -> int:
    return int(datetime.fromisoformat(body["created"]).timestamp())


def _retrieve(shelf: Shelf, asked: Asked) -> Json:
    name = asked.ids.get("id", shelf.account)
    body = shelf.store.get(shelf.platform, account.KIND, name)
    if body is not None:
        return seen(body, _created(body))
    if name != shelf.platform:
        raise missing(KIND, name)
    return _platform(shelf)


def _platform(shelf: Shelf) -> Json:
    return {
        "id": shelf.platform,
        "object": KIND,
        "business_profile": {"name": "Stand-in", "url": None},
        "charges_enabled": True,
        "country": "DE",
        "created": shelf.at,
        "default_currency": "eur",
        "details_submitted": True,
        "email": None,
        "payouts_enabled": True,
        "type": "standard",
    }


def _list(shelf: Shelf, asked: Asked) -> Json:
    found = [seen(each, _created(each)) for each in shelf.find(account.KIND)]
    return page(found, asked.params, _PATH)


ROUTES: Final = (
    Route("GET", "/v1/account", _retrieve),
    Route("GET", f"{_PATH}/{{id}}", _retrieve),
    Route("GET", _PATH, _list, " ".join(PAGING)),
)
