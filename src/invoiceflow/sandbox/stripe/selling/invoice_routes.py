"""What can be asked of invoices, and of the items that wait for one."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.lists import PAGING, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal, wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_method
from invoiceflow.sandbox.stripe.selling import invoice, invoice_item, invoice_line
from invoiceflow.sandbox.stripe.selling.invoice import KIND

_PATH: Final = "/v1/invoices"
_KNOWN: Final = (
    "customer collection_method days_until_due due_date auto_advance currency description footer metadata number"
    " custom_fields default_payment_method pending_invoice_items_behavior statement_descriptor effective_at"
    " payment_settings rendering automatic_tax default_tax_rates subscription"
)


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    sending = params.text("collection_method") == "send_invoice"
    if sending and not {"days_until_due", "due_date"} & params.fields.keys():
        raise wrong_value("days_until_due", "An invoice that is sent needs a due date", "parameter_missing")
    if (params.integer("due_date") or shelf.at) < shelf.at:
        raise wrong_value("due_date", "The due date has to be in the future")
    body = invoice.create(shelf, params)
    if params.one_of("pending_invoice_items_behavior", "include", "exclude") == "include":
        body = invoice_item.collect(shelf, body)
    return body


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    if set(params.fields) - {"metadata", "expand"}:
        invoice.check(body, "draft")
    after = body | {"metadata": params.metadata(body["metadata"])}
    for name in ("description", "footer", "number", "default_payment_method"):
        if name in params:
            after[name] = params.text(name)
    for name in ("due_date", "effective_at"):
        if name in params:
            after[name] = params.integer(name)
    if "auto_advance" in params:
        after["auto_advance"] = params.flag("auto_advance")
    return shelf.changed("invoice.updated", after, body)


def _delete(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    invoice.check(body, "draft")
    shelf.store.drop(shelf.account, asked.id)
    shelf.announce("invoice.deleted", body)
    return {"id": asked.id, "object": KIND, "deleted": True}


def _add_lines(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    for each in asked.params.each("lines"):
        each.know(invoice_line.KNOWN)
        if "invoice_item" in each:
            body = invoice_item.move(shelf, body, each.need("invoice_item"))
        else:
            body = invoice_item.place(shelf, body, invoice_line.read(shelf, each, body["currency"]))
    shelf.announce("invoice.updated", body)
    return body


def _finalize(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if "auto_advance" in asked.params:
        body["auto_advance"] = asked.params.flag("auto_advance")
    return invoice.finalize(shelf, body)


def _pay(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    if body["status"] == "draft":
        body = invoice.finalize(shelf, body)
    if params.flag("paid_out_of_band"):
        return invoice.pay_elsewhere(shelf, body)
    if body["status"] == "paid":
        raise wrong_state("Invoice is already paid", "invoice_already_paid")
    name = params.text("payment_method")
    method = payment_method.named(shelf, name) if name else invoice.method_of(shelf, body)
    if method is None:
        raise wrong_state("There is no payment method to charge.", "invoice_no_payment_method")
    after = invoice.pay(shelf, body, method, off_session=params.flag("off_session") is not False)
    if after["status"] != "paid" and method["type"] == "card":
        raise Refusal(
            *("Your card was declined.",), status=402, kind="card_error", keeps=True, code="card_declined"
        )
    return after


def _send(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["status"] == "draft":
        body = invoice.finalize(shelf, body)
    shelf.announce("invoice.sent", body)
    return body


def _lines(shelf: Shelf, asked: Asked) -> Json:
    return page(shelf.get(KIND, asked.id)["lines"]["data"], asked.params, f"{_PATH}/{asked.id}/lines")


def _create_item(shelf: Shelf, asked: Asked) -> Json:
    params: Params = asked.params
    payer = shelf.get("customer", params.need("customer"), "customer")
    sold = invoice_line.read(shelf, params, payer["currency"] or "eur")
    if "invoice" not in params:
        return invoice_item.create(shelf, payer["id"], sold)
    body = shelf.get(KIND, params.need("invoice"), "invoice")
    invoice_item.place(shelf, body, sold)
    return shelf.find(invoice_item.KIND, invoice=body["id"])[0]


ROUTES: Final = (
    Route("POST", _PATH, _create, _KNOWN),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer status collection_method"),
    Route("POST", f"{_PATH}/{{id}}", _update, _KNOWN),
    Route("DELETE", f"{_PATH}/{{id}}", _delete),
    Route("POST", f"{_PATH}/{{id}}/add_lines", _add_lines, "lines invoice_metadata"),
    Route("POST", f"{_PATH}/{{id}}/finalize", _finalize, "auto_advance"),
    Route(
        "POST",
        f"{_PATH}/{{id}}/pay",
        _pay,
        "payment_method off_session paid_out_of_band forgive mandate source",
    ),
    Route("POST", f"{_PATH}/{{id}}/send", _send),
    Route(
        "POST", f"{_PATH}/{{id}}/void", lambda shelf, asked: invoice.void(shelf, shelf.get(KIND, asked.id))
    ),
    Route(
        *("POST", f"{_PATH}/{{id}}/mark_uncollectible"),
        lambda shelf, asked: invoice.give_up(shelf, shelf.get(KIND, asked.id)),
    ),
    Route("GET", f"{_PATH}/{{id}}/lines", _lines, " ".join(PAGING)),
    Route("POST", "/v1/invoiceitems", _create_item, " ".join(("customer invoice", *invoice_line.KNOWN))),
    retrieving(invoice_item.KIND, "/v1/invoiceitems"),
    listing(invoice_item.KIND, "/v1/invoiceitems", "customer invoice"),
)
