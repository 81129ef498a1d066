"""A tenant as it stands on its invoices."""

from invoiceflow.invoicing.domain.invoice import Bank, Party
from invoiceflow.tenancy.domain.tenant import Profile


def seller_of(profile: Profile) -> Party:
    """Return the tenant as the seller, under its legal name."""
    return Party(
        name=profile.legal_name or profile.name,
        country=profile.country,
        street=profile.street,
        postal_code=profile.postal_code,
        city=profile.city,
        region=profile.region,
        vat_id=profile.vat_id,
        tax_number=profile.tax_number,
        email=profile.email,
        phone=profile.phone,
    )


def bank_of(profile: Profile) -> Bank:
    """Return where clients of the tenant transfer money to."""
    return Bank(profile.legal_name or profile.name, profile.iban, profile.bic, profile.bank_name)
