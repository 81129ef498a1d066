"""What a product costs, once or every period."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, created_within, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import product

KIND: Final = "price"
_PATH: Final = "/v1/prices"
_KNOWN: Final = (
    "currency unit_amount unit_amount_decimal product product_data recurring nickname lookup_key metadata active"
    " tax_behavior billing_scheme transfer_lookup_key"
)


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new price, with a product of its own where one is described."""
    body = _body(shelf, params, _product(shelf, params))
    shelf.announce("price.created", shelf.put(body))
    return body


def of_line(shelf: Shelf, line: Params) -> Json:
    """Return the price that a line names, or describes by itself."""
    if "price" in line:
        return shelf.get(KIND, line.need("price"), line.named("price"))
    given = line.under("price_data")
    if not given.fields:
        raise wrong_value(line.named("price"), "A line needs a price or price_data", "parameter_missing")
    return shelf.put(_body(shelf, given, _product(shelf, given)) | {"active": False})


def _product(shelf: Shelf, params: Params) -> str:
    if "product_data" in params:
        return str(product.create(shelf, params.under("product_data"))["id"])
    return str(shelf.get(product.KIND, params.need("product"), params.named("product"))["id"])


def _body(shelf: Shelf, params: Params, of: str) -> Json:
    amount = params.integer("unit_amount")
    if amount is None:
        amount = int(params.need("unit_amount_decimal").partition(".")[0])
    if amount < 0:
        raise wrong_value(
            params.named("unit_amount"), "Invalid non-negative integer", "parameter_invalid_integer"
        )
    recurring = params.under("recurring") if "recurring" in params else None
    return {
        "id": new_id("price"),
        "object": KIND,
        "active": params.flag("active") is not False,
        "billing_scheme": "per_unit",
        "created": shelf.at,
        "currency": params.need("currency").lower(),
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": params.text("lookup_key"),
        "metadata": params.metadata(),
        "nickname": params.text("nickname"),
        "product": of,
        "recurring": _recurring(recurring) if recurring else None,
        "tax_behavior": params.text("tax_behavior") or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": params.text("unit_amount_decimal") or str(amount),
    }


def _recurring(given: Params) -> Json:
    return {
        "interval": given.one_of("interval", "day", "week", "month", "year") or given.need("interval"),
        "interval_count": given.integer("interval_count") or 1,
        "meter": given.text("meter"),
        "trial_period_days": given.integer("trial_period_days"),
        "usage_type": given.one_of("usage_type", "licensed", "metered") or "licensed",
    }


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    after = body | {"metadata": params.metadata(body["metadata"])}
    for name in ("nickname", "lookup_key"):
        if name in params:
            after[name] = params.text(name)
    if "active" in params:
        after["active"] = params.flag("active")
    return shelf.changed("price.updated", after, body)


def _list(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    texts = {name: params.text(name) for name in ("product", "type", "currency")}
    wanted: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    if "active" in params:
        wanted["active"] = params.flag("active")
    keys = params.texts("lookup_keys")
    found = [each for each in shelf.find(KIND, **wanted) if not keys or each["lookup_key"] in keys]
    return page(created_within(found, params), params, _PATH)


ROUTES: Final = (
    Route("POST", _PATH, lambda shelf, asked: create(shelf, asked.params), _KNOWN),
    retrieving(KIND, _PATH),
    Route("GET", _PATH, _list, " ".join(("lookup_keys product active type currency created", *PAGING))),
    Route(
        "POST",
        f"{_PATH}/{{id}}",
        _update,
        "active nickname lookup_key metadata tax_behavior transfer_lookup_key",
    ),
)
