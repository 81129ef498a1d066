"""The stand-in for S3, asked by botocore's own client: it takes what is signed well, and nothing else."""

import re
from datetime import timedelta
from typing import Any

import botocore.session
import httpx
import pytest
from botocore.client import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from invoiceflow.runtime.clock import SystemClock
from signed_by_botocore import link
from stand_ins import Sandbox

BUCKET = "documents"
CONTENT = b"%PDF-1.7 of nobody"


def client_of(
    sandbox: Sandbox, *, secret: str = "", region: str = "eu-central-1", sums: str = "when_supported"
) -> Any:
    """Return botocore's client of the stand-in; ``sums`` is when it adds one to what it sends."""
    return botocore.session.get_session().create_client(
        "s3",
        region_name=region,
        endpoint_url=f"{sandbox.url}/s3",
        aws_access_key_id=sandbox.client_id,
        aws_secret_access_key=secret or sandbox.client_secret,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"max_attempts": 1},
            request_checksum_calculation=sums,
        ),
    )


@pytest.fixture
def s3(sandbox: Sandbox) -> Any:
    """Return a client with the right keys."""
    return client_of(sandbox)


def refusal(error: ClientError) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]


def test_objects_are_kept_found_and_removed(s3: Any) -> None:
    """What was put is given back as it was; what was removed is gone."""
    key = "kept/ein Dokument (1)+ü.pdf"
    s3.put_object(Bucket=BUCKET, Key=key, Body=CONTENT, ChecksumAlgorithm="SHA256")
    assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == CONTENT
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET, Prefix="kept/")["Contents"]] == [key]
    s3.delete_object(Bucket=BUCKET, Key=key)
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket=BUCKET, Key=key)
    assert refusal(error.value) == (404, "NoSuchKey")


def test_what_is_there_is_not_written_over(s3: Any) -> None:
    """A write that asks to be the first is refused as the second."""
    s3.put_object(Bucket=BUCKET, Key="once", Body=CONTENT)
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=BUCKET, Key="once", Body=b"other", IfNoneMatch="*")
    assert refusal(error.value) == (412, "PreconditionFailed")


@pytest.mark.parametrize(
    ("secret", "region", "refused"),
    [
        ("wrong", "eu-central-1", (403, "SignatureDoesNotMatch")),
        ("", "us-east-2", (400, "AuthorizationHeaderMalformed")),
    ],
)
def test_a_wrong_key_or_region_gets_nothing(
    sandbox: Sandbox, secret: str, region: str, refused: tuple[int, str]
) -> None:
    """Neither another secret nor another region signs for this bucket."""
    with pytest.raises(ClientError) as error:
        client_of(sandbox, secret=secret, region=region).list_objects_v2(Bucket=BUCKET)
    assert refusal(error.value) == refused


def test_nobody_gets_in_without_a_signature(sandbox: Sandbox, s3: Any) -> None:
    """The bucket is private."""
    s3.put_object(Bucket=BUCKET, Key="private", Body=CONTENT)
    assert httpx.get(f"{sandbox.url}/s3/{BUCKET}/private").status_code == 403
    assert httpx.put(f"{sandbox.url}/s3/{BUCKET}/private", content=b"x").status_code == 403


def test_a_link_gives_its_object_and_nothing_else(s3: Any) -> None:
    """A link that was changed anywhere, asked otherwise, or is of another object, gives nothing."""
    for key in ("one", "two"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    good: str = s3.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "one"}, ExpiresIn=60)
    assert httpx.get(good).content == b"one"
    changed = [
        good.replace("/one?", "/two?"),
        good.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"{good}&response-content-type=text%2Fhtml",
    ]
    assert [httpx.get(each).status_code for each in changed] == [403] * len(changed)
    assert httpx.delete(good).status_code == 403
    assert httpx.put(good, content=b"x").status_code == 403


