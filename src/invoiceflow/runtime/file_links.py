"""
Links to files in a folder: addresses of ours that say, signed, which file of which tenant is given out, and until when.

Whoever has one needs nothing else, as with the presigned links of a bucket. The file's path is made of what was
signed, so that no address leads anywhere else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from invoiceflow.kernel.errors import Gone
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import LINK_SECONDS, NoSuchFile, ShownAs, Stored
from invoiceflow.runtime.signing import claims_of, key_ring, signed

PATH: Final = "/files"
_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)


class LinkOver(Gone):
    """The link was good for a minute, which is over."""

    code = "file.link_over"


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What a link gives out, and how a browser is to treat it."""

    tenant_id: TenantId
    file: Stored
    shown: ShownAs


class LinkSigner:
    """Signs links with the present secret key, and opens those that it or a former one has signed."""

    def __init__(self, secret_key: str, previous: tuple[str, ...], clock: Clock) -> None:
        self._keys = key_ring(secret_key, previous, "files")
        self._clock = clock

    def signed(self, given: GivenOut) -> str:
        """Return the address, below our own, that gives out a file for LINK_SECONDS."""
        until = self._clock.now() + timedelta(seconds=LINK_SECONDS)
        claims = {
            "tenant": str(given.tenant_id),
            "file": given.file.name,
            "size": given.file.size_bytes,
            "type": given.shown.media_type,
            "as": given.shown.file_name,
            "saved": given.shown.is_saved,
            "exp": int(until.timestamp()),
        }
        return f"{PATH}/{signed(claims, self._keys)}"

    def opened(self, token: str) -> GivenOut:
        """
        Return what the last part of an address gives out.

        Raises:
            LinkOver: it was good once.
            NoSuchFile: we never signed it, or not like this.
        """
        claims = claims_of(token, self._keys, self._clock.now())
        if claims is not None:
            return _given_out(claims)
        if claims_of(token, self._keys, _ONCE) is not None:
            raise LinkOver("This link was good for a minute. Open the file again from where you found it.")
        raise NoSuchFile("There is no such file.")


def _given_out(claims: dict[str, Any]) -> GivenOut:
    shown = ShownAs(claims["type"], claims["as"], is_saved=claims["saved"])
    return GivenOut(TenantId(UUID(claims["tenant"])), Stored(claims["file"], claims["size"]), shown)
