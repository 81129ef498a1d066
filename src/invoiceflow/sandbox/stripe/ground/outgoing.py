"""Which endpoints an event goes to, and what the switches make of it on the way."""

import json
from typing import Literal

import msgspec

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.ground.wire import Json

_SETTING = "switches"


class Switches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What becomes of the events that are recorded from now on.

    `drop` loses those of these types ("*" is all), `copies` sends each so often, `delay_seconds` waits before,
    `order` "hold" keeps them back until they are released, in the order that the release names.
    """

    drop: tuple[str, ...] = ()
    copies: int = 1
    delay_seconds: int = 0
    order: Literal["arrival", "hold"] = "arrival"


def switches(store: Store) -> Switches:
    """Return the switches as they stand."""
    return msgspec.json.decode(store.setting(_SETTING, "{}"), type=Switches)


def switch(store: Store, to: Switches) -> None:
    """Set the switches."""
    store.set(_SETTING, msgspec.json.encode(to).decode())


def send(store: Store, account: str, platform: str, event: Json) -> int:
    """Queue an event for every endpoint that wants it; return how many do."""
    wanting = [endpoint for endpoint in _endpoints(store, account, platform) if _wants(endpoint[1], event)]
    now = switches(store)
    dropped = "*" in now.drop or event["type"] in now.drop
    for owner, endpoint in wanting:
        for _ in range(0 if dropped else now.copies):
            _queue(store, owner, endpoint, event, now)
    return len(wanting)


def _endpoints(store: Store, account: str, platform: str) -> list[tuple[str, Json]]:
    """Return the account's own endpoints, and its platform's for connected accounts, each with its owner."""
    own = [(account, each) for each in store.find(account, "webhook_endpoint")]
    own = [each for each in own if not store.hidden(account, each[1]["id"]).get("connect")]
    if account == platform:
        return own
    theirs = [(platform, each) for each in store.find(platform, "webhook_endpoint")]
    return own + [each for each in theirs if store.hidden(platform, each[1]["id"]).get("connect")]


def _wants(endpoint: Json, event: Json) -> bool:
    kinds = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in kinds or event["type"] in kinds)


def _queue(store: Store, owner: str, endpoint: Json, event: Json, now: Switches) -> None:
    sent = {**event, "api_version": endpoint["api_version"] or event["api_version"], "pending_webhooks": 1}
    secret = store.hidden(owner, endpoint["id"])["secret"]
    store.run(
        "INSERT INTO delivery (event, endpoint, body, url, secret, due, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(event["id"], endpoint["id"], json.dumps(sent), endpoint["url"], secret),
        clock.now().timestamp() + now.delay_seconds,
        "held" if now.order == "hold" else "waiting",
    )
