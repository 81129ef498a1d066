"""A postal address as it is written in its country."""

from invoiceflow.invoicing.domain.invoice import Party

_TOWN_THEN_CODE = frozenset({"US", "CA", "AU", "NZ", "IN", "SG"})
_CODE_ALONE = frozenset({"GB", "IE", "IM", "JE", "GG"})


def address_lines(party: Party, *, country_name: str) -> tuple[str, ...]:
    """
    Return the lines below the name: street, town, country; empty parts leave no gap.

    ``country_name`` is the last line; empty for a letter inside one country.
    """
    lines = (*party.street.splitlines(), *_town_lines(party), country_name)
    return tuple(line.strip() for line in lines if line.strip())


def _town_lines(party: Party) -> tuple[str, ...]:
    if party.country in _TOWN_THEN_CODE:
        return (_joined(", ", party.city, _joined(" ", party.region, party.postal_code)),)
    if party.country in _CODE_ALONE:
        return (party.city, party.region, party.postal_code)
    return (_joined(" ", party.postal_code, party.city), party.region)


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
