"""What browsers report of the policy of our pages: where to, what becomes of it, and what does not."""

import json

import httpx
import pytest

from invoiceflow.kernel.limit import POLICY_REPORTS
from product import Product

HERE = "/policy-reports"
KIND = {"Content-Type": "application/csp-report"}


def a_report(**told: object) -> bytes:
    """Return a report as Chromium writes it, with other words where they are given."""
    usual = {
        "document-uri": "http://testserver.local/i/the-secret-of-a-link",
        "referrer": "",
        "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "original-policy": "default-src 'self'",
        "disposition": "enforce",
        "blocked-uri": "https://evil.example/steal.js?what=all",
        "status-code": 200,
        "script-sample": "",
    }
    return json.dumps(
        {"csp-report": usual | {name.replace("_", "-"): value for name, value in told.items()}}
    ).encode()


async def sent(product: Product, body: bytes) -> httpx.Response:
    """Return what the product says to a report."""
    return await product.client().post(HERE, content=body, headers=KIND)


async def test_the_policy_says_where_it_is_reported(product: Product) -> None:
    """Every answer's policy names the address, which takes the report of a browser that nobody is signed in to."""
    for path in ("/", "/login", "/nowhere"):
        policy = (await product.client().get(path)).headers["content-security-policy"]
        assert f"; report-uri {HERE}" in policy
    answer = await sent(product, a_report())
    assert (answer.status_code, answer.content) == (204, b"")


async def test_the_log_holds_words_of_ours_alone(product: Product, capfd: pytest.CaptureFixture[str]) -> None:
    """Which directive, which part of the product, what kind of source: nothing that a stranger can choose."""
    await sent(product, a_report())
    await sent(
        product,
        a_report(effective_directive="no-such\nlevel=error", document_uri="https://evil.example/app/x"),
    )
    await sent(
        product, a_report(effective_directive="", violated_directive="style-src 'self'", blocked_uri="inline")
    )
    said = "".join(capfd.readouterr())
    first, second, third = [line for line in said.splitlines() if "policy.violated" in line]
    assert [word in first for word in ("script-src-elem", "/i/", "https")] == [True] * 3
    assert second.count("unknown") == 2
    assert [word in third for word in ("style-src", "inline")] == [True] * 2
    for foreign in ("the-secret", "evil.example", "steal", "no-such", "level=error"):
        assert foreign not in said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"csp-report": 7}',
        b'{"csp-report": {"document-uri": 7}}',
        a_report(script_sample="x" * 20_000),
    ],
    ids=["empty", "cut", "list", "nothing", "number", "a number for an address", "long"],
)
async def test_what_is_no_report_is_refused(
    product: Product, capfd: pytest.CaptureFixture[str], body: bytes
) -> None:
    """It is told so, and leaves no line."""
    answer = await sent(product, body)
    assert answer.status_code == (413 if len(body) > 16 * 1024 else 400)
    assert "policy.violated" not in "".join(capfd.readouterr())


async def test_nobody_fills_the_log(product: Product) -> None:
    """Of one address so many are taken in a minute."""
    stranger = product.client()
    statuses = [
        (await stranger.post(HERE, content=a_report(), headers=KIND)).status_code
        for _ in range(POLICY_REPORTS.amount + 1)
    ]
    assert statuses == [204] * POLICY_REPORTS.amount + [429]
