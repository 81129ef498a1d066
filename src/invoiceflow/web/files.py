"""Files that lie in a folder, given out to whoever has a link that we signed (runtime/file_links.py)."""

from collections.abc import AsyncIterator
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from invoiceflow.runtime.file_links import PATH
from invoiceflow.runtime.files import DamagedFile, NoSuchFile
from invoiceflow.web.given import Request, TheFileLinks, TheFiles
from invoiceflow.web.guards import public, turn_for_file

_HEADERS: Final = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}


def lead_to(link: str) -> Response[bytes]:
    """Return a redirect to a file (302), which is not to be kept: the link ends after a minute."""
    return Response(b"", status_code=302, headers={"Location": link, "Cache-Control": "no-store"})


@get(f"{PATH}/{{token:str}}", guards=[public])
async def give_out(
    request: Request, token: FromPath[str], files: TheFiles, file_links: TheFileLinks
) -> Stream | Response[bytes]:
    """Give out the file that a link names, for as long as it is good."""
    given = file_links.opened(token)
    tenant_id, file, media_type = given.tenant_id, given.file, given.shown.media_type
    headers = _HEADERS | {"Content-Disposition": given.shown.disposition}
    if not file.is_long:
        try:
            return Response(await files.get(tenant_id, file.name), media_type=media_type, headers=headers)
        except DamagedFile:
            raise NoSuchFile("There is no such file.") from None
    await turn_for_file(request, tenant_id)
    parts = files.parts_of(tenant_id, file.name)
    first = await anext(parts)  # where the file is gone, that is said before the answer begins
    headers["Content-Length"] = str(file.size_bytes)
    return Stream(_all(first, parts), media_type=media_type, headers=headers)


async def _all(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in parts:
        yield part


handlers: list[Any] = [give_out]
