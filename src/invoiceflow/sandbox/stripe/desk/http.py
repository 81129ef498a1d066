"""The API over HTTP."""

from typing import Any, TypeAlias
from urllib.parse import urlencode

from litestar import HttpMethod, Request, Response, route
from litestar.datastructures import UploadFile

from invoiceflow.sandbox.stripe.desk import faults
from invoiceflow.sandbox.stripe.desk.answering import Answer, Heard, answer, in_use
from invoiceflow.sandbox.stripe.desk.world import World

Http: TypeAlias = Request[Any, Any, Any]
_METHODS = (HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE)


@route(["/v1/{rest:path}", "/v2/{rest:path}"], http_method=_METHODS)
async def api(request: Http, world: World) -> Response[bytes]:
    """Answer one request of the SDK."""
    path = request.url.path
    heard = Heard(
        method=request.method,
        path=path[min(path.find(version) for version in ("/v1/", "/v2/") if version in path) :],
        query=request.url.query,
        body=await _body(request),
        headers={name.lower(): value for name, value in request.headers.items()},
    )
    said = await _serve(world, heard)
    headers = {"content-type": "application/json", **said.headers}
    return Response(said.body, status_code=said.status, headers=headers)


async def _body(request: Http) -> bytes:
    """Return the body; a file's is turned into a form that tells its name and its size."""
    if request.content_type[0] != "multipart/form-data":
        return await request.body()
    fields: dict[str, str] = {}
    for name, value in (await request.form()).items():
        if isinstance(value, UploadFile):
            facts = {"filename": value.filename, "size": str(len(await value.read()))}
            fields |= {f"{name}[{fact}]": told for fact, told in facts.items()}
        else:
            fields[name] = str(value)
    return urlencode(fields).encode()


async def _serve(world: World, heard: Heard) -> Answer:
    fault = faults.take(world.store, heard)
    key = (heard.headers.get("stripe-account", ""), heard.idempotency_key or "")
    if key[1] and key in world.busy_keys:
        return in_use()
    world.busy_keys.add(key)
    try:
        early = await faults.spoil(fault, "before")
        said = early or answer(world, heard)
    finally:
        world.busy_keys.discard(key)
    world.posted.set()
    return await faults.spoil(fault, "after") or said
