"""IBAN and BIC, checked offline by python-stdnum: form and check digits, not whether the account exists."""

import re

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from invoiceflow.kernel.errors import Invalid

_FORM = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def checked_iban(iban: str, *, pointer: str = "/iban") -> str:
    """
    Return an IBAN without blanks, in capitals, or nothing for nothing.

    Raises:
        Invalid: no such IBAN can exist; ``pointer`` is the field that it names.
    """
    if not iban.strip():
        return ""
    try:
        if not _FORM.fullmatch(ibans.compact(iban)):
            raise InvalidFormat
        return str(ibans.validate(iban))
    except InvalidChecksum:
        message = "The check digits do not match: one sign is wrong or two are swapped. Compare it with your bank's."
    except InvalidLength:
        message = "This IBAN has too many or too few signs for its country."
    except ValidationError:
        message = "This is no IBAN. One looks like DE02 1203 0000 0000 2020 51."
    raise Invalid.field(pointer, "iban.invalid", message)


def checked_bic(bic: str, *, pointer: str = "/bic") -> str:
    """
    Return a BIC in capitals, or nothing for nothing.

    Raises:
        Invalid: it has not the form of one; ``pointer`` is the field that it names.
    """
    if not bic.strip():
        return ""
    try:
        return str(bics.validate(bic))
    except ValidationError:
        raise Invalid.field(pointer, "bic.invalid", "A BIC has 8 or 11 signs, such as BYLADEM1001.") from None


def spaced_iban(iban: str) -> str:
    """Return an IBAN in groups of four, as people read it."""
    return str(ibans.format(iban)) if iban else ""
