"""What lies outside, by the settings: where files lie, who takes mail, and who says who somebody is."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from invoiceflow.identity.adapters.github import GitHubProvider
from invoiceflow.identity.adapters.oauth import Registration
from invoiceflow.identity.adapters.oidc import OpenIdProvider
from invoiceflow.identity.domain.way import Way
from invoiceflow.identity.ports import Provider
from invoiceflow.runtime.arns import region_of
from invoiceflow.runtime.aws import CredentialSource, GivenCredentials, RoleCredentials
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.cloudfront import CloudFront, CloudFrontLinks, read_key
from invoiceflow.runtime.file_links import LinkSigner
from invoiceflow.runtime.files import Files
from invoiceflow.runtime.local_files import LocalFiles
from invoiceflow.runtime.mail import Mailer, SmtpMailer
from invoiceflow.runtime.object_store import ObjectStore
from invoiceflow.runtime.outbound import Outbound
from invoiceflow.runtime.s3 import Bucket
from invoiceflow.runtime.ses import SesMailer, SesSender
from invoiceflow.runtime.settings import BadSettings, Settings
from invoiceflow.runtime.sigv4 import Credentials
from invoiceflow.runtime.sns import Sns
from invoiceflow.runtime.sqs import MessageQueue
from invoiceflow.runtime.upload_bucket import UploadBucket


def files_of(settings: Settings, clock: Clock) -> Files:
    """Return where files lie: in the bucket that the settings name, else in a folder."""
    bucket = bucket_of(settings)
    if bucket is None:
        return LocalFiles(settings.files_dir, file_links_of(settings, clock))
    distribution = distribution_of(settings)
    links = CloudFrontLinks(distribution, clock) if distribution else None
    credentials, uploading = _credentials(settings), upload_bucket_of(settings)
    uploads = UploadBucket(uploading, credentials, clock) if uploading else None
    return ObjectStore(bucket, credentials, clock, links, uploads)


def file_links_of(settings: Settings, clock: Clock) -> LinkSigner:
    """Return what signs and opens links to files in a folder."""
    return LinkSigner(settings.secret_key, settings.secret_keys_previous, clock)


def bucket_of(settings: Settings) -> Bucket | None:
    """Return the bucket that the settings name, if they do."""
    if not settings.files_bucket:
        return None
    return Bucket(settings.files_bucket, settings.files_region, settings.files_endpoint)


def upload_bucket_of(settings: Settings) -> Bucket | None:
    """Return the bucket that browsers post files to, if the settings name one."""
    if not settings.uploads_bucket:
        return None
    return Bucket(settings.uploads_bucket, settings.files_region, settings.files_endpoint)


def distribution_of(settings: Settings) -> CloudFront | None:
    """
    Return the distribution that gives out files, if the settings name one.

    Raises:
        BadSettings: its key cannot be read.
    """
    if not settings.files_links_url:
        return None
    try:
        key = read_key(settings.files_links_private_key)
    except ValueError:
        raise BadSettings("FILES_LINKS_PRIVATE_KEY is no RSA key in PEM, or it has a password.") from None
    return CloudFront(settings.files_links_url, settings.files_links_key_id, key)


def mailer_of(settings: Settings, clock: Clock) -> Mailer:
    """Return who takes mail: SES where the address says so, else a server that speaks SMTP."""
    url = urlsplit(settings.mail_url)
    if url.scheme != "ses":
        return SmtpMailer(settings.mail_url, settings.mail_from, must_encrypt=settings.must_encrypt_mail)
    configuration_set = parse_qs(url.query).get("configuration_set", [""])[-1]
    sender = SesSender(url.netloc, settings.mail_from, configuration_set)
    return SesMailer(sender, _credentials(settings), clock)


def sns_of(settings: Settings) -> Sns | None:
    """Return the topic that tells what became of emails, if the settings name one."""
    if not settings.ses_topic_arn:
        return None
    return Sns(settings.ses_topic_arn, _outbound(settings.sns_endpoint), settings.sns_endpoint)


def mail_queue_of(settings: Settings, clock: Clock) -> MessageQueue | None:
    """Return the queue behind that topic, if the settings name one."""
    if not settings.ses_queue_url:
        return None
    region = region_of(settings.ses_topic_arn)
    return MessageQueue(settings.ses_queue_url, region, _credentials(settings), clock)


def _outbound(stand_in: str) -> Outbound:
    """Return the door to SNS, or to what stands in for it on this machine, in clear text."""
    if not stand_in:
        return Outbound()
    host, port = urlsplit(stand_in).hostname or "", urlsplit(stand_in).port or 80
    near = frozenset({ip_address("127.0.0.1"), ip_address("::1")})
    return Outbound(ports=frozenset({port}), also=near, clear_hosts=frozenset({host}))


def _credentials(settings: Settings) -> CredentialSource:
    if not settings.aws_access_key_id:
        return RoleCredentials(settings.aws_role_path)
    return GivenCredentials(
        Credentials(settings.aws_access_key_id, settings.aws_secret_access_key, settings.aws_session_token)
    )


def providers(settings: Settings, clock: Clock) -> dict[str, Provider]:
    """Return the providers that the settings name, by the keys of their ways, in the order of the sign-in page."""
    found: list[Provider] = []
    if settings.google_client_id:
        way = Way("google", "Google", settings.google_issuer)
        secret = settings.google_client_secret
        found.append(
            OpenIdProvider(way, _registered(settings, way, settings.google_client_id, secret), clock)
        )
    if settings.github_client_id:
        way = Way("github", "GitHub", settings.github_base_url)
        known = _registered(settings, way, settings.github_client_id, settings.github_client_secret)
        found.append(GitHubProvider(way, known, settings.github_api_url))
    if settings.oidc_client_id:
        way = Way("oidc", settings.oidc_name, settings.oidc_issuer)
        known = _registered(settings, way, settings.oidc_client_id, settings.oidc_client_secret)
        found.append(OpenIdProvider(way, known, clock))
    return {each.way.key: each for each in found}


def _registered(settings: Settings, way: Way, client_id: str, secret: str) -> Registration:
    return Registration(client_id, secret, f"{settings.base_url}/login/{way.key}/callback")
