"""
Links to files through CloudFront, which keeps the bucket to itself and checks each link before it looks for the file.

Rule: "Create a signed URL using a canned policy" in CloudFront's developer guide, which also says RSA and SHA-1: what
is signed is one address and one instant, and who could make another text of that form with the same sum gains nothing.
"""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import LINK_SECONDS, ShownAs
from invoiceflow.runtime.object_store import key_of

_IN_ADDRESSES: Final = bytes.maketrans(b"+=/", b"-_~")


def read_key(pem: str) -> RSAPrivateKey:
    """
    Return the private key of a PEM text.

    Raises:
        ValueError: it is none, is encrypted, or is no RSA key.
    """
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:  # it has a password
        raise ValueError("encrypted") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("another kind of key")  # noqa: TRY004  # of a text, which is what the caller has
    return key


@dataclass(frozen=True, slots=True)
class CloudFront:
    """A distribution before the bucket (``url`` without a slash at its end), and the key that it trusts."""

    url: str
    key_id: str
    key: RSAPrivateKey = field(repr=False)


class CloudFrontLinks:
    """Gives out files by links to a distribution."""

    def __init__(self, distribution: CloudFront, clock: Clock) -> None:
        self._distribution = distribution
        self._clock = clock

    @property
    def is_ours(self) -> bool:
        """Return that links lead to the distribution."""
        return False

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """Return an address at which CloudFront gives out the file, for LINK_SECONDS."""
        asked = f"response-content-disposition={quote(shown.disposition, safe='')}"
        asked += f"&response-content-type={quote(shown.media_type, safe='')}"
        url = f"{self._distribution.url}/{key_of(tenant_id, name)}?{asked}"
        return signed(self._distribution, url, self._clock.now() + timedelta(seconds=LINK_SECONDS))


def signed(distribution: CloudFront, url: str, until: datetime) -> str:
    """Return the URL with a proof in its query that is good before ``until``, to the second."""
    expires = int(until.timestamp())
    condition = {"DateLessThan": {"AWS:EpochTime": expires}}
    policy = json.dumps({"Statement": [{"Resource": url, "Condition": condition}]}, separators=(",", ":"))
    signature = distribution.key.sign(policy.encode(), PKCS1v15(), SHA1())  # noqa: S303  # CloudFront's
    proof = b64encode(signature).translate(_IN_ADDRESSES).decode()
    joined = "&" if "?" in url else "?"
    return f"{url}{joined}Expires={expires}&Signature={proof}&Key-Pair-Id={distribution.key_id}"
