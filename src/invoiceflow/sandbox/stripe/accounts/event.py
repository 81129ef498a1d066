"""What happened, for thirty days; `pending_webhooks` says how many endpoints have not taken it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.lists import PAGING, created_within, page
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "event"
_PATH: Final = "/v1/events"
_KEPT_SECONDS: Final = 30 * 86_400


def _retrieve(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["created"] < shelf.at - _KEPT_SECONDS:
        raise missing(KIND, asked.id)
    return body


def _list(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    delivered = params.flag("delivery_success")
    kinds = params.texts("types") or [kind for kind in (params.text("type"),) if kind]
    found = [
        each
        for each in created_within(shelf.find(KIND), params)
        if each["created"] >= shelf.at - _KEPT_SECONDS
        and (not kinds or any(_fits(each["type"], kind) for kind in kinds))
        and (delivered is None or delivered == (each["pending_webhooks"] == 0))
    ]
    return page(found, params, _PATH)


def _fits(kind: str, wanted: str) -> bool:
    return kind.startswith(wanted[:-1]) if wanted.endswith("*") else kind == wanted


ROUTES: Final = (
    Route("GET", f"{_PATH}/{{id}}", _retrieve),
    Route("GET", _PATH, _list, " ".join(("type", "types", "created", "delivery_success", *PAGING))),
)
