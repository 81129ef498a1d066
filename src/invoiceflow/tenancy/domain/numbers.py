"""What a tenant's number format leads to."""

from dataclasses import dataclass
from typing import Literal

Restart = Literal["month", "year", "never"]


@dataclass(frozen=True, slots=True)
class NextNumber:
    """The number that the next invoice would get, and when the counting starts again at 1."""

    number: str
    restart: Restart
