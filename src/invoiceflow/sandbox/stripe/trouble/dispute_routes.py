"""What can be asked of disputes."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf, by_id
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.trouble import dispute, evidence
from invoiceflow.sandbox.stripe.trouble.dispute import KIND

_PATH: Final = "/v1/disputes"


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    after = body | {"metadata": params.metadata(body["metadata"])}
    if "evidence" not in params:
        return shelf.changed("charge.dispute.updated", after, body)
    files = by_id(shelf.find("file"))
    after["evidence"] = evidence.after(body["evidence"], params.under("evidence"), files)
    if params.flag("submit") is not False:
        return dispute.submit(shelf, after)
    after["evidence_details"] = body["evidence_details"] | {"has_evidence": True}
    return shelf.changed("charge.dispute.updated", after, body)


def _close(shelf: Shelf, asked: Asked) -> Json:
    return dispute.decide(shelf, shelf.get(KIND, asked.id), "lost")


ROUTES: Final = (
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "charge payment_intent"),
    Route("POST", f"{_PATH}/{{id}}", _update, "evidence metadata submit"),
    Route("POST", f"{_PATH}/{{id}}/close", _close),
)
