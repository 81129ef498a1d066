"""An invoice of Stripe's: a draft that grows lines, then open, then paid, void, or given up."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import account
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import listed
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal, wrong_state
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent, payment_method
from invoiceflow.sandbox.stripe.selling import invoice_line, invoice_payment
from invoiceflow.sandbox.stripe.selling.invoice_line import Sold

KIND: Final = "invoice"
_RETRIES_SECONDS: Final = (3 * 86_400, 5 * 86_400, 7 * 86_400)
"""When a payment that failed is tried again; made up."""


def create(shelf: Shelf, params: Params, *, reason: str = "manual", parent: Json | None = None) -> Json:
    """Return a new draft for a customer."""
    account.check_may_charge(shelf)
    payer = shelf.get("customer", params.need("customer"), "customer")
    body = _new(shelf, params, payer, reason, parent)
    shelf.announce("invoice.created", total(shelf, body))
    return body


def add(shelf: Shelf, body: Json, sold: Sold, parent: Json | None = None) -> Json:
    """Add a line to a draft. Raises Refusal for an invoice that is no draft, or a line of another currency."""
    check(body, "draft")
    if sold.currency != body["currency"]:
        raise wrong_state("A line has the currency of its invoice.", "invoice_invalid_currency")
    invoice_line.add(shelf, body["id"], sold, parent)
    return total(shelf, body)


def total(shelf: Shelf, body: Json) -> Json:
    """Add the lines up, and keep the invoice."""
    lines = shelf.find(invoice_line.KIND, invoice=body["id"])[::-1]
    taxes = [each for line in lines for each in line["taxes"]]
    subtotal = sum(line["amount"] for line in lines)
    on_top = sum(each["amount"] for each in taxes if each["tax_behavior"] == "exclusive")
    within = sum(each["amount"] for each in taxes if each["tax_behavior"] == "inclusive")
    amount = subtotal + on_top
    due = max(0, amount + body["starting_balance"])
    body |= {
        "lines": listed(lines, f"/v1/invoices/{body['id']}/lines"),
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - within,
        "total": amount,
        "total_excluding_tax": subtotal - within,
        "total_taxes": taxes,
        "amount_due": due,
        "amount_remaining": due - body["amount_paid"],
    }
    return shelf.put(body)


def finalize(shelf: Shelf, body: Json) -> Json:
    """
    Make an invoice of a draft: it gets its number, a page, and a payment to be made; nothing due is paid.

    A credit of the customer is set off, or what they owe from before put on.
    """
    check(body, "draft")
    payer = shelf.get("customer", body["customer"])
    number = payer["next_invoice_sequence"]
    body = total(shelf, body | {"starting_balance": payer["balance"]})
    left = min(0, body["starting_balance"] + body["total"])
    body["ending_balance"] = left
    shelf.put(payer | {"next_invoice_sequence": number + 1, "balance": left})
    page = f"{shelf.site}/invoice/{shelf.account}/{body['id']}"
    body |= {
        "status": "open",
        "number": body["number"] or f"{payer['invoice_prefix']}-{number:04}",
        "effective_at": body["effective_at"] or shelf.at,
        "hosted_invoice_url": page,
        "status_transitions": body["status_transitions"] | {"finalized_at": shelf.at},
    }
    if body["amount_due"]:
        invoice_payment.ask(shelf, body)
    shelf.announce("invoice.finalized", shelf.put(body))
    return body if body["amount_due"] else _paid(shelf, body, 0)


def pay(shelf: Shelf, body: Json, method: Json, *, off_session: bool, return_to: str = "") -> Json:
    """
    Try to take the open amount; return the invoice as it is then.

    Raises:
        Refusal: it is not open.
    """
    check(body, "open")
    intent = invoice_payment.intent_of(shelf, body)
    body = shelf.put(body | {"attempted": True, "attempt_count": body["attempt_count"] + 1})
    payment_intent.confirm(shelf, intent, method, off_session=off_session, return_to=return_to)
    return settle(shelf, intent["id"]) or body


def settle(shelf: Shelf, intent_name: str) -> Json | None:
    """Bring the invoice of a payment to where the payment is; None where it is of no open invoice."""
    link = invoice_payment.of_intent(shelf, intent_name)
    body = shelf.get(KIND, link["invoice"]) if link else None
    if link is None or body is None or body["status"] != "open":
        return None
    intent = shelf.get(payment_intent.KIND, intent_name)
    if intent["status"] == "succeeded":
        invoice_payment.done(shelf, link)
        return _paid(shelf, body, intent["amount_received"])
    if intent["status"] == "requires_action":
        shelf.announce("invoice.payment_action_required", body)
    elif intent["status"] == "requires_payment_method":
        return _failed(shelf, body)
    return body


def pay_elsewhere(shelf: Shelf, body: Json) -> Json:
    """Take note that the customer paid by other ways."""
    check(body, "open", "uncollectible")
    invoice_payment.withdraw(shelf, body)
    return _paid(shelf, body | {"amount_paid_off_stripe": body["amount_remaining"]}, body["amount_remaining"])


def void(shelf: Shelf, body: Json) -> Json:
    """End an invoice that nobody shall pay; what was on its way cannot be stopped."""
    check(body, "open", "uncollectible")
    invoice_payment.withdraw(shelf, body)
    return _ended(shelf, body, "void", "voided_at", "invoice.voided")


def give_up(shelf: Shelf, body: Json) -> Json:
    """Take an invoice for lost."""
    check(body, "open")
    return _ended(shelf, body, "uncollectible", "marked_uncollectible_at", "invoice.marked_uncollectible")


def advance(shelf: Shelf, name: str) -> None:
    """Do what Stripe does by itself with an invoice that advances: finalize it, charge it, try again."""
    body = shelf.get(KIND, name)
    if not body["auto_advance"]:
        return
    if body["status"] == "draft":
        body = finalize(shelf, body)
    method = method_of(shelf, body)
    if body["status"] == "open" and body["collection_method"] == "charge_automatically":
        if method is None:
            _failed(shelf, shelf.put(body | {"attempt_count": body["attempt_count"] + 1}))
        else:
            pay(shelf, body, method, off_session=True)


def method_of(shelf: Shelf, body: Json) -> Json | None:
    """Return what an invoice is charged to: its own payment method, its subscription's, or its customer's."""
    parent = body["parent"]
    sold = shelf.get("subscription", parent["subscription_details"]["subscription"]) if parent else None
    default = shelf.get("customer", body["customer"])["invoice_settings"]["default_payment_method"]
    own = body["default_payment_method"] or (sold["default_payment_method"] if sold else None)
    return payment_method.named(shelf, own or default) if own or default else None


def check(body: Json, *statuses: str) -> None:
    """Refuse what an invoice's status forbids."""
    if body["status"] not in statuses:
        raise Refusal(f"This invoice is {body['status']}.", code="invoice_not_editable", param="invoice")


