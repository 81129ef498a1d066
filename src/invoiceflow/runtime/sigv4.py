"""
Signature Version 4 of AWS: requests, links and forms that prove who asks, without the secret on the wire.

Rule: "AWS Signature Version 4 for API requests" in the IAM user guide. Paths here hold nothing that the general form
would encode twice and S3 once, so that one way serves S3, SES and SQS.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

UNSIGNED: Final = "UNSIGNED-PAYLOAD"
"""Stands for the hash of a body that the signature leaves open, as that of a link does."""

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key pair of AWS. Those of a role carry a session token, and end."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one service in one region (``s3``, ``eu-central-1``)."""

    service: str
    region: str

    def headers(  # each is a part of what is signed
        self,
        credentials: Credentials,
        method: str,
        url: str,
        at: datetime,
        *,
        content_sha256: str,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """
        Return the headers of a request: the given ones, and those that prove it. All of them are signed.

        ``content_sha256`` is the hash of the body in hex, or UNSIGNED. AWS refuses what is older than 15 minutes.
        """
        stamp = _stamp(at)
        signed = {name.lower(): value for name, value in (headers or {}).items()}
        signed |= {"host": urlsplit(url).netloc, "x-amz-content-sha256": content_sha256, "x-amz-date": stamp}
        if credentials.session_token:
            signed["x-amz-security-token"] = credentials.session_token
        canonical = _canonical(method, url, "", signed, content_sha256)
        signature = self._signature(credentials, stamp, canonical)
        signed["authorization"] = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{self._scope(stamp)}, "
            f"SignedHeaders={_names(signed)}, Signature={signature}"
        )
        return signed

    def link(self, credentials: Credentials, method: str, url: str, at: datetime, *, seconds: int) -> str:
        """Return the URL with a proof in its query that is good for so many seconds (a week at most) from ``at`` on."""
        stamp = _stamp(at)
        proof = {
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{credentials.access_key}/{self._scope(stamp)}",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
        }
        if credentials.session_token:
            proof["X-Amz-Security-Token"] = credentials.session_token
        query = "&".join(f"{name}={_quoted(value)}" for name, value in proof.items())
        canonical = _canonical(method, url, query, {"host": urlsplit(url).netloc}, UNSIGNED)
        joined = f"{url}{'&' if '?' in url else '?'}{query}"
        return f"{joined}&X-Amz-Signature={self._signature(credentials, stamp, canonical)}"

    def form(  # each is a part of what is signed
        self,
        credentials: Credentials,
        fields: Mapping[str, str],
        conditions: Sequence[object],
        at: datetime,
        *,
        seconds: int,
    ) -> dict[str, str]:
        """
        Return the fields of a form that posts an object: the given ones, and those that prove it. Good from ``at`` on.

        S3 checks the ``conditions``, and refuses every field that none of them names ("POST policy" of its API).
        """
        stamp = _stamp(at)
        proof = {
            "x-amz-algorithm": _ALGORITHM,
            "x-amz-credential": f"{credentials.access_key}/{self._scope(stamp)}",
            "x-amz-date": stamp,
        }
        if credentials.session_token:
            proof["x-amz-security-token"] = credentials.session_token
        policy = {
            "expiration": f"{at + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}",
            "conditions": [*conditions, *({name: value} for name, value in proof.items())],
        }
        text = b64encode(json.dumps(policy).encode()).decode()
        return {**fields, **proof, "policy": text, "x-amz-signature": self._signed(credentials, stamp, text)}

    def _scope(self, stamp: str) -> str:
        return f"{stamp[:8]}/{self.region}/{self.service}/aws4_request"

    def _signature(self, credentials: Credentials, stamp: str, canonical: str) -> str:
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        return self._signed(credentials, stamp, "\n".join((_ALGORITHM, stamp, self._scope(stamp), hashed)))

    def _signed(self, credentials: Credentials, stamp: str, text: str) -> str:
        key = f"AWS4{credentials.secret_key}".encode()
        for part in self._scope(stamp).split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _canonical(method: str, url: str, proof: str, signed: Mapping[str, str], content_sha256: str) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, proof)))
    pairs = sorted(
        (_quoted(name), _quoted(value)) for name, value in parse_qsl(query, keep_blank_values=True)
    )
    asked = "&".join(f"{name}={value}" for name, value in pairs)
    lines = "".join(f"{name}:{' '.join(signed[name].split())}\n" for name in sorted(signed))
    return "\n".join((method, parts.path or "/", asked, lines, _names(signed), content_sha256))


def _names(signed: Mapping[str, str]) -> str:
    return ";".join(sorted(signed))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
