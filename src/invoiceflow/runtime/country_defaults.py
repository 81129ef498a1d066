"""What is usual in a country: its currency, its time zones, the language of its documents, the paper."""

from functools import cache
from importlib.resources import files

from babel.core import get_global
from babel.numbers import get_territory_currencies

from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import COUNTRIES, official_languages

# Newer than the installed CLDR, or a choice that CLDR leaves open.
_CURRENCIES = {"BG": "EUR"}
# Where most people live, in countries whose first zone in the table is another one.
_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}
# CLDR, supplemental data "paperSize": everyone else prints on A4.
_LETTER = frozenset(("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"))


def usual_currency(country: str) -> str:
    """Return the legal tender of a country (ISO 4217); the euro where it has none that amounts are paid in."""
    tender = (
        [_CURRENCIES[country]] if country in _CURRENCIES else get_territory_currencies(country, tender=True)
    )
    return next((code for code in reversed(tender) if code in CURRENCIES), "EUR")


def usual_language(country: str) -> str:
    """Return the first official language of a country that documents can be written in, else English."""
    return next((tag for tag in official_languages(country) if tag in DOCUMENT_LANGUAGES), "en")


def usual_zone(country: str) -> str:
    """Return the time zone of a country, by its IANA name; of several where most people live. UTC for none."""
    return _ZONES.get(country) or next((zone for of, zone in _zones() if of == country), "UTC")


def usual_paper(country: str) -> str:
    """Return ``us-letter`` where that is what printers hold, else ``a4``."""
    return "us-letter" if country in _LETTER else "a4"


def country_of_languages(accept_language: str) -> str:
    """
    Return the country that a browser's Accept-Language hints at, or the United States.

    The first region that is named counts ("en-AT"); else the country where the first language is most spoken.
    """
    tags = [part.partition(";")[0].strip() for part in accept_language.split(",")]
    named = [tag.rpartition("-")[2].upper() for tag in tags if "-" in tag]
    likely = [get_global("likely_subtags").get(tag, "").rpartition("_")[2] for tag in tags]
    return next((country for country in (*named, *likely) if country in COUNTRIES), "US")


@cache
def time_zones() -> tuple[str, ...]:
    """Return every time zone that a place has, and UTC, by name."""
    return tuple(sorted({zone for _, zone in _zones()} | {"UTC"}))


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Return (country, zone) as the IANA's own table lists them."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)
