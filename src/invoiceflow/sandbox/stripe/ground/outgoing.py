"""Which endpoints an event goes to, and what the switches make of it on the way."""

import json
from collections.abc import Mapping
from typing import Final

import msgspec

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.ground.wire import Json


class Switches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What becomes of the events that are recorded from now on.

    `drop` loses those of these types ("*" is all), `copies` sends each so often, `delay_seconds` waits before,
    `hold` keeps them back until they are released. `fees_late_seconds` is how long after a payment its movement
    on the balance appears.
    """

    drop: tuple[str, ...] = ()
    copies: int = 1
    delay_seconds: int = 0
    hold: bool = False
    fees_late_seconds: int = 0


def switches(store: Store, platform: str) -> Switches:
    """Return a platform's switches as they stand."""
    return msgspec.json.decode(store.setting(f"switches {platform}", "{}"), type=Switches)


def switch(store: Store, platform: str, to: Switches) -> None:
    """Set a platform's switches."""
    store.set(f"switches {platform}", msgspec.json.encode(to).decode())


DESTINATION: Final = "v2.core.event_destination"
"""The kind of object that tells where thin events go."""


def send(store: Store, account: str, platform: str, event: Json) -> int:
    """Queue an event for every endpoint that wants it; return how many do."""
    wanting = [each for each in _endpoints(store, account, platform) if _wants(each[1], event)]
    now = switches(store, platform)
    for owner, endpoint in wanting:
        version = endpoint["api_version"] or event["api_version"]
        sent = {**event, "api_version": version, "pending_webhooks": 1}
        _queue(store, endpoint["id"], store.hidden(owner, endpoint["id"]), sent, now)
    return len(wanting)


def send_thin(store: Store, platform: str, event: Json) -> None:
    """Queue a thin event for every destination of a platform that wants it."""
    now = switches(store, platform)
    for each in store.find(platform, DESTINATION):
        if _wants(each, event):
            _queue(store, each["id"], store.hidden(platform, each["id"]), event, now)


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


def _queue(store: Store, endpoint: str, hidden: Mapping[str, str], event: Json, now: Switches) -> None:
    dropped = "*" in now.drop or event["type"] in now.drop
    for _ in range(1 if dropped else now.copies):
        store.run(
            "INSERT INTO delivery (event, endpoint, body, url, secret, due, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(event["id"], endpoint, json.dumps(event), hidden["url"], hidden["secret"]),
            clock.now().timestamp() + now.delay_seconds,
            "dropped" if dropped else ("held" if now.hold else "waiting"),
        )
