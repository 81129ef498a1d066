"""Our signer and botocore's, on the same requests at the same instant: byte for byte the same."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
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
