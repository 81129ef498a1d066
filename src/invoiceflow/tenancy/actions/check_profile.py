"""Check what a tenant says about itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.languages import checked_language
from invoiceflow.kernel.name import checked_name
from invoiceflow.runtime.bank_ids import checked_bic, checked_iban
from invoiceflow.runtime.countries import COUNTRIES
from invoiceflow.runtime.country_defaults import time_zones
from invoiceflow.runtime.vat_ids import checked_vat_id
from invoiceflow.tenancy.domain.tenant import Profile

_COLOUR = re.compile("#[0-9a-f]{6}")


def check_profile(profile: Profile, before: Profile | None = None) -> Profile:
    """
    Return the profile with its ids, zone and colour in their one spelling.

    Only fields that differ from ``before`` are looked at: what was once accepted never stands in the way of
    another change. The number format is checked where numbers are made (ports.Numbers).

    Raises:
        Invalid: fields are broken, all of them named.
    """
    spelled: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, check in _CHECKS.items():
        if before is not None and getattr(before, name) == getattr(profile, name):
            continue
        try:
            spelled[name] = check(profile)
        except Invalid as broken:
            errors += broken.errors
    if errors:
        raise Invalid(tuple(errors))
    return replace(profile, **spelled)


def _country(profile: Profile) -> str:
    if profile.country not in COUNTRIES:
        message = "Use a country code of ISO 3166 such as DE, GB or US."
        raise Invalid.field("/country", "country.unknown", message)
    return profile.country


def _zone(profile: Profile) -> str:
    if profile.time_zone not in time_zones():
        message = "Use a time zone of the IANA such as Europe/Berlin."
        raise Invalid.field("/time_zone", "time_zone.unknown", message)
    return profile.time_zone


def _accent(profile: Profile) -> str:
    accent = profile.accent.lower()
    if not _COLOUR.fullmatch(accent):
        raise Invalid.field("/accent", "colour.malformed", "Write a colour such as #2b4fc4.")
    return accent


def _payment_days(profile: Profile) -> int:
    if not 0 <= profile.payment_days <= 365:
        message = "Use a whole number of days, 0 to 365."
        raise Invalid.field("/payment_days", "days.out_of_range", message)
    return profile.payment_days


_CHECKS: Mapping[str, Callable[[Profile], object]] = {
    "name": lambda profile: checked_name(profile.name),
    "country": _country,
    "currency": lambda profile: currency_of(profile.currency).code,
    "language": lambda profile: checked_language(profile.language),
    "time_zone": _zone,
    "vat_id": lambda profile: checked_vat_id(profile.vat_id, profile.country),
    "iban": lambda profile: checked_iban(profile.iban),
    "bic": lambda profile: checked_bic(profile.bic),
    "accent": _accent,
    "payment_days": _payment_days,
}
