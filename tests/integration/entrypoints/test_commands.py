"""Commands of `invoiceflow` that write: opening a tenant, making a key."""

import os
from pathlib import Path
from secrets import token_hex

import pytest

from command_line import run
from invoiceflow.tenancy.domain.api_key import looks_like_key
from product import Product, settings
from services import DatabaseUrls, Services


@pytest.fixture
def environment(services: Services, database: DatabaseUrls, tmp_path: Path) -> dict[str, str]:
    """Return an environment that names the test servers."""
    given = settings(database, services.redis_url, tmp_path)
    values = {name.upper(): getattr(given, name) for name in given.__dataclass_fields__}
    return os.environ | {name: str(value) for name, value in values.items() if value}


async def test_a_tenant_and_its_key_are_made_by_command(
    product: Product, environment: dict[str, str]
) -> None:
    """The key is printed alone on a line, and opens the new tenant over the API."""
    slug = f"agency-{token_hex(4)}"
    opened = run(environment, *("tenant", "create", slug, "--name", "Agency", "--country", "CH"))
    assert opened.returncode == 0, opened.stderr
    made = run(environment, *("apikey", "create", "--tenant", slug))
    key = made.stdout.removesuffix("\n")
    assert looks_like_key(key)
    answer = await product.client({"Authorization": f"Bearer {key}"}).get("/api/v1/clients")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tenant", "create", "Agency!", "--name", "A", "--country", "CH"), "slug: Use letters a to z"),
        (
            ("tenant", "create", "a", "--name", " ", "--country", "XX", "--currency", "EURO"),
            "name: A name is",
        ),
        (("tenant", "create", "a", "--name", " ", "--country", "XX", "--currency", "EURO"), "country: Use a"),
        (
            ("tenant", "create", "a", "--name", " ", "--country", "XX", "--currency", "EURO"),
            "currency: This is",
        ),
        (("apikey", "create", "--tenant", "nobody-here"), "There is no tenant 'nobody-here'."),
    ],
)
def test_a_command_says_what_is_wrong(environment: dict[str, str], words: tuple[str, ...], told: str) -> None:
    """A mistake is one sentence for each field, and status 1."""
    answer = run(environment, *words)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_slug_is_taken_once(environment: dict[str, str]) -> None:
    """A second tenant can not have the address of the first."""
    words = ("tenant", "create", f"agency-{token_hex(4)}", "--name", "Agency", "--country", "CH")
    assert run(environment, *words).returncode == 0
    again = run(environment, *words)
    assert (again.returncode, again.stderr) == (1, "slug: This address is taken. Choose another.\n")
