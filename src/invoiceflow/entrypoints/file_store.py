"""Where files lie, by the settings."""

from invoiceflow.runtime.aws import GivenCredentials, RoleCredentials
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.files import Files, LocalFiles
from invoiceflow.runtime.object_store import Bucket, ObjectStore
from invoiceflow.runtime.settings import Settings
from invoiceflow.runtime.sigv4 import Credentials


def files_of(settings: Settings, clock: Clock) -> Files:
    """Return where files lie: in the bucket that the settings name, else in a folder."""
    bucket = bucket_of(settings)
    if bucket is None:
        return LocalFiles(settings.files_dir)
    if not settings.aws_access_key_id:
        return ObjectStore(bucket, RoleCredentials(settings.aws_role_path), clock)
    given = Credentials(
        settings.aws_access_key_id, settings.aws_secret_access_key, settings.aws_session_token
    )
    return ObjectStore(bucket, GivenCredentials(given), clock)


def bucket_of(settings: Settings) -> Bucket | None:
    """Return the bucket that the settings name, if they do."""
    if not settings.files_bucket:
        return None
    return Bucket(settings.files_bucket, settings.files_region, settings.files_endpoint)
