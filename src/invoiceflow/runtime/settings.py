"""Settings, read once from the environment. The README's table documents each; a test compares the two."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from invoiceflow.runtime.arns import region_of
from invoiceflow.runtime.transport import is_near, why_database_is_open, why_redis_is_open, why_store_is_open

STRIPE_API = "https://api.stripe.com"
DEVELOPMENT_SECRET = "development-only"  # noqa: S105  # refused in production, which is its point


# What is called otherwise in the environment than its field, in capitals.
_NAMES = {"aws_role_path": "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"}
# Texts that follow from others where they are not set.
_ELSEWHERE = frozenset({"environment", "worker_database_url"})
# Addresses that a path is put behind: without the slash at their end.
_BEGINNINGS = frozenset(
    {
        *("base_url", "files_endpoint", "files_links_url", "sns_endpoint"),
        *("github_base_url", "github_api_url", "stripe_api_base"),
    }
)


class BadSettings(Exception):
    """A setting is missing or cannot be right; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides. Addresses hold passwords: never log them."""

    environment: str
    base_url: str
    secret_key: str
    database_url: str
    worker_database_url: str
    redis_url: str
    mail_url: str
    mail_from: str
    files_dir: Path
    audit_anchor_file: Path
    files_bucket: str = ""
    files_region: str = ""
    files_endpoint: str = ""
    uploads_bucket: str = ""
    files_links_url: str = ""
    files_links_key_id: str = ""
    files_links_private_key: str = ""
    aws_access_key_id: str = ""
    aws_secret_access_key: str = ""
    aws_session_token: str = ""
    aws_role_path: str = ""
    google_client_id: str = ""
    google_client_secret: str = ""
    google_issuer: str = "https://accounts.google.com"
    github_client_id: str = ""
    github_client_secret: str = ""
    github_base_url: str = "https://github.com"
    github_api_url: str = "https://api.github.com"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "single sign-on"
    email_sign_in: bool = True
    document_fonts_dir: Path | None = None
    secret_keys_previous: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    api_requests_per_second: int = 100
    stripe_secret_key: str = ""
    stripe_is_own: bool = False
    stripe_api_base: str = STRIPE_API
    stripe_webhook_secrets: tuple[str, ...] = ()
    stripe_connect_webhook_secrets: tuple[str, ...] = ()
    sells_plans: bool = False
    ses_topic_arn: str = ""
    ses_queue_url: str = ""
    sns_endpoint: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over https, so that cookies can carry the ``__Host-`` prefix."""
        return self.base_url.startswith("https://")

    @property
    def must_encrypt_mail(self) -> bool:
        """Whether the mail server lies where others could read along, so that it has to take TLS."""
        return not self.development and not is_near(self.mail_url, self.private_hosts)

    @property
    def stripe_is_live(self) -> bool:
        """Whether Stripe's key moves real money."""
        return self.stripe_secret_key.startswith(("sk_live_", "rk_live_"))

    @property
    def development(self) -> bool:
        """Whether development pages such as /kit are shown."""
        return self.environment != "production"


def read(environ: Mapping[str, str]) -> Settings:
    """
    Return the settings in ``environ``.

    Raises:
        BadSettings: one is missing, or production was started with a development secret.
    """
    texts, files = _texts(environ), _needed(environ, "FILES_DIR")
    fonts, numbered = environ.get("DOCUMENT_FONTS_DIR"), environ.get("API_REQUESTS_PER_SECOND") or "100"
    mode = _chosen("STRIPE_MODE", environ.get("STRIPE_MODE") or "connect", "connect", "own")
    settings = Settings(
        **texts,
        environment=environ.get("ENVIRONMENT") or "production",
        worker_database_url=environ.get("WORKER_DATABASE_URL") or texts["database_url"],
        files_dir=Path(files),
        audit_anchor_file=Path(environ.get("AUDIT_ANCHOR_FILE") or f"{files}/audit-anchors.jsonl"),
        document_fonts_dir=Path(fonts) if fonts else None,
        email_sign_in=environ.get("EMAIL_SIGN_IN") != "off",
        secret_keys_previous=_listed(environ, "SECRET_KEYS_PREVIOUS"),
        trusted_proxies=_networks(environ.get("TRUSTED_PROXIES") or ""),
        private_hosts=_listed(environ, "PRIVATE_HOSTS"),
        api_requests_per_second=_positive("API_REQUESTS_PER_SECOND", numbered),
        stripe_is_own=mode == "own",
        stripe_webhook_secrets=_listed(environ, "STRIPE_WEBHOOK_SECRETS"),
        stripe_connect_webhook_secrets=_listed(environ, "STRIPE_CONNECT_WEBHOOK_SECRETS"),
        sells_plans=environ.get("STRIPE_BILLING") == "on",
    )
    _refuse_half_ways(settings)
    _refuse_half_aws(settings)
    _refuse_unsafe(settings)
    _refuse_clear_text(settings, environ)
    return settings


