"""Which endpoints an event goes to, and what the switches make of it on the way."""

import json

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


def send(store: Store, account: str, platform: str, event: Json) -> int:
    """Queue an event for every endpoint that wants it; return how many do."""
    wanting = [endpoint for endpoint in _endpoints(store, account, platform) if _wants(endpoint[1], event)]
    now = switches(store, platform)
    dropped = _dropped(event, now)
    for owner, endpoint in wanting:
        for _ in range(1 if dropped else now.copies):
            _queue(store, owner, endpoint, event, now)
    return len(wanting)


def _dropped(event: Json, now: Switches) -> bool:
    return "*" in now.drop or event["type"] in now.drop


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
        "dropped" if _dropped(event, now) else ("held" if now.hold else "waiting"),
    )
