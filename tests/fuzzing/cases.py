"""
Requests for each operation of a description, by schemathesis: deterministic, and as many as asked for.

One part walks the edges of every field and parameter (schemathesis' coverage), right and wrong; the rest is drawn at
random, half of it right and half wrong, always the same for the same description and amount.
"""

import random
from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation

Request = Case[Any]
Operation = APIOperation[Any, Any, Any, Any]

DRAWN = {"maxItems": 10, "maxProperties": 10, "maxLength": 255}
"""
The longest lists, objects and texts that are drawn up to their bound and beyond. Larger bounds are left out, since
thousands of signs take minutes: they are tried by hand (tests/integration/invoicing/test_api_bad_input.py).
"""
EDGES = 0.6
"""The part of an operation's requests that walks edges, where it has so many."""


def cases(document: dict[str, Any], amount: int) -> list[Request]:
    """Return at least ``amount`` requests, spread over the operations by how much there is to get wrong in each."""
    schema = schemathesis.openapi.from_dict(_drawable(document))
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    weights = [3 if each.body else 1 for each in operations]
    made: list[Request] = []
    for operation, weight in zip(operations, weights, strict=True):
        made += _of(operation, -(-amount * weight // sum(weights)))
    random.Random(amount).shuffle(made)  # so that operations meet each other's effects  # noqa: S311  # no secret
    return made


def _drawable(value: Any) -> Any:
    """Return a description without large bounds, and without keys, which the sender adds."""
    if isinstance(value, list):
        return [_drawable(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _drawable(each)
        for name, each in value.items()
        if name != "security" and not (isinstance(each, int) and each > DRAWN.get(name, each))
    }


def _of(operation: Operation, amount: int) -> Iterator[Request]:
    edges = list(
        operation.schema.iter_coverage_cases(
            operation,
            generation_modes=list(GenerationMode),
            generation_config=operation.schema.config.generation,
        )
    )
    random.Random(operation.label).shuffle(edges)  # noqa: S311  # the same each time, and no secret
    edges = edges[: int(amount * EDGES)]
    yield from edges
    wrong = (amount - len(edges)) // 2
    yield from _drawn(operation, GenerationMode.NEGATIVE, wrong)
    yield from _drawn(operation, GenerationMode.POSITIVE, amount - len(edges) - wrong)


def _drawn(operation: Operation, mode: GenerationMode, amount: int) -> list[Request]:
    """Return random requests; Hypothesis stops early where it has drawn all there are, so they begin anew."""
    found: list[Request] = []
    if not amount:
        return found

    @seed(len(operation.label))
    @settings(
        max_examples=amount,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(mode))
    def draw(case: Request) -> None:
        found.append(case)

    draw()
    return [found[index % len(found)] for index in range(amount)]