def test_a_link_ends(sandbox: Sandbox, s3: Any) -> None:
    """After its time a link gives nothing."""
    s3.put_object(Bucket=BUCKET, Key="ending", Body=CONTENT)
    signed_at, url = SystemClock().now() - timedelta(seconds=62), f"{sandbox.url}/s3/{BUCKET}/ending"
    keys = Credentials(sandbox.client_id, sandbox.client_secret)
    assert httpx.get(link(keys, "GET", url, signed_at, seconds=60)).status_code == 403
    assert httpx.get(link(keys, "GET", url, signed_at, seconds=600)).content == CONTENT


def posted(
    form: dict[str, Any], content: bytes = CONTENT, *, changed: dict[str, str] | None = None
) -> tuple[int, str]:
    """Post a file with a form, of which some fields are changed; return the status and the code of a refusal."""
    fields = {**form["fields"], **(changed or {})}
    answer = httpx.post(form["url"], data=fields, files={"file": ("x.png", content)})
    return answer.status_code, "".join(re.findall("<Code>(.*)</Code>", answer.text))


def test_a_form_posts_what_its_policy_allows(s3: Any) -> None:
    """One key, one type, a size between two bounds, and nothing that the policy does not name."""
    opaque = {"Content-Type": "application/octet-stream"}
    form = s3.generate_presigned_post(
        "uploads", "own/key", opaque, [opaque, ["content-length-range", 1, 40]], 60
    )
    assert posted(form) == (204, "")
    assert s3.get_object(Bucket="uploads", Key="own/key")["Body"].read() == CONTENT
    assert posted(form, bytes(41)) == (400, "EntityTooLarge")
    assert posted(form, b"") == (400, "EntityTooSmall")
    denied, signature = (403, "AccessDenied"), form["fields"]["x-amz-signature"]
    assert posted(form, changed={"key": "other/key"}) == denied
    assert posted(form, changed={"Content-Type": "text/html"}) == denied
    assert posted(form, changed={"x-amz-meta-more": "said"}) == denied
    assert posted({**form, "url": form["url"].replace("uploads", BUCKET)}) == denied
    forged = {"x-amz-signature": signature[::-1]}
    assert posted(form, changed=forged) == (403, "SignatureDoesNotMatch")
    wider = s3.generate_presigned_post("uploads", "own/key", opaque, [opaque], 60)["fields"]["policy"]
    assert posted(form, changed={"policy": wider}) == (403, "SignatureDoesNotMatch")
    assert posted(s3.generate_presigned_post("uploads", "late", ExpiresIn=-2)) == denied


def test_a_large_object_comes_in_parts(s3: Any) -> None:
    """Parts become one object; a part that is too small is refused, as is an upload that was given up."""
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="large")["UploadId"]
    parts = []
    for number, content in enumerate([b"a" * 5 * 1024 * 1024, b"end"], start=1):
        answer = s3.upload_part(Bucket=BUCKET, Key="large", UploadId=upload, PartNumber=number, Body=content)
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key="large", UploadId=upload, MultipartUpload={"Parts": parts}
    )
    assert s3.get_object(Bucket=BUCKET, Key="large")["Body"].read() == b"a" * 5 * 1024 * 1024 + b"end"
    given_up = s3.create_multipart_upload(Bucket=BUCKET, Key="never")["UploadId"]
    s3.abort_multipart_upload(Bucket=BUCKET, Key="never", UploadId=given_up)
    with pytest.raises(ClientError) as error:
        s3.upload_part(Bucket=BUCKET, Key="never", UploadId=given_up, PartNumber=1, Body=b"x")
    assert refusal(error.value) == (404, "NoSuchUpload")


def test_what_has_no_sum_is_not_taken(sandbox: Sandbox) -> None:
    """As S3 has it where objects are locked: the hash that is signed does not count as one."""
    s3 = client_of(sandbox, sums="when_required")
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=BUCKET, Key="without", Body=CONTENT)
    assert refusal(error.value) == (400, "InvalidRequest")
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="without")["UploadId"]
    with pytest.raises(ClientError) as error:
        s3.upload_part(Bucket=BUCKET, Key="without", UploadId=upload, PartNumber=1, Body=CONTENT)
    assert refusal(error.value) == (400, "InvalidRequest")
