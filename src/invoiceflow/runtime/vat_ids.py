"""VAT ids, checked offline by python-stdnum: form and check digits, not whether the id is in force."""

from stdnum.ch import vat as swiss
from stdnum.eu import vat as union
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian

from invoiceflow.kernel.errors import FieldError, Invalid

# By the prefix of the id: what one looks like. The digits are made up.
EXAMPLES = {
    "AT": "ATU12345678",
    "BE": "BE0123456789",
    "BG": "BG123456789",
    "CH": "CHE-123.456.789 MWST",
    "CY": "CY12345678X",
    "CZ": "CZ12345678",
    "DE": "DE123456789",
    "DK": "DK12345678",
    "EE": "EE123456789",
    "EL": "EL123456789",
    "ES": "ESX1234567X",
    "FI": "FI12345678",
    "FR": "FRXX123456789",
    "GB": "GB123456789",
    "HR": "HR12345678901",
    "HU": "HU12345678",
    "IE": "IE1234567X",
    "IT": "IT12345678901",
    "LT": "LT123456789",
    "LU": "LU12345678",
    "LV": "LV12345678901",
    "MT": "MT12345678",
    "NL": "NL123456789B01",
    "NO": "NO123456789MVA",
    "PL": "PL1234567890",
    "PT": "PT123456789",
    "RO": "RO1234567890",
    "SE": "SE123456789001",
    "SI": "SI12345678",
    "SK": "SK1234567890",
    "XI": "XI123456789",
}


def checked_vat_id(vat_id: str, country: str, *, pointer: str = "/vat_id") -> str:
    """
    Return a VAT id in its one spelling, with its prefix: "136 695 976" of DE becomes "DE136695976".

    The id may be of another country than the party's; without a known prefix the party's is meant. Ids of
    countries outside the European Union, Switzerland, Norway and the United Kingdom are taken as they are.

    Raises:
        Invalid: no such id can exist; ``pointer`` is the field that it names.
    """
    typed = vat_id.strip().upper()
    plain = "".join(sign for sign in typed if sign.isalnum() and sign.isascii())
    if not plain:
        return ""
    prefix = plain[:2] if plain[:2] in EXAMPLES else "EL" if country == "GR" else country
    if prefix not in EXAMPLES:
        return typed
    try:
        return _validated(plain.removeprefix(prefix), prefix)
    except ValidationError as error:
        raise Invalid.field(pointer, "vat_id.invalid", _hint(prefix, error)) from None


def vat_id_problems(vat_id: str, country: str) -> tuple[FieldError, ...]:
    """Return what is wrong with a VAT id of a party in that country, or nothing (``checked_vat_id``)."""
    try:
        checked_vat_id(vat_id, country)
    except Invalid as broken:
        return broken.errors
    return ()


def _validated(number: str, prefix: str) -> str:
    match prefix:
        case "CH":  # the only one whose prefix stdnum counts as part of the number
            return str(swiss.validate(f"CH{number}"))
        case "GB":
            return f"GB{british.validate(number)}"
        case "NO":
            return f"NO{norwegian.validate(number)}"
        case _:
            return str(union.validate(f"{prefix}{number}"))


def _hint(prefix: str, error: ValidationError) -> str:
    if isinstance(error, InvalidChecksum):
        return "The check digit does not match: one digit is wrong or two are swapped. Compare it with the source."
    return f"This is no VAT id of {prefix}. One looks like {EXAMPLES[prefix]}."
