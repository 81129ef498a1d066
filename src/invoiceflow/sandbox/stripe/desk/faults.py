"""Answers that are spoiled on purpose, before or after the work is done."""

import asyncio
import json
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from invoiceflow.sandbox.stripe.desk.answering import Answer, Heard
from invoiceflow.sandbox.stripe.ground.store import Store

_SETTING: Final = "faults"


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What is wrong with the next `times` answers to requests of this method and beginning of a path.

    `nothing` leaves the caller waiting for `seconds` and says nothing even then; `slow` answers after them.
    """

    kind: Literal["error", "rate_limit", "garbage", "nothing", "slow"]
    when: Literal["before", "after"] = "before"
    method: str = ""
    path: str = "/"
    times: int = 1
    seconds: float = 30


def armed(store: Store) -> list[Fault]:
    """Return what is still to go wrong."""
    return msgspec.json.decode(store.setting(_SETTING, "[]"), type=list[Fault])


def arm(store: Store, faults: Sequence[Fault]) -> None:
    """Replace what is to go wrong."""
    store.set(_SETTING, msgspec.json.encode(faults).decode())


def take(store: Store, heard: Heard) -> Fault | None:
    """Return the fault of this request, and count it."""
    faults = armed(store)
    for place, fault in enumerate(faults):
        if fault.method in ("", heard.method) and heard.path.startswith(fault.path):
            left = msgspec.structs.replace(fault, times=fault.times - 1)
            arm(store, [*faults[:place], *([left] if left.times else []), *faults[place + 1 :]])
            return fault
    return None


async def spoil(fault: Fault | None, when: Literal["before", "after"]) -> Answer | None:
    """Return the wrong answer that the caller gets at this moment, if it gets one."""
    if fault is None or fault.when != when:
        return None
    if fault.kind in ("slow", "nothing"):
        await asyncio.sleep(fault.seconds)
    return {
        "error": _said(500, "api_error", "An unknown error occurred"),
        "rate_limit": _said(429, "invalid_request_error", "Too many requests", code="rate_limit"),
        "garbage": Answer(200, b"<html><body>It works!", {"content-type": "text/html"}),
        "nothing": Answer(502, b""),
        "slow": None,
    }[fault.kind]


def _said(status: int, kind: str, message: str, **more: str) -> Answer:
    return Answer(status, json.dumps({"error": {"type": kind, "message": message, **more}}).encode())
