"""Where an account wants its events. The secret is told once, when an endpoint is made."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "webhook_endpoint"
_PATH: Final = "/v1/webhook_endpoints"


def register(shelf: Shelf, name: str, url: str, secret: str, *, connect: bool) -> None:
    """Have all events sent to an address, under an id that stays the same from start to start."""
    shelf.put(_body(shelf, name, url, ["*"], Params({})))
    shelf.hide(name, url=url, secret=secret, connect=connect)


def _body(shelf: Shelf, name: str, url: str, events: list[str], params: Params) -> Json:
    return {
        "id": name,
        "object": KIND,
        "api_version": params.text("api_version"),
        "application": None,
        "created": shelf.at,
        "description": params.text("description"),
        "enabled_events": events,
        "livemode": False,
        "metadata": params.metadata(),
        "status": "enabled",
        "url": url,
    }


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    if "enabled_events" not in params:
        raise wrong_value("enabled_events", "Missing required param: enabled_events.", "parameter_missing")
    secret = new_id("whsec", 32)
    body = _body(shelf, new_id("we"), params.need("url"), params.texts("enabled_events"), params)
    shelf.put(body)
    shelf.hide(body["id"], url=body["url"], secret=secret, connect=params.flag("connect") or False)
    return body | {"secret": secret}


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    if "url" in params:
        body["url"] = params.need("url")
        shelf.hide(asked.id, url=body["url"])
    if "enabled_events" in params:
        body["enabled_events"] = params.texts("enabled_events")
    disabled = params.flag("disabled")
    if disabled is not None:
        body["status"] = "disabled" if disabled else "enabled"
    return shelf.put(body | {"metadata": params.metadata(body["metadata"])})


def _delete(shelf: Shelf, asked: Asked) -> Json:
    shelf.get(KIND, asked.id)
    shelf.store.drop(shelf.account, asked.id)
    return {"id": asked.id, "object": KIND, "deleted": True}


ROUTES: Final = (
    Route("POST", _PATH, _create, "url enabled_events connect api_version description metadata"),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH),
    Route("POST", f"{_PATH}/{{id}}", _update, "url enabled_events disabled description metadata"),
    Route("DELETE", f"{_PATH}/{{id}}", _delete),
)
