"""The addresses of buckets, by path (``/s3/BUCKET/KEY``), with what the product needs of S3 and no more."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlencode
from xml.sax.saxutils import escape

from invoiceflow.sandbox.aws.answering import Answer, Service
from invoiceflow.sandbox.aws.asked import Asked, Refused
from invoiceflow.sandbox.aws.signature import Door
from invoiceflow.sandbox.s3.objects import Objects, tag_of

PATH = "/s3"
REGION = "eu-central-1"
_PAGE = 100
_PASSED_ON = {"response-content-type": "content-type", "response-content-disposition": "content-disposition"}


def service(names: Iterable[str], folder: Path, secrets: Mapping[str, str]) -> Service:
    """Return the stand-in with its buckets, private; secrets are by access key."""
    buckets = {name: Objects(folder / name) for name in names}

    def answer(asked: Asked) -> Answer:
        objects = buckets.get(_place(asked)[0])
        if objects is None:
            raise Refused(404, "NoSuchBucket")
        act = _ACTS.get((asked.method, _kind(asked)))
        if act is None:
            raise Refused(405, "MethodNotAllowed")
        return act(objects, asked)

    return Service(PATH, Door("s3", REGION, secrets), answer, _refusal)


def _refusal(refused: Refused) -> Answer:
    said = f"<Error><Code>{refused.code}</Code></Error>"
    return Answer(refused.status, said.encode(), {"content-type": "application/xml"})


def _place(asked: Asked) -> tuple[str, str]:
    """Return the bucket's name and the object's key, which is empty for the bucket itself."""
    bucket, _, key = unquote(asked.raw_path.removeprefix(f"{PATH}/")).partition("/")
    return bucket, key


def _kind(asked: Asked) -> str:
    if "uploadId" in asked.query:
        return "part"
    if "uploads" in asked.query:
        return "uploads"
    return "object" if _place(asked)[1] else "bucket"


def _put(objects: Objects, asked: Asked) -> Answer:
    content = asked.body
    source = unquote(asked.headers.get("x-amz-copy-source", "")).lstrip("/")
    if source:
        content = objects.get(source.partition("/")[2])
    else:
        _check_sum(asked)
    tag = objects.put(_place(asked)[1], content, only_new=asked.headers.get("if-none-match") == "*")
    copied = f"<CopyObjectResult><ETag>{escape(tag)}</ETag></CopyObjectResult>".encode() if source else b""
    return Answer(200, copied, {"etag": tag})


def _check_sum(asked: Asked) -> None:
    """As S3 does in a bucket whose objects are locked: what comes without a sum of its own is not taken."""
    if not any(name.startswith(("content-md5", "x-amz-checksum-")) for name in asked.headers):
        raise Refused(400, "InvalidRequest")
    known = {
        "x-amz-checksum-sha256": hashlib.sha256(asked.body),
        "content-md5": hashlib.md5(asked.body, usedforsecurity=False),
    }
    for name, found in known.items():
        if asked.headers.get(name, "") not in ("", b64encode(found.digest()).decode()):
            raise Refused(400, "BadDigest")


def _post(objects: Objects, asked: Asked) -> Answer:
    """Keep what a form brings, whose policy was checked, and lead on to where it says."""
    key, content = asked.form["key"].decode(), asked.form["file"]
    tag = objects.put(key, content)
    onward = asked.form.get("success_action_redirect", b"").decode()
    if not onward:
        return Answer(204, b"", {"etag": tag})
    told = urlencode({"bucket": _place(asked)[0], "key": key, "etag": tag})
    return Answer(303, b"", {"location": f"{onward}{'&' if '?' in onward else '?'}{told}", "etag": tag})


def _get(objects: Objects, asked: Asked) -> Answer:
    content = objects.get(_place(asked)[1])
    headers = {"etag": tag_of(content), "content-type": "binary/octet-stream"}
    headers |= {_PASSED_ON[name]: value for name, value in asked.query.items() if name in _PASSED_ON}
    return Answer(200, content, headers)


def _remove(objects: Objects, asked: Asked) -> Answer:
    objects.remove(_place(asked)[1])
    return Answer(204)


def _list(objects: Objects, asked: Asked) -> Answer:
    after = asked.query.get("continuation-token", "")
    found = [key for key in objects.keys(asked.query.get("prefix", "")) if key > after]
    shown = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in found[:_PAGE])
    if len(found) > _PAGE:
        shown += f"<NextContinuationToken>{escape(found[_PAGE - 1])}</NextContinuationToken>"
    return _xml("ListBucketResult", shown)


def _list_uploads(objects: Objects, asked: Asked) -> Answer:
    prefix = asked.query.get("prefix", "")
    shown = "".join(
        f"<Upload><Key>{escape(upload.key)}</Key><UploadId>{upload_id}</UploadId></Upload>"
        for upload_id, upload in objects.uploads.items()
        if upload.key.startswith(prefix)
    )
    return _xml("ListMultipartUploadsResult", shown)


def _begin(objects: Objects, asked: Asked) -> Answer:
    return _xml("InitiateMultipartUploadResult", f"<UploadId>{objects.begin(_place(asked)[1])}</UploadId>")


def _put_part(objects: Objects, asked: Asked) -> Answer:
    _check_sum(asked)
    objects.upload(asked.query["uploadId"]).parts[int(asked.query["partNumber"])] = asked.body
    return Answer(200, b"", {"etag": tag_of(asked.body)})


def _finish(objects: Objects, asked: Asked) -> Answer:
    return _xml(
        "CompleteMultipartUploadResult", f"<ETag>{escape(objects.finish(asked.query['uploadId']))}</ETag>"
    )


def _abandon(objects: Objects, asked: Asked) -> Answer:
    objects.upload(asked.query["uploadId"])
    del objects.uploads[asked.query["uploadId"]]
    return Answer(204)


def _xml(name: str, inner: str) -> Answer:
    text = f'<{name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</{name}>'
    return Answer(200, text.encode(), {"content-type": "application/xml"})


_ACTS: dict[tuple[str, str], Callable[[Objects, Asked], Answer]] = {
    ("PUT", "object"): _put,
    ("GET", "object"): _get,
    ("HEAD", "object"): _get,
    ("DELETE", "object"): _remove,
    ("POST", "bucket"): _post,
    ("GET", "bucket"): _list,
    ("GET", "uploads"): _list_uploads,
    ("POST", "uploads"): _begin,
    ("PUT", "part"): _put_part,
    ("POST", "part"): _finish,
    ("DELETE", "part"): _abandon,
}
