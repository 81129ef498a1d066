"""Our links through CloudFront and botocore's, for the same file at the same instant: byte for byte the same."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from hypothesis import given, settings
from hypothesis import strategies as st

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.cloudfront import CloudFront, CloudFrontLinks, read_key, signed
from invoiceflow.runtime.files import NoSuchFile, ShownAs
from keys import KEY, pem

AT = datetime(2026, 11, 23, 9, 5, 7, 900_000, tzinfo=UTC)
EDGE = CloudFront("https://files.invoices.example", "K2EXAMPLE", KEY)
TENANT = TenantId(UUID("0192aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"))
NAME = "ab" * 32


class Frozen:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the one instant."""
        return AT


@settings(max_examples=50)
@given(query=st.from_regex(r"[a-z0-9%=&-]{0,30}", fullmatch=True), seconds=st.integers(1, 604_800))
def test_links_are_those_of_botocore(query: str, seconds: int) -> None:
    """A link with any query and end is botocore's, to the last byte."""
    url = f"{EDGE.url}/some/file" + (f"?{query}" if query else "")
    until = AT + timedelta(seconds=seconds)
    sha1 = partial(KEY.sign, padding=PKCS1v15(), algorithm=SHA1())  # noqa: S303  # CloudFront's
    judge = CloudFrontSigner(EDGE.key_id, sha1)
    assert signed(EDGE, url, until) == judge.generate_presigned_url(url, date_less_than=until)


async def test_a_link_names_the_file_for_a_minute() -> None:
    """It leads to the object of the tenant, says how it is shown, and ends a minute from now."""
    shown = ShownAs("application/pdf", "2026-0042.pdf")
    link = await CloudFrontLinks(EDGE, Frozen()).link(TENANT, NAME, shown)
    asked = "response-content-disposition=inline%3B%20filename%3D%222026-0042.pdf%22"
    asked += "&response-content-type=application%2Fpdf"
    expires = int((AT + timedelta(seconds=60)).timestamp())
    assert link.startswith(f"{EDGE.url}/{TENANT}/ab/{NAME}?{asked}&Expires={expires}&Signature=")
    assert link.endswith("&Key-Pair-Id=K2EXAMPLE")


async def test_nothing_but_a_file_is_linked() -> None:
    """What could be no file's name leads nowhere, least of all to another tenant's folder."""
    with pytest.raises(NoSuchFile):
        await CloudFrontLinks(EDGE, Frozen()).link(TENANT, "../x", ShownAs("text/plain", "x"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("no key", "Unable to load", id="no key"),
        pytest.param(pem(BestAvailableEncryption(b"password")), "encrypted", id="with a password"),
        pytest.param(pem(key=ec.generate_private_key(ec.SECP256R1())), "kind", id="another kind"),
    ],
)
def test_what_is_no_key_is_refused(text: str, why: str) -> None:
    """A text that CloudFront's links cannot be signed with is said to be none."""
    with pytest.raises(ValueError, match=why):
        read_key(text)


def test_a_key_is_read() -> None:
    """The text of a private key gives that key."""
    assert read_key(pem()).public_key() == KEY.public_key()
