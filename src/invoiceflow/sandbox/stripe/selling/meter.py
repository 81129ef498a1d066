"""Meters and what they measured."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import event_destination
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, listed
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json, instant

KIND: Final = "billing.meter"
EVENT: Final = "_meter_event"
"""The kind under which a measurement is kept; what is sent of it has no id."""
_PATH: Final = "/v1/billing/meters"
_OLDEST_SECONDS, _NEWEST_SECONDS = 35 * 86_400, 5 * 60
_UNIQUE_SECONDS: Final = 86_400


def usage(shelf: Shelf, name: str, customer: str, start: int, end: int) -> int:
    """Return what a meter measured of a customer from `start` until before `end`, by its formula."""
    meter = shelf.get(KIND, name)
    key, value = meter["customer_mapping"]["event_payload_key"], meter["value_settings"]["event_payload_key"]
    values = [
        int(each["payload"][value])
        for each in shelf.find(EVENT, event_name=meter["event_name"])[::-1]
        if start <= each["timestamp"] < end and each["payload"].get(key) == customer
    ]
    formula = meter["default_aggregation"]["formula"]
    if formula == "count":
        return len(values)
    return sum(values) if formula == "sum" else (values or [0])[-1]


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    if shelf.first(KIND, event_name=params.need("event_name"), status="active"):
        raise wrong_value(
            "event_name", "There is an active meter of this event name", "resource_already_exists"
        )
    aggregation, mapping = params.under("default_aggregation"), params.under("customer_mapping")
    body = {
        "id": new_id("mtr_test"),
        "object": KIND,
        "created": shelf.at,
        "customer_mapping": {
            "event_payload_key": mapping.text("event_payload_key") or "stripe_customer_id",
            "type": "by_id",
        },
        "default_aggregation": {
            "formula": aggregation.one_of("formula", "sum", "count", "last") or aggregation.need("formula")
        },
        "display_name": params.need("display_name"),
        "event_name": params.need("event_name"),
        "event_time_window": params.one_of("event_time_window", "day", "hour"),
        "livemode": False,
        "status": "active",
        "status_transitions": {"deactivated_at": None},
        "updated": shelf.at,
        "value_settings": {
            "event_payload_key": params.under("value_settings").text("event_payload_key") or "value"
        },
    }
    shelf.announce("billing.meter.created", shelf.put(body))
    return body


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    after = body | {"display_name": asked.params.need("display_name"), "updated": shelf.at}
    return shelf.changed("billing.meter.updated", after, body)


def _switch(shelf: Shelf, asked: Asked, status: str, kind: str) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["status"] == status:
        raise wrong_state(f"This meter is {status}.", "meter_unexpected_state")
    since = shelf.at if status == "inactive" else None
    body |= {"status": status, "status_transitions": {"deactivated_at": since}, "updated": shelf.at}
    shelf.announce(kind, shelf.put(body))
    return body


def _record(shelf: Shelf, asked: Asked) -> Json:
    """Take in one measurement; what Stripe finds out only later is told by an event of its own."""
    params = asked.params
    at = params.integer("timestamp") or shelf.at
    if at < shelf.at - _OLDEST_SECONDS:
        raise wrong_value("timestamp", "More than 35 days ago", "timestamp_too_far_in_past")
    if at > shelf.at + _NEWEST_SECONDS:
        raise wrong_value("timestamp", "More than 5 minutes from now", "timestamp_in_future")
    name = params.text("identifier") or new_id("mev")
    known = shelf.first(EVENT, identifier=name)
    if known is not None and known["created"] > shelf.at - _UNIQUE_SECONDS:
        raise wrong_value(
            "identifier", f"An event already exists with identifier {name}", "resource_already_exists"
        )
    body = {
        "object": "billing.meter_event",
        "created": shelf.at,
        "event_name": params.need("event_name"),
        "identifier": name,
        "livemode": False,
        "payload": params.under("payload").fields,
        "timestamp": at,
    }
    _check(shelf, body, params)
    shelf.put(body | {"object": EVENT, "id": new_id("mev"), "key": shelf.cause.idempotency_key})
    return body


def refuse_last(shelf: Shelf, name: str) -> None:
    """Find out only now that what was measured last cannot count, and report that."""
    meter = shelf.get(KIND, name)
    last = shelf.find(EVENT, event_name=meter["event_name"])[0]
    shelf.store.drop(shelf.account, last["id"])
    sample = {"error_message": "No customer was found.", "request": {"identifier": last["key"] or ""}}
    kind = {"code": "meter_event_customer_not_found", "error_count": 1, "sample_errors": [sample]}
    data = {
        "developer_message_summary": "There is 1 invalid event",
        "reason": {"error_count": 1, "error_types": [kind]},
        "validation_start": instant(shelf.at - 10),
        "validation_end": instant(shelf.at),
    }
    event_destination.announce(shelf, "v1.billing.meter.error_report_triggered", meter, data)


def _check(shelf: Shelf, body: Json, params: Params) -> None:
    meter = shelf.first(KIND, event_name=body["event_name"], status="active")
    if meter is None:
        raise wrong_value("event_name", "There is no active meter of this event name", "no_meter")
    payload, value = params.under("payload"), meter["value_settings"]["event_payload_key"]
    payload.need(meter["customer_mapping"]["event_payload_key"])
    if meter["default_aggregation"]["formula"] != "count":
        payload.need(value)
        payload.integer(value)
    body["payload"].setdefault(value, "1")


def _adjust(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    params.one_of("type", "cancel")
    name = params.under("cancel").need("identifier")
    known = shelf.first(EVENT, identifier=name, event_name=params.need("event_name"))
    if known is None or known["created"] < shelf.at - _UNIQUE_SECONDS:
        raise wrong_value("cancel[identifier]", "No event of the last 24 hours has this identifier")
    shelf.store.drop(shelf.account, known["id"])
    return {
        "object": "billing.meter_event_adjustment",
        "cancel": {"identifier": name},
        "event_name": params.need("event_name"),
        "livemode": False,
        "status": "pending",
        "type": "cancel",
    }


def _summaries(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    start, end = params.need_integer("start_time"), params.need_integer("end_time")
    value = usage(shelf, asked.id, params.need("customer"), start, end)
    summary = {
        "id": new_id("mtrusg"),
        "object": "billing.meter_event_summary",
        "aggregated_value": float(value),
        "end_time": end,
        "livemode": False,
        "meter": asked.id,
        "start_time": start,
    }
    return listed([summary] if value else [], f"{_PATH}/{asked.id}/event_summaries")


ROUTES: Final = (
    Route(
        *("POST", _PATH, _create),
        "display_name event_name default_aggregation customer_mapping value_settings event_time_window",
    ),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "status"),
    Route("POST", f"{_PATH}/{{id}}", _update, "display_name"),
    Route(
        *("POST", f"{_PATH}/{{id}}/deactivate"),
        lambda shelf, asked: _switch(shelf, asked, "inactive", "billing.meter.deactivated"),
    ),
    Route(
        *("POST", f"{_PATH}/{{id}}/reactivate"),
        lambda shelf, asked: _switch(shelf, asked, "active", "billing.meter.reactivated"),
    ),
    Route(
        *("GET", f"{_PATH}/{{id}}/event_summaries", _summaries),
        " ".join(("customer start_time end_time value_grouping_window", *PAGING)),
    ),
    Route("POST", "/v1/billing/meter_events", _record, "event_name payload identifier timestamp"),
    Route("POST", "/v1/billing/meter_event_adjustments", _adjust, "event_name type cancel"),
)
