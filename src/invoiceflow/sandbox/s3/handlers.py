"""The addresses of one bucket, by path (``/s3/BUCKET/KEY``), with what the product needs of S3 and no more."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import escape

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.s3.asked import Asked, Refused
from invoiceflow.sandbox.s3.objects import Objects, tag_of
from invoiceflow.sandbox.s3.signature import check

REGION = "eu-central-1"
_PAGE = 100
_PASSED_ON = {"response-content-type": "content-type", "response-content-disposition": "content-disposition"}


class Answer(NamedTuple):
    """What S3 says."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012  # never changed


class Bucket(NamedTuple):
    """A bucket by its name, and who may ask: secrets by access key."""

    name: str
    objects: Objects
    secrets: dict[str, str]


def mounted(name: str, folder: Path, access_key: str, secret_key: str) -> ASGIRouteHandler:
    """Return the stand-in with one bucket, private, of one key pair."""
    bucket = Bucket(name, Objects(folder), {access_key: secret_key})

    @asgi("/s3", is_mount=True, copy_scope=True)
    async def store(scope: Scope, receive: Receive, send: Send) -> None:
        asked = await _asked(scope, receive)
        try:
            answer = _answer(bucket, asked)
        except Refused as refused:
            said = f"<Error><Code>{refused.code}</Code></Error>"
            answer = Answer(refused.status, said.encode(), {"content-type": "application/xml"})
        headers = [(key.encode(), value.encode()) for key, value in answer.headers.items()]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        body = b"" if asked.method == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return store


async def _asked(scope: Scope, receive: Receive) -> Asked:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")  # type: ignore[arg-type]  # of a request it is bytes
        more = bool(message.get("more_body", False))
    return Asked(
        method=str(scope.get("method", "")),
        raw_path=scope["raw_path"].decode("ascii"),
        raw_query=scope["query_string"].decode("ascii"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
    )


def _answer(bucket: Bucket, asked: Asked) -> Answer:
    check(asked, bucket.secrets, REGION, clock.now())
    if asked.bucket != bucket.name:
        raise Refused(404, "NoSuchBucket")
    act = _ACTS.get((asked.method, _kind(asked)))
    if act is None:
        raise Refused(405, "MethodNotAllowed")
    return act(bucket.objects, asked)


def _kind(asked: Asked) -> str:
    if "uploadId" in asked.query:
        return "part"
    if "uploads" in asked.query:
        return "uploads"
    return "object" if asked.key else "bucket"


def _put(objects: Objects, asked: Asked) -> Answer:
    content = asked.body
    source = unquote(asked.headers.get("x-amz-copy-source", "")).lstrip("/")
    if source:
        content = objects.get(source.partition("/")[2])
    _check_sum(asked)
    tag = objects.put(asked.key, content, only_new=asked.headers.get("if-none-match") == "*")
    copied = f"<CopyObjectResult><ETag>{escape(tag)}</ETag></CopyObjectResult>".encode() if source else b""
    return Answer(200, copied, {"etag": tag})


def _check_sum(asked: Asked) -> None:
    given = asked.headers.get("x-amz-checksum-sha256")
    if given and given != b64encode(hashlib.sha256(asked.body).digest()).decode():
        raise Refused(400, "BadDigest")


def _get(objects: Objects, asked: Asked) -> Answer:
    content = objects.get(asked.key)
    headers = {"etag": tag_of(content), "content-type": "binary/octet-stream"}
    headers |= {_PASSED_ON[name]: value for name, value in asked.query.items() if name in _PASSED_ON}
    return Answer(200, content, headers)


def _remove(objects: Objects, asked: Asked) -> Answer:
    objects.remove(asked.key)
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
    return _xml("InitiateMultipartUploadResult", f"<UploadId>{objects.begin(asked.key)}</UploadId>")


def _put_part(objects: Objects, asked: Asked) -> Answer:
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
    ("GET", "bucket"): _list,
    ("GET", "uploads"): _list_uploads,
    ("POST", "uploads"): _begin,
    ("PUT", "part"): _put_part,
    ("POST", "part"): _finish,
    ("DELETE", "part"): _abandon,
}
