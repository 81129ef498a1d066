"""The committed templates for AWS, as tests read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "infra" / "templates" / "production"
PREFIX = "invoiceflow-production-"

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: the stack it is in, its name there, its type without ``AWS::``, and what it is told."""

    stack: str
    name: str
    kind: str
    told: Properties
    deleted: str

    def __str__(self) -> str:
        return f"{self.stack}/{self.name}"


@cache
def everything() -> tuple[Resource, ...]:
    """Return every resource of every stack."""
    return tuple(
        Resource(
            stack=file.stem.removeprefix(PREFIX),
            name=name,
            kind=made["Type"].removeprefix("AWS::"),
            told=made.get("Properties", {}),
            deleted=made.get("DeletionPolicy", "Delete"),
        )
        for file in sorted(FOLDER.glob("*.json"))
        for name, made in json.loads(file.read_text())["Resources"].items()
    )


def all_of(kind: str) -> list[Resource]:
    """Return every resource of a type, of which there is at least one."""
    found = [each for each in everything() if each.kind == kind]
    assert found, f"there is no {kind}"
    return found


def the(kind: str, part: str = "") -> Resource:
    """Return the only resource of a type whose name has ``part`` in it."""
    (found,) = [each for each in all_of(kind) if part in each.name]
    return found


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy, and whose policy it is."""

    of: Resource
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principal: str
    condition: Properties


def statements() -> Iterator[Statement]:
    """Yield each statement of each policy: of roles, buckets, keys, queues, topics and file systems."""
    for resource in everything():
        for key in ("PolicyDocument", "KeyPolicy", "FileSystemPolicy"):
            for each in resource.told.get(key, {}).get("Statement", []):
                yield Statement(
                    of=resource,
                    effect=each["Effect"],
                    actions=_texts(each["Action"]),
                    resources=_texts(each.get("Resource", [])),
                    principal=json.dumps(each.get("Principal", "")),
                    condition=each.get("Condition", {}),
                )


def _texts(value: object) -> tuple[str, ...]:
    """Return one or several values as texts; what CloudFormation fills in stays as JSON."""
    several = value if isinstance(value, list) else [value]
    return tuple(each if isinstance(each, str) else json.dumps(each) for each in several)
