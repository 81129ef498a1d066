"""The compose files say what the sources say, and give no service more than it needs."""

import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from invoiceflow.runtime.patience import WEB
from invoiceflow.runtime.secret_files import SECRET

ROOT = Path(__file__).parents[2]
COMPOSE = ("compose.yaml", "compose.production.yaml")
# What a compose file tells other programs than ours.
NOT_HANDED = {
    *("DATABASE_SUPERUSER_URL", "SNS_ENDPOINT", "MAIL_CATCHER_URL", "STRIPE_PAGES_URL", "INVOICEFLOW_DATA"),
    *("GOOGLE_ISSUER", "GITHUB_BASE_URL", "GITHUB_API_URL", "STRIPE_API_BASE"),
    *("WORKER_DATABASE_URL", "FILES_DIR", "AUDIT_ANCHOR_FILE", "DOCUMENT_FONTS_DIR"),
    *("ADMIN_DATABASE_URL", "IF_MIGRATOR_PASSWORD", "IF_APP_PASSWORD", "IF_WORKER_PASSWORD"),
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
}
"""Of development, of other ways to run it, and of places inside the image."""
FOREIGN = {"POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS", "DOMAIN"}


def services(file: str) -> dict[str, Any]:
    """Return the services of a compose file."""
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / file)["services"]
    return found


def settings_told() -> set[str]:
    """Return the names in the README's table of settings."""
    table = (ROOT / "README.md").read_text().split("\n## Settings\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_every_secret_can_lie_in_a_file() -> None:
    """Whatever setting has a password or a key in it, and nothing else, may be read from a file, as the README says."""
    secret = re.compile("SECRET|TOKEN|PASSWORD|PRIVATE_KEY|(DATABASE|REDIS|MAIL)_URL$")
    assert {name for name in settings_told() if secret.search(name)} == set(SECRET)


def test_keys_in_the_operators_shell_stay_there() -> None:
    """Nothing of what AWS's own tools read in an environment gets into a container by itself."""
    taken = re.findall(r"\$\{(\w+)", "".join((ROOT / file).read_text() for file in COMPOSE))
    assert "INVOICEFLOW_AWS_SECRET_ACCESS_KEY" in taken
    assert [name for name in taken if name.startswith("AWS_")] == []


def set_in(file: str) -> Iterator[str]:
    """Yield the names that a compose file sets."""
    for service in services(file).values():
        yield from service.get("environment", {})


@pytest.mark.parametrize("file", COMPOSE)
def test_compose_sets_settings_that_exist(file: str) -> None:
    """Each name is a setting, or the file of a secret one."""
    known = settings_told() | {f"{name}_FILE" for name in SECRET} | FOREIGN
    assert set(set_in(file)) <= known


def test_an_operator_can_set_everything() -> None:
    """Each setting of web and worker is handed to them, but for those of development and those of places inside."""
    handed = {name.removesuffix("_FILE") for name in set_in("compose.yaml")}
    assert settings_told() - handed == NOT_HANDED


def test_every_service_is_bounded_and_the_product_confined() -> None:
    """None can take the whole machine, and none of ours can change its own files or gain rights."""
    every = services("compose.yaml") | {"caddy": services("compose.production.yaml")["caddy"]}
    assert [name for name, service in every.items() if "deploy" not in service] == []
    for name in ("app", "worker", "migrate"):
        assert every[name]["read_only"] is True
        assert every[name]["cap_drop"] == ["ALL"]


def test_commands_reach_the_world_through_a_proxy_alone() -> None:
    """Every port of the first file is this machine's own."""
    ports = [port for service in services("compose.yaml").values() for port in service.get("ports", ())]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_a_pooled_connection_has_the_same_time_outs() -> None:
    """The pooler ignores what a connection asks for at its start; the web's login has just these figures by itself."""
    pooler = ConfigParser()
    pooler.read(ROOT / "deploy" / "pgbouncer" / "pgbouncer.ini")
    told = pooler["pgbouncer"]
    assert set(told["ignore_startup_parameters"].split(", ")) == set(WEB.server_settings)
    roles = (ROOT / "src/invoiceflow/entrypoints/development/roles.sql").read_text()
    assert dict(re.findall(r"ALTER ROLE if_app SET (\w+) = '(\w+)';", roles)) == WEB.server_settings


def test_what_a_transaction_binds_ends_with_it() -> None:
    """Connections are handed around by the transaction, with prepared statements kept apart."""
    pooler = ConfigParser()
    pooler.read(ROOT / "deploy" / "pgbouncer" / "pgbouncer.ini")
    assert pooler["pgbouncer"]["pool_mode"] == "transaction"
    assert int(pooler["pgbouncer"]["max_prepared_statements"]) > 0
