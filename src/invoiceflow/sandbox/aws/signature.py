"""
Whether a request is signed by who it says, for this very request, and in time.

Written from AWS's description alone, and tried with botocore: the product's own signer is not looked at.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

from invoiceflow.sandbox.aws.asked import Asked, Refused
from invoiceflow.sandbox.aws.policy import check_policy

_SKEW = timedelta(minutes=15)
_WEEK_SECONDS = 7 * 24 * 3600
_HEADER = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<credential>[^,]+), ?"
    r"SignedHeaders=(?P<names>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Door:
    """A service in a region, and who may ask it: secrets by access key."""

    service: str
    region: str
    secrets: Mapping[str, str]


def check(asked: Asked, door: Door, now: datetime) -> None:
    """Return when the request is signed well. Raises Refused."""
    if "X-Amz-Signature" in asked.query:
        _check_link(asked, door, now)
    elif "authorization" in asked.headers:
        _check_headers(asked, door, now)
    elif "policy" in asked.form:
        _check_form(asked, door, now)
    else:
        raise Refused(403, "AccessDenied")


def _check_headers(asked: Asked, door: Door, now: datetime) -> None:
    found = _HEADER.fullmatch(asked.headers["authorization"])
    if found is None:
        raise Refused(400, "AuthorizationHeaderMalformed")
    stamp = asked.headers.get("x-amz-date", "")
    if abs(now - _instant(stamp)) > _SKEW:
        raise Refused(403, "RequestTimeTooSkewed")
    hashed = asked.headers.get("x-amz-content-sha256", "")
    if hashed not in ("UNSIGNED-PAYLOAD", hashlib.sha256(asked.body).hexdigest()):
        raise Refused(400, "XAmzContentSHA256Mismatch")
    names = found["names"].split(";")
    if "host" not in names or any(name.startswith("x-amz-") and name not in names for name in asked.headers):
        raise Refused(403, "AccessDenied")
    text = _canonical(asked, asked.raw_query, names, hashed)
    _compare_request(found["credential"], stamp, text, found["signature"], door)


def _check_link(asked: Asked, door: Door, now: datetime) -> None:
    if asked.query.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" or "authorization" in asked.headers:
        raise Refused(400, "AuthorizationQueryParametersError")
    stamp, seconds = asked.query.get("X-Amz-Date", ""), asked.query.get("X-Amz-Expires", "")
    if not (seconds.isdecimal() and 1 <= int(seconds) <= _WEEK_SECONDS):
        raise Refused(400, "AuthorizationQueryParametersError")
    began = _instant(stamp)
    if not began - _SKEW <= now <= began + timedelta(seconds=int(seconds)):
        raise Refused(403, "AccessDenied")
    unsigned = "&".join(
        part for part in asked.raw_query.split("&") if not part.startswith("X-Amz-Signature=")
    )
    names = asked.query.get("X-Amz-SignedHeaders", "").split(";")
    text = _canonical(asked, unsigned, names, "UNSIGNED-PAYLOAD")
    signature = asked.query["X-Amz-Signature"]
    _compare_request(asked.query.get("X-Amz-Credential", ""), stamp, text, signature, door)


def _check_form(asked: Asked, door: Door, now: datetime) -> None:
    form = {name: value.decode() for name, value in asked.form.items() if name != "file"}
    if form.get("x-amz-algorithm") != "AWS4-HMAC-SHA256":
        raise Refused(400, "InvalidRequest")
    stamp, text = form.get("x-amz-date", ""), form["policy"]
    _compare(form.get("x-amz-credential", ""), stamp, text, form.get("x-amz-signature", ""), door)
    check_policy(text, asked, now)


def _compare_request(credential: str, stamp: str, canonical: str, signature: str, door: Door) -> None:
    scope, digest = credential.partition("/")[2], hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    _compare(credential, stamp, text, signature, door)


def _compare(credential: str, stamp: str, text: str, signature: str, door: Door) -> None:
    access_key, _, scope = credential.partition("/")
    if access_key not in door.secrets:
        raise Refused(403, "InvalidAccessKeyId")
    if scope != f"{stamp[:8]}/{door.region}/{door.service}/aws4_request":
        raise Refused(400, "AuthorizationHeaderMalformed")
    key = b"AWS4" + door.secrets[access_key].encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(key.hex(), signature):
        raise Refused(403, "SignatureDoesNotMatch")


def _canonical(asked: Asked, raw_query: str, names: list[str], hashed: str) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(raw_query, keep_blank_values=True)
    )
    query = "&".join(f"{name}={value}" for name, value in pairs)
    headers = "".join(f"{name}:{' '.join(asked.headers.get(name, '').split())}\n" for name in names)
    return f"{asked.method}\n{asked.raw_path}\n{query}\n{headers}\n{';'.join(names)}\n{hashed}"


def _instant(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused(403, "AccessDenied") from None
