"""What time it is for the stand-ins, which may not import the product's own clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  # the stand-ins' own edge
