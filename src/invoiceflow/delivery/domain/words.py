"""The words of emails and public pages in one language; the texts are in ``delivery/labels/``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """
    Every word that a client of a tenant reads outside the document itself.

    Braces name what is filled in: ``{heading}`` ("Invoice"), ``{number}``, ``{seller}``, ``{amount}``, ``{date}``,
    ``{distance}`` ("in 13 days"), ``{name}``, ``{phone}``, ``{percent}``, ``{least}`` and ``{most}`` (amounts),
    ``{method}`` ("Visa 4242"), ``{invoice}`` ("Invoice 2026-0042").
    """

    mail_subject: str
    mail_greeting: str
    mail_body: str
    mail_button: str
    mail_attached: str
    mail_farewell: str
    page_title: str
    still_to_pay: str
    overdue_since: str
    to_pay_by: str
    paid_in_full: str
    nothing_due: str
    void_note: str
    from_party: str
    to_party: str
    dated: str
    paid_so_far: str
    part_paid: str
    overdue: str
    paid: str
    void: str
    issued: str
    download: str
    copy: str
    copied: str
    transfer: str
    scan_hint: str
    ask_how: str
    questions: str
    write_to: str
    call: str
    skip: str
    uses: str
    payment_region: str
    discount_short: str
    pay_online: str
    pay_by_transfer: str
    on_its_way: str
    on_its_way_note: str
    on_its_way_since: str
    payment_failed: str
    payment_failed_note: str
    mirror_note: str
    pay_amount: str
    pay_amount_hint: str
    pay_amount_wrong: str
    keep_consent: str
    kept_note: str
    kept_remove: str
