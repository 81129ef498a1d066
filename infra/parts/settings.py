"""The product's settings on AWS: what each task is told, and which of it is secret. README.md explains each name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from environments import Environment
from parts.database import ADMINISTRATOR, LOGINS, NAME
from stacks.data import Data
from stacks.mail import Mail
from stacks.network import DATABASE

# Where the image holds the certificates that RDS signs with, which no system trusts by itself (README: The image).
RDS_CERTIFICATES: Final = "/etc/ssl/certs/rds.pem"
FOLDER: Final = "/data"


@dataclass(frozen=True, slots=True)
class Told:
    """What a task is told: settings that anybody may read, and secrets, which ECS fetches when it starts."""

    plain: Mapping[str, str]
    secret: Mapping[str, ecs.Secret]


def of_mail_news(mail: Mail) -> Mapping[str, str]:
    """Return where the worker asks what became of emails. The web service takes nothing of that in here."""
    return {"SES_TOPIC_ARN": mail.topic.topic_arn, "SES_QUEUE_URL": mail.queue.queue_url}


def of_product(
    scope: Construct,
    environment: Environment,
    data: Data,
    *,
    login: str,
    also: Mapping[str, str] | None = None,
) -> Told:
    """Return the settings of the web service and the worker, which differ in the login and in ``also``."""
    address = _address(data.database.cluster, login)
    plain = {
        "ENVIRONMENT": "production",
        "BASE_URL": environment.base_url,
        "DATABASE_URL": address,
        "WORKER_DATABASE_URL": address,
        "FILES_BUCKET": data.files.itself.bucket_name,
        "FILES_REGION": environment.region,
        "UPLOADS_BUCKET": data.files.uploads.bucket_name,
        # Asked for in any case, and where the ends of the audit chains are written.
        "FILES_DIR": f"{FOLDER}/files",
        "MAIL_URL": f"ses://{environment.region}?configuration_set={environment.called('mail')}",
        "MAIL_FROM": f"invoices@{environment.mail_domain}",
        # The load balancer stands in our own network, and so do CloudFront's interfaces before it.
        "TRUSTED_PROXIES": environment.network,
        **_file_links(environment),
        **(also or {}),
        **environment.settings,
        **_tls(),
    }
    secret = {
        **{name: _secret(scope, f"{login}-{name}", held) for name, held in data.settings.items()},
        "PGPASSWORD": _password(scope, data, login),
        "REDIS_URL": _secret(scope, f"{login}-REDIS_URL", data.cache.url),
    }
    return Told(plain, secret)


def of_migration(scope: Construct, data: Data) -> Told:
    """Return the settings of the task that migrates, which needs no other."""
    login = "if_migrator"
    address = _address(data.database.cluster, login)
    return Told(
        {"ENVIRONMENT": "production", "MIGRATION_DATABASE_URL": address, **_tls()},
        {"PGPASSWORD": _password(scope, data, login)},
    )


def of_logins(scope: Construct, data: Data) -> Told:
    """Return the settings of the task that makes the logins, the only one that knows the administrator."""
    cluster = data.database.cluster
    assert cluster.secret is not None  # noqa: S101  # RDS manages it
    passwords = {
        f"{login.upper()}_PASSWORD": _password(scope, data, login, task="logins") for login in LOGINS
    }
    return Told(
        {
            "ENVIRONMENT": "production",
            "ADMIN_DATABASE_URL": _address(cluster, ADMINISTRATOR, database="postgres"),
            **_tls(),
        },
        {"PGPASSWORD": _secret(scope, "Administrator", cluster.secret, "password"), **passwords},
    )


def _file_links(environment: Environment) -> dict[str, str]:
    """Lead to files through CloudFront once its key has an id, which the first deployment brings (README)."""
    if "FILES_LINKS_KEY_ID" not in environment.settings:
        return {}
    return {"FILES_LINKS_URL": f"https://{environment.files_domain}"}


def _address(cluster: rds.DatabaseCluster, login: str, *, database: str = NAME) -> str:
    """Return an address without its password, which both drivers read from PGPASSWORD."""
    return f"postgresql://{login}@{cluster.cluster_endpoint.hostname}:{DATABASE}/{database}"


def _tls() -> dict[str, str]:
    """Both drivers read these, too: encrypted, and only to who proves to be that host."""
    return {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": RDS_CERTIFICATES}


def _password(scope: Construct, data: Data, login: str, *, task: str = "own") -> ecs.Secret:
    return _secret(scope, f"{task}-{login}", data.database.logins[login], "password")


def _secret(scope: Construct, name: str, secret: secrets.ISecret, field: str | None = None) -> ecs.Secret:
    """By its ARN alone: else the policy of its key would name roles of later stacks, which is circular."""
    known = secrets.Secret.from_secret_complete_arn(scope, name, secret.secret_arn)
    return ecs.Secret.from_secrets_manager(known, field)
