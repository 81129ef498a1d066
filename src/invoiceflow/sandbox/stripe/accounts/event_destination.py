"""Where a platform wants its thin events, which name an object and say nothing of it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground import outgoing
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json, instant

KIND: Final = outgoing.DESTINATION
EVENT: Final = "v2.core.event"
_WHERE: Final = {"billing.meter": "/v1/billing/meters"}
_PATH: Final = "/v2/core/event_destinations"


def register(shelf: Shelf, name: str, url: str, secret: str) -> None:
    """Have all thin events sent to an address, under an id that stays the same from start to start."""
    shelf.put(_body(shelf, name, Params({"enabled_events": ["*"], "name": name})))
    shelf.hide(name, url=url, secret=secret)


def announce(shelf: Shelf, kind: str, related: Json, data: Json | None = None) -> None:
    """Record a thin event about an object, and send it without its data, which must be fetched."""
    cause = {"id": shelf.cause.id, "idempotency_key": shelf.cause.idempotency_key or ""}
    event = {
        "id": new_id("evt"),
        "object": EVENT,
        "changes": None,
        "context": None,
        "created": instant(shelf.at),
        "livemode": False,
        "reason": {"type": "request", "request": cause} if shelf.cause.id else None,
        "related_object": {
            "id": related["id"],
            "type": related["object"],
            "url": _WHERE.get(related["object"], "/v2/core/accounts") + f"/{related['id']}",
        },
        "snapshot_event": None,
        "type": kind,
    }
    shelf.store.put(shelf.platform, event | ({"data": data} if data else {}))
    outgoing.send_thin(shelf.store, shelf.platform, event)


def _body(shelf: Shelf, name: str, params: Params) -> Json:
    return {
        "id": name,
        "object": KIND,
        "created": instant(shelf.at),
        "description": params.text("description") or "",
        "enabled_events": params.texts("enabled_events"),
        "event_payload": "thin",
        "events_from": ["self"],
        "livemode": False,
        "metadata": params.metadata(),
        "name": params.need("name"),
        "status": "enabled",
        "type": "webhook_endpoint",
        "updated": instant(shelf.at),
    }


def _create(shelf: Shelf, asked: Asked) -> Json:
    params, secret = asked.params, new_id("whsec", 32)
    params.one_of("event_payload", "thin")
    url = params.under("webhook_endpoint").need("url")
    body = shelf.put(_body(shelf, new_id("ed"), params))
    shelf.hide(body["id"], url=url, secret=secret)
    return body | {"webhook_endpoint": {"signing_secret": secret, "url": url}}


def _list(shelf: Shelf, kind: str) -> Json:
    return {"data": shelf.find(kind), "next_page_url": None, "previous_page_url": None}


def _events(shelf: Shelf, asked: Asked) -> Json:
    """List what happened, of all types or of some."""
    types = asked.params.texts("types")
    found = [each for each in shelf.find(EVENT) if not types or each["type"] in types]
    return {"data": found, "next_page_url": None, "previous_page_url": None}


def _delete(shelf: Shelf, asked: Asked) -> Json:
    shelf.get(KIND, asked.id)
    shelf.store.drop(shelf.account, asked.id)
    return {"id": asked.id, "object": KIND, "deleted": True}


ROUTES: Final = (
    Route(
        *("POST", _PATH, _create),
        "name description enabled_events event_payload events_from type webhook_endpoint include metadata",
    ),
    Route("GET", f"{_PATH}/{{id}}", lambda shelf, asked: shelf.get(KIND, asked.id), "include"),
    Route("GET", _PATH, lambda shelf, _asked: _list(shelf, KIND), "include limit"),
    Route("DELETE", f"{_PATH}/{{id}}", _delete),
    Route("GET", "/v2/core/events/{id}", lambda shelf, asked: shelf.get(EVENT, asked.id)),
    Route("GET", "/v2/core/events", _events, "object_id limit types created"),
)
