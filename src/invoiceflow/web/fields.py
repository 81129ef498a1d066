"""
The kinds of field that forms and JSON bodies have, each with its own words for what is wrong.

A kind is a type with a ``Meta``: its limits stand in the API's description, ``extra`` holds what
``web/body.py`` answers (``code``, ``message``), and ``check`` is a function of the text that raises Invalid with a
better message than limits can give.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from invoiceflow.kernel import decimals
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.languages import checked_language
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.kernel.notation import MAX_CHARACTERS
from invoiceflow.runtime.countries import COUNTRIES

MAX_TEXT = 10_000
MAX_DESCRIPTION = 2_000
LARGEST_INTEGER = 2**53

# No control sign, tabs and line breaks among them; the look-ahead is there since $ alone lets a last break through.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*(?!\n)$"
_NAME = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029]*(?!\n)$"
# Line breaks and tabs are welcome in texts, other control signs are not.
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_NOT_IN_EMAIL = r"\s@,;:<>()\[\]\\\"\x00-\x1f\x7f-\x9f"
_EMAIL = rf"[^{_NOT_IN_EMAIL}]+@[^.{_NOT_IN_EMAIL}]+(?:\.[^.{_NOT_IN_EMAIL}]+)+"


def check_country(code: str) -> None:
    """Refuse what is no country. Raises Invalid."""
    if code not in COUNTRIES:
        raise Invalid.field("", "country.unknown", "Use a country code of ISO 3166 such as DE, GB or US.")


def check_day(text: str) -> None:
    """Refuse days that no invoice is about; what is no date at all is left to the type. Raises Invalid."""
    try:
        year = date.fromisoformat(text).year
    except ValueError:
        return
    if not 1970 <= year <= 2199:
        raise Invalid.field("", "date.out_of_range", "Use a date between 1970 and 2199.")


def _checked(code: str, message: str, check: Callable[[str], object] | None = None) -> dict[str, object]:
    return {"code": code, "message": message} | ({"check": check} if check else {})


def _number(pattern: str, example: str, check: Callable[[str], object]) -> Meta:
    extra = _checked("number.malformed", f'Write the number as text, such as "{example}".', check)
    return Meta(max_length=40, pattern=pattern, examples=[example], extra=extra)


_NAME_EXTRA = _checked("text.name", "A name is needed: at most 200 characters, on one line.")
_LINE_EXTRA = _checked("text.line", "Use at most 200 characters, on one line.")
_TEXT_EXTRA = _checked("text.too_long", "Use at most 10,000 characters, and no control characters.")
_DESCRIPTION_EXTRA = _checked("text.too_long", "Use at most 2,000 characters, and no control characters.")
_EMAIL_EXTRA = _checked("email.malformed", "Write an email address such as anna@example.com.")
_PHONE_EXTRA = _checked("phone.malformed", "Write a phone number with digits, spaces and + only.")

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NAME, extra=_NAME_EXTRA)]
"""A name that must be there: 1 to 200 characters, one of them visible."""

Line = Annotated[str, Meta(max_length=200, pattern=_LINE, extra=_LINE_EXTRA)]
"""A text of one line, or nothing."""

Text = Annotated[str, Meta(max_length=MAX_TEXT, pattern=_TEXT, extra=_TEXT_EXTRA)]
"""A text of several lines, or nothing."""

Description = Annotated[str, Meta(max_length=MAX_DESCRIPTION, pattern=_TEXT, extra=_DESCRIPTION_EXTRA)]
"""What a line says in its cell of a table, or nothing."""

Email = Annotated[str, Meta(max_length=254, pattern=rf"^{_EMAIL}(?!\n)$", extra=_EMAIL_EXTRA)]
"""An email address that must be there."""

OptionalEmail = Annotated[str, Meta(max_length=254, pattern=rf"^(?:{_EMAIL})?(?!\n)$", extra=_EMAIL_EXTRA)]
"""An email address, or nothing."""

Phone = Annotated[str, Meta(max_length=50, pattern=r"^[0-9+()/. \u2010-\u2013-]*(?!\n)$", extra=_PHONE_EXTRA)]
"""A phone number as people write it, or nothing."""

Country = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z]{2}(?!\n)$",
        examples=["DE"],
        extra=_checked("country.unknown", "Use a country code of ISO 3166 such as DE.", check_country),
    ),
]
"""A country by ISO 3166-1 alpha-2."""

Currency = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z]{3}(?!\n)$",
        examples=["EUR"],
        extra=_checked("currency.unknown", "Use a currency code of ISO 4217 such as EUR.", currency_of),
    ),
]
"""A currency by ISO 4217."""

Language = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]{2}(?:-[A-Z]{2})?(?!\n)$",
        examples=["de"],
        extra=_checked("language.unknown", "Use a language tag such as de or de-AT.", checked_language),
    ),
]
"""A language that documents are written in, by BCP 47."""

Quantity = Annotated[str, _number(decimals.QUANTITY_PATTERN, "1.5", decimals.QUANTITY.parse)]
Price = Annotated[str, _number(decimals.PRICE_PATTERN, "80.00", decimals.PRICE.parse)]
Percent = Annotated[str, _number(decimals.PERCENT_PATTERN, "10", decimals.PERCENT.parse)]
Rate = Annotated[str, _number(decimals.RATE_PATTERN, "19", decimals.RATE.parse)]

TypedNumber = Annotated[
    str, Meta(max_length=MAX_CHARACTERS, extra=_checked("number.malformed", "Write a shorter number."))
]
"""A number as a person types it, read by ``kernel/notation.py`` once the tenant is known."""

Day = Annotated[
    date, Meta(extra=_checked("date.malformed", "Use a date that exists, written 2026-11-23.", check_day))
]
"""A calendar day, in the tenant's zone."""

AmountMinor = Annotated[
    int,
    Meta(
        ge=0,
        le=MAX_MINOR,
        extra=_checked("amount.malformed", "Use a whole number of the currency's smallest unit, 0 or more."),
    ),
]
"""An amount in minor units of a currency that stands beside it: 1050 is 10.50 EUR."""

PaymentDays = Annotated[
    int, Meta(ge=0, le=365, extra=_checked("days.out_of_range", "Use a whole number of days, 0 to 365."))
]
"""Days from the date of issue to the date when payment is due."""

Id = Annotated[UUID, Meta(extra=_checked("id.malformed", "Use an id as this API gives it."))]

_KEY_EXTRA = _checked("metadata.key", "Use keys of 1 to 40 characters on one line.")
_VALUE_EXTRA = _checked(
    "metadata.value", "Use a text of at most 500 characters, a whole number, true, false or null."
)
_WHOLE_EXTRA = _checked("metadata.value", "Use whole numbers that browsers count exactly, up to 2^53.")
MetadataKey = Annotated[str, Meta(min_length=1, max_length=40, pattern=_LINE, extra=_KEY_EXTRA)]
MetadataText = Annotated[str, Meta(max_length=500, pattern=_TEXT, extra=_VALUE_EXTRA)]
MetadataInteger = Annotated[int, Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER, extra=_WHOLE_EXTRA)]
MetadataValue = Annotated[MetadataText | MetadataInteger | bool | None, Meta(extra=_VALUE_EXTRA)]
Metadata = Annotated[
    dict[MetadataKey, MetadataValue],
    Meta(max_length=50, extra=_checked("metadata.malformed", "Use an object of at most 50 keys.")),
]
"""What a program keeps with an object: searchable by ``?metadata.KEY=VALUE``."""
