"""
Whether a form may post what it does: the policy of a POST to S3, condition by condition.

Written from AWS's description ("POST policy"), as the signature is.
"""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

from invoiceflow.sandbox.aws.asked import Asked, Refused

# What proves the policy cannot stand in it; the file is spoken of by its length.
_UNNAMED = {"policy", "x-amz-signature", "file"}


def check_policy(encoded: str, asked: Asked, now: datetime) -> None:
    """Return when a policy, whose signature was checked, allows the form. Raises Refused."""
    try:
        policy = json.loads(b64decode(encoded, validate=True))
        until = datetime.strptime(policy["expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        conditions = [_condition(each) for each in policy["conditions"]]
    except (ValueError, KeyError, TypeError):
        raise Refused(400, "InvalidPolicyDocument") from None
    if now > until:
        raise Refused(403, "AccessDenied")
    if "file" not in asked.form or "key" not in asked.form:
        raise Refused(400, "InvalidArgument")
    bucket = asked.raw_path.strip("/").split("/")[1]
    given = {name: value.decode() for name, value in asked.form.items() if name != "file"} | {
        "bucket": bucket
    }
    for kind, name, wanted in conditions:
        if kind != "content-length-range" and not _holds(kind, given.get(name), wanted):
            raise Refused(403, "AccessDenied")
    named = {name for kind, name, _ in conditions if kind != "content-length-range"}
    if given.keys() - named - _UNNAMED - {"bucket"}:
        raise Refused(403, "AccessDenied")
    _check_length(conditions, len(asked.form["file"]))


def _condition(said: Any) -> tuple[str, str, Any]:
    """Return the kind of a condition, the name of what it is about, and what it wants."""
    if isinstance(said, dict):
        ((name, wanted),) = said.items()
        return "eq", name.lower(), wanted
    kind, first, second = said
    if kind == "content-length-range":
        return kind, "", (int(first), int(second))
    return kind, first.removeprefix("$").lower(), second


def _holds(kind: str, value: str | None, wanted: str) -> bool:
    if value is None:
        return False
    return value.startswith(wanted) if kind == "starts-with" else kind == "eq" and value == wanted


def _check_length(conditions: list[tuple[str, str, Any]], length: int) -> None:
    for kind, _, wanted in conditions:
        if kind == "content-length-range" and length < wanted[0]:
            raise Refused(400, "EntityTooSmall")
        if kind == "content-length-range" and length > wanted[1]:
            raise Refused(400, "EntityTooLarge")
