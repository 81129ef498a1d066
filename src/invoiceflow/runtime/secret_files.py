"""Settings that are secret, out of files: how Compose, Kubernetes and systemd hand secrets to a process."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from invoiceflow.runtime.settings import BadSettings

# What each may be given as: NAME, or NAME_FILE with the path of a file that holds it.
SECRET: Final = (
    *("SECRET_KEY", "SECRET_KEYS_PREVIOUS", "REDIS_URL", "MAIL_URL"),
    *("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATION_DATABASE_URL"),
    *("GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_SECRET", "OIDC_CLIENT_SECRET"),
    *("ADMIN_DATABASE_URL", "IF_MIGRATOR_PASSWORD", "IF_APP_PASSWORD", "IF_WORKER_PASSWORD"),
    *("FILES_LINKS_PRIVATE_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    *("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS"),
)


def take_from_files(environ: MutableMapping[str, str]) -> None:
    """
    Put what lies in files into ``environ``, for this process and those that it becomes.

    Raises:
        BadSettings: a file cannot be read, or the setting is given twice.
    """
    for name in SECRET:
        file = environ.get(f"{name}_FILE")
        if not file:
            continue
        if environ.get(name):
            raise BadSettings(f"{name} and {name}_FILE are both set: keep one.")
        try:
            environ[name] = Path(file).read_text().strip()
        except OSError as error:
            raise BadSettings(f"{name}_FILE is {file}, which cannot be read: {error.strerror}.") from None
        del environ[f"{name}_FILE"]
