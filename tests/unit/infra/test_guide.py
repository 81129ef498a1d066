"""The guide to AWS names nothing that the templates do not make."""

import json
import re
from pathlib import Path

import pytest

from cloud import FOLDER, everything

GUIDE = (Path(__file__).parents[3] / "infra" / "README.md").read_text()
NAMED = sorted({*re.findall(r"\binvoiceflow[-/]production[-/][\w/-]*\w", GUIDE)})
# Made by hand before the first deployment, as the guide says.
BY_HAND = {"invoiceflow/production/files-public-key"}


def made() -> set[str]:
    """Return the stacks' names, and all texts that resources are told."""
    texts = {file.stem for file in FOLDER.glob("*.json")}
    for resource in everything():
        texts |= set(re.findall(r'"([^"]*)"', json.dumps(resource.told)))
    return texts


@pytest.mark.parametrize("name", NAMED)
def test_a_name_of_the_guide_is_that_of_something(name: str) -> None:
    """Of a stack, a secret, a service, a role, a repository: whoever types it finds it."""
    assert name in made() | BY_HAND


def test_the_guide_names_what_has_to_be_typed() -> None:
    """The pattern finds what there is to find, with slashes and with dashes."""
    assert {"invoiceflow/production/logins/if_app", "invoiceflow-production-cluster"} <= set(NAMED)
