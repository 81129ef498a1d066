"""The names of fields, as people read them."""

_ABBREVIATIONS = {"Vat id": "VAT ID", "Iban": "IBAN", "Bic": "BIC"}


def label_of(name: str) -> str:
    """Return ``postal_code`` as "Postal code"."""
    words = name.replace("_", " ")
    label = words[:1].upper() + words[1:]
    return _ABBREVIATIONS.get(label, label)
