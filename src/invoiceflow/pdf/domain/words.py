"""The words of a document in one language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """
    Every word and sentence that a document can need; the texts are in ``pdf/labels/``.

    Braces name what is filled in: ``{date}``, ``{amount}``, ``{percent}``, ``{tax}``, ``{base}``, ``{rate}``,
    ``{name}``, ``{x}`` and ``{y}`` (page x of y).
    """

    heading: str
    draft_title: str
    draft_badge: str
    number_pending: str
    bill_to: str
    amount_due: str
    due_by: str
    pay_sentence: str
    position: str
    description: str
    quantity: str
    price: str
    discount: str
    charge: str
    tax: str
    net: str
    gross: str
    taxes: str
    rate: str
    base: str
    subtotal: str
    discount_of: str
    net_total: str
    tax_total: str
    tax_on: str
    rounding: str
    total: str
    prices_include_tax: str
    tax_named: str
    exempt: str
    reverse_charge: str
    intra_community: str
    export: str
    not_taxed: str
    how_to_pay: str
    account_holder: str
    iban: str
    bic: str
    bank: str
    payment_reference: str
    view_online: str
    code_alt: str
    code_caption: str
    logo_alt: str
    page: str
    invoice_number: str
    issued_on: str
    service_period: str
    service_date: str
    reference: str
    due_on: str
    vat_id: str
    tax_number: str
