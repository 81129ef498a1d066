"""The README tells every setting, and no other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from invoiceflow.entrypoints.development import environment
from invoiceflow.runtime.settings import read

README = Path(__file__).parents[2] / "README.md"
# Read by the launcher before there is any Python to ask.
LAUNCHER = {"INVOICEFLOW_DATA"}
# Read by the command that makes logins, of which the processes must know nothing.
LOGINS = {"ADMIN_DATABASE_URL", "IF_MIGRATOR_PASSWORD", "IF_APP_PASSWORD", "IF_WORKER_PASSWORD"}
# What is read as something else than a text.
READABLE = {
    "TRUSTED_PROXIES": "127.0.0.1",
    "API_REQUESTS_PER_SECOND": "100",
    "STRIPE_MODE": "connect",
    "SES_TOPIC_ARN": "arn:aws:sns:eu-central-1:000000000000:news",
}


class Asked(Mapping[str, str]):
    """An environment that has every setting, and remembers for which it was asked."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return READABLE.get(name, "development")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_the_readme_tells_every_setting() -> None:
    """The settings table has the names that the product and its development system read: those, and no others."""
    asked = Asked()
    read(asked)
    section = README.read_text().split("\n## Settings\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = [name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)]
    assert sorted(told) == sorted(asked.names | set(environment.NAMES) | LAUNCHER | LOGINS)
