"""One account's objects at one instant: what the functions of the nouns work on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from invoiceflow.sandbox.stripe.ground import outgoing
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.ground.wire import Json

API_VERSION: Final = "2026-10-28.endive"
"""The version that accounts here have: that of the SDK whose types the objects follow."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The request that events come of; both are None for what happened by itself."""

    id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    The shelf of `account`, which belongs to `platform` (itself, if it is one). `at` is the stand-in's instant in
    seconds. `site` is where the hosted pages are.
    """

    store: Store
    account: str
    platform: str
    at: int
    site: str
    cause: Cause = field(default_factory=Cause)

    @property
    def connected(self) -> bool:
        """Tell whether this is an account of somebody's platform."""
        return self.account != self.platform

    def put(self, body: Json) -> Json:
        """Keep an object in its present state, and return it."""
        self.store.put(self.account, body)
        return body

    def get(self, kind: str, name: str, param: str = "id") -> Json:
        """Return an object. Raises Refusal where this account has none of that id."""
        body = self.store.get(self.account, kind, name)
        if body is None:
            raise missing(kind, name, param)
        return body

    def find(self, kind: str, **fields: object) -> list[Json]:
        """Return this account's objects of a kind with these fields, newest first."""
        return self.store.find(self.account, kind, **fields)

    def first(self, kind: str, **fields: object) -> Json | None:
        """Return the newest object of a kind with these fields, if there is any."""
        return next(iter(self.find(kind, **fields)), None)

    def hidden(self, name: str) -> Json:
        """Return what is known of an object and never sent."""
        return dict(self.store.hidden(self.account, name))

    def hide(self, name: str, **facts: object) -> None:
        """Remember facts of an object that are never sent."""
        self.store.hide(self.account, name, **facts)

    def later(self, seconds: int, action: str, name: str) -> None:
        """Have an action happen to an object by itself after so many seconds of the stand-in's clock."""
        self.store.run(
            "INSERT INTO due (at, account, action, id) VALUES (?, ?, ?, ?)",
            *(self.at + seconds, self.account, action, name),
        )

    def announce(self, kind: str, body: Json, before: Json | None = None) -> Json:
        """
        Record an event about an object as it is now, and send it to the endpoints that want it.

        `before` is what its changed fields were.
        """
        data: Json = {"object": json.loads(json.dumps(body))}
        if before is not None:
            data["previous_attributes"] = before
        event: Json = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.at,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.cause.id, "idempotency_key": self.cause.idempotency_key},
            "type": kind,
        }
        if self.connected:
            event["account"] = self.account
        event["pending_webhooks"] = outgoing.send(self.store, self.account, self.platform, event)
        return self.put(event)

    def changed(self, kind: str, body: Json, before: Json) -> Json:
        """Keep an object, announce what differs from before, and return it; nothing where nothing differs."""
        differs = {name: before.get(name) for name in body if body[name] != before.get(name)}
        if differs:
            self.put(body)
            self.announce(kind, body, differs)
        return body


def by_id(objects: Iterable[Json]) -> dict[str, Json]:
    """Return objects by their ids."""
    return {body["id"]: body for body in objects}
