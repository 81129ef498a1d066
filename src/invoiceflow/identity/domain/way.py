"""The ways to sign in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way to sign in. ``key`` stands in addresses (``google``), ``name`` on buttons.

    ``issuer`` is that of every identity which this way proves.
    """

    key: str
    name: str
    issuer: str
