"""Files that evidence refers to: their bytes are measured and let go."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "file"
_PATH: Final = "/v1/files"
_MOST_BYTES: Final = 5_000_000


def _create(shelf: Shelf, asked: Asked) -> Json:
    given = asked.params.under("file")
    size = given.need_integer("size")
    if size > _MOST_BYTES:
        raise wrong_value("file", f"A file may have {_MOST_BYTES} bytes")
    filename = given.text("filename") or "upload"
    return shelf.put(
        {
            "id": new_id("file"),
            "object": KIND,
            "created": shelf.at,
            "expires_at": None,
            "filename": filename,
            "purpose": asked.params.need("purpose"),
            "size": size,
            "title": None,
            "type": filename.rpartition(".")[2] or None,
            "url": None,
        }
    )


ROUTES: Final = (
    Route("POST", _PATH, _create, "file purpose"),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "purpose"),
)
