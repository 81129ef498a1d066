"""Countries by ISO 3166-1 alpha-2, as CLDR (Babel) knows and names them."""

from functools import lru_cache

from babel import Locale
from babel.languages import get_official_languages

# CLDR also names unions, pseudo-languages and reserved codes, none of which has a postal address of its own.
# Kosovo's XK is no ISO code, but the one that everybody uses.
_NO_COUNTRIES = frozenset(
    {*("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"), *("AC", "CP", "CQ", "DG", "EA", "IC", "TA")}
)

COUNTRIES: frozenset[str] = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()
).difference(_NO_COUNTRIES)


@lru_cache(maxsize=32)
def country_options(language: str) -> tuple[tuple[str, str], ...]:
    """Return every country as (code, name) in a language, by name."""
    names = Locale.parse(language, sep="-").territories
    return tuple(sorted(((code, str(names[code])) for code in COUNTRIES), key=lambda pair: _plain(pair[1])))


def official_languages(country: str) -> tuple[str, ...]:
    """Return the languages that a whole country uses officially, as BCP 47 tags, the most spoken first."""
    return tuple(get_official_languages(country, de_facto=True))


def _plain(name: str) -> str:
    """Return a name without the accents that would sort it behind Z."""
    return name.casefold().translate(str.maketrans("åéíôç", "aeioc"))
