"""
The examples in docs/rules are the golden vectors, rendered; so they are true as long as the vectors pass.

A comment names the vector, and the block below it is what this module renders:

    <!-- vector: discounts/largest-remainder -->
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from golden import GOLDEN, Given, LineGiven, NumberCase, SplitCase, TotalsCase
from invoiceflow.kernel.currency import currency_of

RULES = Path(__file__).parents[3] / "docs" / "rules"
BLOCK = re.compile(r"<!-- vector: (\S+) -->\n```text\n(.*?)\n```", re.DOTALL)
MENTION = re.compile(r"<!-- vector:")
WIDTH = 62


def _examples() -> Iterator[tuple[str, str, str]]:
    for page in sorted(RULES.glob("*.md")):
        for name, block in BLOCK.findall(page.read_text()):
            yield page.name, name, block


EXAMPLES = [pytest.param(name, block, id=f"{page}:{name}") for page, name, block in _examples()]


@pytest.mark.parametrize(("name", "block"), EXAMPLES)
def test_an_example_is_its_vector(name: str, block: str) -> None:
    """What the page shows is what the vector says, figure by figure."""
    assert block == _rendered(name)


@pytest.mark.parametrize("page", ["rounding.md", "numbering.md", "tax.md"])
def test_each_page_has_examples_and_each_is_checked(page: str) -> None:
    """Every page of rules has worked examples, and no comment that names one is malformed."""
    text = (RULES / page).read_text()
    assert len(BLOCK.findall(text)) == len(MENTION.findall(text)) >= 3


def _rendered(name: str) -> str:
    kind, _, rest = name.partition("/")
    if kind == "numbering":
        return _number(GOLDEN.numbers[rest])
    if kind == "split":
        return _split(GOLDEN.splits[rest])
    return "\n".join(_invoice(GOLDEN.totals[name]))


def _number(case: NumberCase) -> str:
    period = case.period or "all time"
    return f"{case.format} on {case.issued_on}, number {case.seq} of {period}: {case.number}"


def _split(case: SplitCase) -> str:
    return f"{case.amount_minor} over {case.weights}: {list(case.parts)}"


def _invoice(case: TotalsCase) -> Iterator[str]:
    given, expect = case.given, case.expect
    places = currency_of(given.currency).exponent
    for line, net_minor in zip(given.lines, expect.lines, strict=True):
        yield _row(_line(line), net_minor, places)
    if expect.discount_minor or given.discount_percent != "0":
        yield _row(_off(given), -expect.discount_minor, places)
    if expect.charge_minor:
        yield _row("on top", expect.charge_minor, places)
    yield _row("net", expect.net_minor, places)
    for group in expect.taxes:
        label = f"{group.category}: {group.rate} % of {_amount(group.base_minor, places)}"
        yield _row(label, group.tax_minor, places)
    if expect.rounding_minor:
        yield _row("rounding", expect.rounding_minor, places)
    yield _row(f"to pay, {given.currency}", expect.total_minor, places)


def _line(line: LineGiven) -> str:
    extras = [
        f", {line.discount_percent} % off" if line.discount_percent != "0" else "",
        f", {line.discount_minor} minor off" if line.discount_minor else "",
        f", {line.charge_minor} minor on top" if line.charge_minor else "",
    ]
    category = f" {line.tax_category}" if line.tax_category else ""
    return f"{line.quantity} x {line.unit_price} at {line.tax_rate} %{category}{''.join(extras)}"


def _off(given: Given) -> str:
    return f"{given.discount_percent} % off" if given.discount_percent != "0" else "off"


def _row(label: str, minor: int, places: int) -> str:
    return f"{label:<{WIDTH}}{_amount(minor, places):>14}"


def _amount(minor: int, places: int) -> str:
    return f"{Decimal(minor).scaleb(-places):f}"
