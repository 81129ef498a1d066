"""The second factor: a code that an app computes every 30 seconds (TOTP, RFC 6238), and codes for when it is lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from invoiceflow.identity.domain.session import Device

OFFER = timedelta(minutes=15)
QUESTION = timedelta(minutes=10)
RECOVERY_CODES = 10
RECOVERY_SIGNS = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without signs that look alike
SIGNS = len(_ALPHABET)
_CODE = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What is stored of a person's second factor, but for the hashes of its recovery codes."""

    sealed: str
    salt: bytes
    codes_left: int
    enabled_at: datetime


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor to be stored: ``step`` is that of the code which confirmed it, ``codes`` are hashes."""

    sealed: str
    step: int
    salt: bytes
    codes: tuple[bytes, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody who proved the first factor, and is asked for the second: no session yet, and no way to anything."""

    person_id: str
    name: str
    email: str
    way: str
    device: Device


def is_app_code(typed: str) -> bool:
    """Return whether this is a code of the app, rather than a recovery code."""
    return _CODE.fullmatch(plain(typed)) is not None


def is_whole(typed: str) -> bool:
    """Return whether something as long as a code was typed: what is shorter is a slip, and no guess."""
    return is_app_code(typed) or len(plain(typed)) == RECOVERY_SIGNS


def plain(typed: str) -> str:
    """Return a code as it is compared: people write spaces and dashes between its parts, and capitals."""
    return re.sub(r"[\s-]", "", typed).lower()[:32]


def recovery_code(numbers: Sequence[int]) -> str:
    """Return a recovery code of ten signs (49 bits), in two parts, made of ten random numbers below ``SIGNS``."""
    signs = "".join(_ALPHABET[number] for number in numbers)
    return f"{signs[:5]}-{signs[5:]}"
