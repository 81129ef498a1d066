"""The European Union's VAT territory, by country."""

UNION = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
"""The 27 member states, by ISO 3166-1 alpha-2 (Greece is GR here; its VAT ids begin with EL)."""


def in_union(country: str) -> bool:
    """Return whether the VAT directive (2006/112/EC) holds in a country."""
    return country.upper() in UNION
