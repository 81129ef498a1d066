"""Our signer and botocore's, on the same requests at the same instant: byte for byte the same."""

import hashlib
import json
from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import quote

import botocore.session
import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.client import Config
from botocore.credentials import Credentials as TheirCredentials
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.runtime.sigv4 import Credentials, Signer
from signed_by_botocore import link, sign

AT = datetime(2026, 11, 23, 9, 5, 7, tzinfo=UTC)
OURS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
OF_A_ROLE = Credentials(OURS.access_key, OURS.secret_key, "FQoGZXIvYXdzEB4a/+==")
BUCKET = "https://documents.s3.eu-central-1.amazonaws.com"
S3 = Signer("s3", "eu-central-1")

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


def url_of(path: str, query: dict[str, str]) -> str:
    """Return an address in the bucket. No name stands twice: botocore's links keep only the last."""
    pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query.items())
    return f"{BUCKET}/{quote(path, safe='')}" + (f"?{pairs}" if pairs else "")


urls = st.builds(url_of, texts, st.dictionaries(texts, texts, max_size=3))


def theirs(credentials: Credentials) -> TheirCredentials:
    """Return the same keys as botocore takes them."""
    return TheirCredentials(credentials.access_key, credentials.secret_key, credentials.session_token or None)


S3_CLIENTS = {
    each: botocore.session.get_session().create_client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id=each.access_key,
        aws_secret_access_key=each.secret_key,
        aws_session_token=each.session_token or None,
        config=Config(signature_version="s3v4"),
    )
    for each in (OURS, OF_A_ROLE)
}


@pytest.mark.parametrize("credentials", [OURS, OF_A_ROLE])
@given(url=urls, method=st.sampled_from(["GET", "PUT", "DELETE"]), content=st.binary(max_size=40))
def test_headers_are_those_of_botocore(
    credentials: Credentials, url: str, method: str, content: bytes
) -> None:
    """Whatever stands in path, query and body, the signature is botocore's."""
    sent = {"x-amz-checksum-sha256": "c29tZSBoYXNo", "if-none-match": "*"}
    request = AWSRequest(method=method, url=url, data=content, headers=sent)
    sign(S3SigV4Auth(theirs(credentials), "s3", "eu-central-1"), request, AT)
    hashed = hashlib.sha256(content).hexdigest()
    signed = S3.headers(credentials, method, url, AT, content_sha256=hashed, headers=sent)
    assert signed["authorization"] == request.headers["Authorization"]
    assert signed["x-amz-date"] == request.headers["X-Amz-Date"]
    assert signed["x-amz-content-sha256"] == request.headers["X-Amz-Content-SHA256"]


@pytest.mark.parametrize("credentials", [OURS, OF_A_ROLE])
@given(url=urls, method=st.sampled_from(["GET", "PUT"]), seconds=st.integers(1, 604_800))
def test_links_are_those_of_botocore(credentials: Credentials, url: str, method: str, seconds: int) -> None:
    """A signed link is botocore's, to the last byte."""
    expected = link(theirs(credentials), method, url, AT, seconds=seconds)
    assert S3.link(credentials, method, url, AT, seconds=seconds) == expected


@pytest.mark.parametrize("credentials", [OURS, OF_A_ROLE])
@given(key=texts, most=st.integers(1, 10_000_000), seconds=st.integers(1, 604_800))
def test_forms_are_those_of_botocore(credentials: Credentials, key: str, most: int, seconds: int) -> None:
    """Fields, policy and signature of a form that posts are botocore's, which signs now: so do we, at its instant."""
    fields = {"Content-Type": "application/octet-stream"}
    conditions = [fields, ["content-length-range", 1, most]]
    expected = S3_CLIENTS[credentials].generate_presigned_post(
        "uploads", key, dict(fields), list(conditions), seconds
    )["fields"]
    until = datetime.fromisoformat(json.loads(b64decode(expected["policy"]))["expiration"])
    at = datetime.strptime(expected["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = S3.form(
        credentials,
        {**fields, "key": key},
        [*conditions, {"bucket": "uploads"}, {"key": key}],
        at,
        seconds=round((until - at).total_seconds()),
    )
    assert ours == expected


def test_requests_of_other_services_are_signed_as_botocore_does() -> None:
    """A JSON request to SES with two headers of its own."""
    url, content = "https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails", b'{"Content":{}}'
    sent = {"content-type": "application/json", "x-amz-content-sha256": hashlib.sha256(content).hexdigest()}
    request = AWSRequest(method="POST", url=url, data=content, headers=sent)
    sign(SigV4Auth(theirs(OURS), "ses", "eu-central-1"), request, AT)
    signed = Signer("ses", "eu-central-1").headers(
        OURS,
        "POST",
        url,
        AT,
        content_sha256=hashlib.sha256(content).hexdigest(),
        headers={"content-type": "application/json"},
    )
    assert signed["authorization"] == request.headers["Authorization"]


def test_secrets_are_not_printed() -> None:
    """What a log or a traceback shows of the keys is the public half."""
    assert OF_A_ROLE.secret_key not in repr(OF_A_ROLE)
    assert OF_A_ROLE.session_token not in repr(OF_A_ROLE)