def _texts(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that are nothing but texts, by their fields."""
    found = {}
    for each in fields(Settings):
        if each.type is str and each.name not in _ELSEWHERE:
            name = _NAMES.get(each.name, each.name.upper())
            value = _needed(environ, name, None if each.default is MISSING else each.default)
            found[each.name] = value.rstrip("/") if each.name in _BEGINNINGS else value
    return found


def _needed(environ: Mapping[str, str], name: str, default: str | None = None) -> str:
    value = environ.get(name) or default
    if value is None:
        raise BadSettings(f"{name} is not set. README.md lists every setting.")
    return value


def _listed(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in environ.get(name, "").split(","))))


def _networks(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(each.strip())) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise BadSettings(
            f"TRUSTED_PROXIES lists addresses and networks, separated by commas: {error}."
        ) from None


def _chosen(name: str, value: str, *choices: str) -> str:
    if value not in choices:
        raise BadSettings(f"{name} is {' or '.join(choices)}.")
    return value


def _positive(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 1_000_000):
        raise BadSettings(f"{name} is a whole number above 0.")
    return int(text)


def _refuse_unsafe(settings: Settings) -> None:
    if settings.environment not in ("development", "test", "production"):
        raise BadSettings("ENVIRONMENT is development, test or production.")
    if settings.development:
        return
    secrets = (settings.secret_key, *settings.secret_keys_previous)
    if any(len(secret) < 32 or secret.startswith(DEVELOPMENT_SECRET) for secret in secrets):
        raise BadSettings(
            "SECRET_KEY and SECRET_KEYS_PREVIOUS need at least 32 characters of their own in production."
        )
    if not settings.secure:
        raise BadSettings("BASE_URL starts with https:// in production.")
    addresses = {
        "GOOGLE_ISSUER": settings.google_issuer,
        "GITHUB_BASE_URL": settings.github_base_url,
        "GITHUB_API_URL": settings.github_api_url,
        "OIDC_ISSUER": settings.oidc_issuer,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "FILES_LINKS_URL": settings.files_links_url,
        "SES_QUEUE_URL": settings.ses_queue_url,
    }
    if settings.sns_endpoint:
        raise BadSettings("SNS_ENDPOINT is the address of a stand-in, which production does not believe.")
    for name, address in addresses.items():
        if address and not address.startswith("https://"):
            raise BadSettings(f"{name} starts with https:// in production.")


def _refuse_clear_text(settings: Settings, environ: Mapping[str, str]) -> None:
    if settings.development:
        return
    why_open: dict[str, tuple[str, Callable[[str], str]]] = {
        "DATABASE_URL": (settings.database_url, partial(why_database_is_open, environ=environ)),
        "WORKER_DATABASE_URL": (settings.worker_database_url, partial(why_database_is_open, environ=environ)),
        "REDIS_URL": (settings.redis_url, why_redis_is_open),
        "FILES_ENDPOINT": (settings.files_endpoint, why_store_is_open),
    }
    for name, (url, ask) in why_open.items():
        try:
            why = "" if is_near(url, settings.private_hosts) else ask(url)
        except ValueError:  # which repeats the address, password included
            raise BadSettings(f"{name} is no address that can be read.") from None
        if why:
            raise BadSettings(f"{name} {why} in production, or its host stands in PRIVATE_HOSTS.")


def _refuse_half_aws(settings: Settings) -> None:
    if settings.files_bucket and not settings.files_region:
        raise BadSettings("FILES_BUCKET needs FILES_REGION, such as eu-central-1.")
    if settings.uploads_bucket and not settings.files_bucket:
        raise BadSettings("UPLOADS_BUCKET goes with FILES_BUCKET.")
    links = (settings.files_links_url, settings.files_links_key_id, settings.files_links_private_key)
    if any(links) and not (all(links) and settings.files_bucket):
        raise BadSettings("The three settings FILES_LINKS_… go together, and with FILES_BUCKET.")
    has_keys = settings.aws_access_key_id and settings.aws_secret_access_key
    if settings.ses_queue_url and not region_of(settings.ses_topic_arn):
        raise BadSettings("SES_QUEUE_URL needs SES_TOPIC_ARN, such as arn:aws:sns:eu-central-1:…:news.")
    if settings.ses_topic_arn and not region_of(settings.ses_topic_arn):
        raise BadSettings("SES_TOPIC_ARN is a name such as arn:aws:sns:eu-central-1:123456789012:news.")
    of_aws = {
        "FILES_BUCKET": bool(settings.files_bucket),
        "MAIL_URL": settings.mail_url.startswith("ses:"),
        "SES_QUEUE_URL": bool(settings.ses_queue_url),
    }
    for name, is_used in of_aws.items():
        if is_used and not (has_keys or settings.aws_role_path):
            raise BadSettings(
                f"{name} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a task role on ECS."
            )


def _refuse_half_ways(settings: Settings) -> None:
    ways = {
        "GOOGLE": (settings.google_client_id, settings.google_client_secret),
        "GITHUB": (settings.github_client_id, settings.github_client_secret),
        "OIDC": (settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_issuer),
    }
    for name, parts in ways.items():
        if any(parts) and not all(parts):
            raise BadSettings(f"Of the settings {name}_… some are missing. README.md lists every setting.")
    own = settings.stripe_is_own
    secrets = (settings.stripe_webhook_secrets, own or settings.stripe_connect_webhook_secrets)
    if settings.stripe_secret_key and not all(secrets):
        raise BadSettings(
            "STRIPE_SECRET_KEY needs both settings STRIPE_…_SECRETS, with STRIPE_MODE=own the first. "
            "README.md lists every setting."
        )
    if own and settings.sells_plans:
        raise BadSettings("STRIPE_BILLING is for STRIPE_MODE=connect: nobody sells plans to themselves.")
    if settings.sells_plans and not settings.stripe_secret_key:
        raise BadSettings("STRIPE_BILLING needs STRIPE_SECRET_KEY: plans are paid for through Stripe.")
    if not settings.email_sign_in and not any(map(any, ways.values())):
        raise BadSettings("Nobody could sign in: set a provider's settings, or leave EMAIL_SIGN_IN on.")
