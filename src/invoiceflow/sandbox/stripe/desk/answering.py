"""One request: whose it is, whether it came before, what it does, what it is answered."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from invoiceflow.sandbox.stripe.desk import menu
from invoiceflow.sandbox.stripe.desk.expanding import expand
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground import forms, platforms
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import API_VERSION, Cause, Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")
_KEY_LENGTH: Final = 255
_KEPT_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it came; header names are lower case."""

    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def idempotency_key(self) -> str | None:
        """The key, where the method may have one."""
        return self.headers.get("idempotency-key") if self.method != "GET" else None

    @property
    def fingerprint(self) -> str:
        """What must be the same where the key is."""
        return hashlib.sha256(f"{self.method} {self.path}?{self.query}\n".encode() + self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def answer(world: World, heard: Heard) -> Answer:
    """Carry out a request and answer it; also a refusal is an answer."""
    request = new_id("req", 14)
    headers = {"request-id": request, "stripe-version": heard.headers.get("stripe-version", API_VERSION)}
    try:
        world.catch_up()
        status, body, replayed = _once(world, heard, request)
    except Refusal as refusal:
        status, body, replayed = refusal.status, _refused(refusal), False
    if heard.idempotency_key:
        headers["idempotency-key"] = heard.idempotency_key
    if replayed:
        headers["idempotent-replayed"] = "true"
    return Answer(status, body.encode(), headers)


def in_use() -> Answer:
    """Return the answer to a request whose key another request is using at this moment."""
    text = "There is currently another in-progress request using this idempotency key."
    refusal = Refusal(text, status=409, kind="idempotency_error", code="idempotency_key_in_use")
    return Answer(409, _refused(refusal).encode(), {"stripe-should-retry": "true"})


def _once(world: World, heard: Heard, request: str) -> tuple[int, str, bool]:
    """Carry out a request, or repeat what its key was answered; work and answer are kept together."""
    with world.store.transaction():
        shelf = _shelf(world, heard, request)
        key = heard.idempotency_key
        if key is None:
            return (*_outcome(shelf, heard), False)
        _check_key(key)
        known = _known(shelf, key, heard)
        if known is not None:
            return (*known, True)
        status, body = _outcome(shelf, heard)
        shelf.store.run(
            "INSERT OR REPLACE INTO answer (account, key, fingerprint, status, body, at) VALUES (?, ?, ?, ?, ?, ?)",
            *(shelf.account, key, heard.fingerprint, status, body, shelf.at),
        )
        return status, body, False


def _outcome(shelf: Shelf, heard: Heard) -> tuple[int, str]:
    try:
        return 200, json.dumps(_do(shelf, heard))
    except Refusal as refusal:
        if refusal.keeps:
            return refusal.status, _refused(refusal)
        raise


def _do(shelf: Shelf, heard: Heard) -> Json:
    params = Params(_fields(heard))
    route, asked = menu.find(heard.method, heard.path, params)
    body = json.loads(json.dumps(route.act(shelf, asked)))
    return expand(shelf, body, params.texts("expand"))


def _fields(heard: Heard) -> Json:
    if heard.method != "POST":
        return forms.parse(heard.query)
    if not heard.path.startswith("/v2/"):
        return forms.parse(heard.body.decode())
    fields = json.loads(heard.body or b"{}")
    if not isinstance(fields, dict):
        raise Refusal("The body must be a JSON object")
    return fields


def _shelf(world: World, heard: Heard, request: str) -> Shelf:
    kind, _, given = heard.headers.get("authorization", "").partition(" ")
    version = heard.headers.get("stripe-version", API_VERSION)
    if not _VERSION.fullmatch(version):
        raise Refusal(f"Invalid Stripe API version: {version}")
    platform = platforms.platform_of_key(world.store, unquote(given) if kind == "Bearer" else "")
    named = heard.headers.get("stripe-account") or heard.headers.get("stripe-context") or ""
    account = platforms.acting_for(world.store, platform, named)
    return world.shelf(account, cause=Cause(request, heard.idempotency_key))


def _check_key(key: str) -> None:
    if len(key) > _KEY_LENGTH:
        raise Refusal(f"An idempotency key may have {_KEY_LENGTH} characters", kind="idempotency_error")


def _known(shelf: Shelf, key: str, heard: Heard) -> tuple[int, str] | None:
    row = shelf.store.row(
        "SELECT fingerprint, status, body FROM answer WHERE account = ? AND key = ? AND at > ?",
        *(shelf.account, key, shelf.at - _KEPT_SECONDS),
    )
    if row is None:
        return None
    if row["fingerprint"] != heard.fingerprint:
        text = f"Keys for idempotent requests can only be used with the same parameters: {key}"
        raise Refusal(text, kind="idempotency_error")
    return int(row["status"]), str(row["body"])


def _refused(refusal: Refusal) -> str:
    return json.dumps({"error": refusal.error})
