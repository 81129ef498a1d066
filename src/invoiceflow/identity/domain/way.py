"""The ways to sign in, and what somebody proves themselves for."""

from dataclasses import dataclass
from typing import Literal

Purpose = Literal["sign_in", "confirm", "link", "change"]


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way to sign in. ``key`` stands in addresses (``google``), ``name`` on buttons.

    ``issuer`` is that of every identity which this way proves.
    """

    key: str
    name: str
    issuer: str


EMAIL = Way("email", "email", "mailto:")
