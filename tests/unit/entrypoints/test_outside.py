"""Where files lie and who gives them out, by the settings."""

import pytest

from invoiceflow.entrypoints.asgi import form_hosts
from invoiceflow.entrypoints.outside import distribution_of, files_of
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.cloudfront import CloudFrontLinks
from invoiceflow.runtime.object_store import ObjectStore
from invoiceflow.runtime.settings import BadSettings, read
from invoiceflow.runtime.upload_bucket import UploadBucket
from keys import pem

SETTINGS = {
    "BASE_URL": "https://invoices.example",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": "postgresql://if_app@db/invoiceflow",
    "REDIS_URL": "redis://cache",
    "MAIL_URL": "smtp://mail",
    "MAIL_FROM": "invoices@invoices.example",
    "FILES_DIR": "/files",
    "FILES_BUCKET": "documents",
    "FILES_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "PRIVATE_HOSTS": "db,cache,mail",
}
LINKS = {"FILES_LINKS_URL": "https://files.example", "FILES_LINKS_KEY_ID": "K2"}


async def test_links_lead_through_the_distribution_that_is_set() -> None:
    """With its settings CloudFront gives out the files of a bucket, without them the bucket does."""
    given = files_of(read(SETTINGS | LINKS | {"FILES_LINKS_PRIVATE_KEY": pem()}), SystemClock())
    own = files_of(read(SETTINGS), SystemClock())
    assert isinstance(given.links, CloudFrontLinks)
    assert isinstance(own, ObjectStore)
    assert own.links is own
    await given.close()
    await own.close()


def test_a_key_that_cannot_be_read_is_said_to_be_none() -> None:
    """Without repeating it."""
    with pytest.raises(BadSettings, match="FILES_LINKS_PRIVATE_KEY is no RSA key") as refused:
        distribution_of(read(SETTINGS | LINKS | {"FILES_LINKS_PRIVATE_KEY": "hushed"}))
    assert "hushed" not in str(refused.value)


async def test_forms_may_post_to_the_bucket_that_is_set() -> None:
    """With its setting browsers send files there, as the policy of pages lets them; without it, to us."""
    given = read(SETTINGS | {"UPLOADS_BUCKET": "uploads"})
    with_uploads, without = (files_of(each, SystemClock()) for each in (given, read(SETTINGS)))
    assert isinstance(with_uploads.uploads, UploadBucket)
    assert without.uploads is None
    assert "https://uploads.s3.eu-central-1.amazonaws.com" in form_hosts(given)
    await with_uploads.close()
    await without.close()
