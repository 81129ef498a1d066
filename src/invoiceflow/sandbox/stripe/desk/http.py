"""The API over HTTP."""

from typing import Any, TypeAlias

from litestar import HttpMethod, Request, Response, route

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
        body=await request.body(),
        headers={name.lower(): value for name, value in request.headers.items()},
    )
    said = await _serve(world, heard)
    headers = {"content-type": "application/json", **said.headers}
    return Response(said.body, status_code=said.status, headers=headers)


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
