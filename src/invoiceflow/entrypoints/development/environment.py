"""The settings of the running development system, as its own processes and other commands read them."""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development import folder
from invoiceflow.entrypoints.development.problem import Problem

NAMES: Final = (
    "ENVIRONMENT",
    "BASE_URL",
    "SECRET_KEY",
    "DATABASE_URL",
    "WORKER_DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "DATABASE_SUPERUSER_URL",
    "REDIS_URL",
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "GOOGLE_ISSUER",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GITHUB_BASE_URL",
    "GITHUB_API_URL",
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "EMAIL_SIGN_IN",
    "MAIL_URL",
    "MAIL_FROM",
    "MAIL_CATCHER_URL",
    "SES_TOPIC_ARN",
    "SES_QUEUE_URL",
    "SNS_ENDPOINT",
    "FILES_DIR",
    "STRIPE_PAGES_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_MODE",
    "STRIPE_API_BASE",
    "STRIPE_WEBHOOK_SECRETS",
    "STRIPE_CONNECT_WEBHOOK_SECRETS",
    "STRIPE_BILLING",
    "AUDIT_ANCHOR_FILE",
)
_DATABASES: Final = ("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL")


def load(environ: MutableMapping[str, str]) -> None:
    """
    Complete `environ` with the settings of the system that runs on the chosen data folder.

    An environment that names a database is complete in itself and left alone.

    Raises:
        Problem: no database is named and nothing runs.
    """
    if any(name in environ for name in _DATABASES):
        return
    data = folder.chosen(environ)
    if not data.running:
        raise Problem(f"Nothing is running on {data.path}: start it with ./run, or set DATABASE_URL.")
    if not data.settings.exists():
        raise Problem(
            f"InvoiceFlow is still starting on {data.path}: try again when it says that it is ready."
        )
    for name, value in read(data.settings).items():
        environ.setdefault(name, value)


def read(file: Path) -> Mapping[str, str]:
    """Return the settings in a file of `KEY=value` lines."""
    lines = (line.partition("=") for line in file.read_text().splitlines() if line)
    return {name: value for name, _, value in lines}


def write(settings: Mapping[str, str], file: Path) -> None:
    """Replace the file at once, readable by its owner only: it holds passwords."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text("".join(f"{name}={settings[name]}\n" for name in NAMES if name in settings))
    fresh.replace(file)
