"""What is usual in a country."""

from zoneinfo import ZoneInfo

import pytest

from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import COUNTRIES
from invoiceflow.runtime.country_defaults import (
    country_of_languages,
    time_zones,
    usual_currency,
    usual_language,
    usual_paper,
    usual_zone,
)


@pytest.mark.parametrize(
    ("country", "usual"),
    [
        ("DE", ("EUR", "de", "Europe/Berlin", "a4")),
        ("US", ("USD", "en", "America/New_York", "us-letter")),
        ("CA", ("CAD", "en", "America/Toronto", "us-letter")),
        ("BG", ("EUR", "bg", "Europe/Sofia", "a4")),
        ("CH", ("CHF", "de", "Europe/Zurich", "a4")),
        ("JP", ("JPY", "en", "Asia/Tokyo", "a4")),
        ("KW", ("KWD", "ar", "Asia/Kuwait", "a4")),
        ("AU", ("AUD", "en", "Australia/Sydney", "a4")),
    ],
)
def test_a_country_s_usual(country: str, usual: tuple[str, str, str, str]) -> None:
    """Currency, language, zone and paper of a few countries, the multi-zoned among them."""
    found = (usual_currency(country), usual_language(country), usual_zone(country), usual_paper(country))
    assert found == usual


def test_every_country_has_something_usable() -> None:
    """No country leads to a currency, language or zone that we do not know."""
    for country in COUNTRIES:
        assert usual_currency(country) in CURRENCIES
        assert usual_language(country) in DOCUMENT_LANGUAGES
        assert usual_zone(country) in time_zones()


def test_every_time_zone_is_known_to_python() -> None:
    """What a person may choose can be counted in."""
    assert all(ZoneInfo(zone) for zone in time_zones())


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("de-AT,de;q=0.9", "AT"),
        ("de", "DE"),
        ("en", "US"),
        ("fr, en-GB;q=0.7", "GB"),
        ("", "US"),
        ("*", "US"),
        ("xx-QQ, ;;,,-", "US"),
    ],
)
def test_a_browser_hints_at_a_country(header: str, country: str) -> None:
    """The first named region, else the country where the language is most spoken; nonsense is the default."""
    assert country_of_languages(header) == country
