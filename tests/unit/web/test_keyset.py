"""Places in a list survive their way through an address, and nothing else is taken for one."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import pytest

from invoiceflow.kernel.errors import Invalid
from invoiceflow.web.keyset import key_at, place_of


class Key(NamedTuple):
    """A sort key."""

    day: date
    id: UUID


KEY = Key(date(2026, 11, 18), UUID("01939b1e-0000-7000-8000-000000000001"))


def test_a_place_leads_back_to_its_key() -> None:
    """What was packed comes out with its types."""
    assert key_at(place_of(KEY), Key) == KEY


def test_no_place_is_the_beginning() -> None:
    """A list without a cursor starts at its first row."""
    assert key_at("", Key) is None


@pytest.mark.parametrize("place", ["x", "é", "W10", "WzEsMl0", "%00", place_of(KEY)[:-3], "a" * 5000])
def test_what_is_no_place_is_refused(place: str) -> None:
    """A cut or invented cursor is a mistake of the sender, never a crash."""
    with pytest.raises(Invalid):
        key_at(place, Key)