def _paid(shelf: Shelf, body: Json, amount_minor: int) -> Json:
    paid = body["amount_paid"] + amount_minor
    body |= {"status": "paid", "amount_paid": paid, "amount_remaining": 0, "next_payment_attempt": None}
    body["status_transitions"] = body["status_transitions"] | {"paid_at": shelf.at}
    shelf.announce("invoice.paid", shelf.put(body))
    shelf.announce("invoice.payment_succeeded", body)
    shelf.later(0, "subscription.paid", body["id"])
    return body


def _failed(shelf: Shelf, body: Json) -> Json:
    again = body["attempt_count"] - 1
    automatic = body["auto_advance"] and body["collection_method"] == "charge_automatically"
    if automatic and again < len(_RETRIES_SECONDS):
        body["next_payment_attempt"] = shelf.at + _RETRIES_SECONDS[again]
        shelf.later(_RETRIES_SECONDS[again], "invoice.advance", body["id"])
    else:
        body["next_payment_attempt"] = None
    shelf.announce("invoice.payment_failed", shelf.put(body))
    shelf.later(0, "subscription.unpaid", body["id"])
    return body


def _ended(shelf: Shelf, body: Json, status: str, when: str, kind: str) -> Json:
    body |= {"status": status, "auto_advance": False, "next_payment_attempt": None}
    body["status_transitions"] = body["status_transitions"] | {when: shelf.at}
    shelf.announce(kind, shelf.put(body))
    return body


def _new(shelf: Shelf, params: Params, payer: Json, reason: str, parent: Json | None) -> Json:
    method = (
        params.one_of("collection_method", "charge_automatically", "send_invoice") or "charge_automatically"
    )
    days = params.integer("days_until_due")
    due = shelf.at + days * 86_400 if days is not None else params.integer("due_date")
    return {
        **_blank(),
        "id": new_id("in"),
        "object": KIND,
        "auto_advance": params.flag("auto_advance") or False,
        "billing_reason": reason,
        "collection_method": method,
        "created": shelf.at,
        "currency": (params.text("currency") or payer["currency"] or "eur").lower(),
        "custom_fields": [each.fields for each in params.each("custom_fields")] or None,
        "customer": payer["id"],
        "customer_address": payer["address"],
        "customer_email": payer["email"],
        "customer_name": payer["name"],
        "customer_phone": payer["phone"],
        "customer_tax_exempt": payer["tax_exempt"],
        "default_payment_method": params.text("default_payment_method"),
        "description": params.text("description"),
        "due_date": due,
        "effective_at": params.integer("effective_at"),
        "footer": params.text("footer"),
        "metadata": params.metadata(),
        "number": params.text("number"),
        "parent": parent,
        "period_end": shelf.at,
        "period_start": shelf.at,
        "statement_descriptor": params.text("statement_descriptor"),
        "status": "draft",
    }


def _blank() -> Json:
    """Return what a new draft says, whatever it is made of."""
    return {
        "account_country": "DE",
        "account_name": None,
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "status": None},
        "customer_shipping": None,
        "customer_tax_ids": [],
        "default_source": None,
        "default_tax_rates": [],
        "discounts": [],
        "ending_balance": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "livemode": False,
        "next_payment_attempt": None,
        "on_behalf_of": None,
        "payment_settings": {"payment_method_options": None, "payment_method_types": None},
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "starting_balance": 0,
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "webhooks_delivered_at": None,
    }


DUE: Final = {"invoice.advance": advance, "invoice.settle": settle}
