"""Who speaks to other servers: addresses of settings from their adapters, whatever a tenant set through one door."""

import re
from pathlib import Path

from invoiceflow.runtime import outbound

SOURCE = Path(outbound.__file__).parents[1]
CLIENT = re.compile(
    r"^\s*(?:import|from) (?:httpx|aiohttp|urllib3|requests|urllib\.request|http\.client)\b", re.MULTILINE
)
KNOWN = (
    *(
        "runtime/outbound.py",
        "runtime/aws.py",
        "runtime/s3.py",
        "runtime/ses.py",
        "runtime/sqs.py",
        "runtime/stripe.py",
        "runtime/trust.py",
    ),
    *("identity/adapters/", "entrypoints/", "sandbox/"),
)


def test_nothing_else_asks_other_servers() -> None:
    """A module that could send requests elsewhere is the door, a provider's adapter, or serves no request."""
    importing = {
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if CLIENT.search(path.read_text())
    }
    assert "runtime/outbound.py" in importing
    assert [path for path in importing if not path.startswith(KNOWN)] == []
