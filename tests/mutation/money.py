"""What somebody might break in the money core, and the proofs that must see each."""

from mutation.defects import Defect

PAYMENTS = "src/invoiceflow/payments"
TESTS = "tests/integration/payments"
ORDERS, PAIRS, MACHINE = (f"{TESTS}/test_{name}.py" for name in ("orders", "race_pairs", "till_machine"))


def _key_of_the_moment(what: str, name: str, before: str = "") -> Defect:
    """Return the defect of asking Stripe under a key that is another one when it is asked again."""
    key = before + '{{"idempotency_key": str({})'
    return Defect(
        f"money: a {what} under a key of the moment",
        f"{TESTS}/test_crashes.py",
        file=f"{PAYMENTS}/adapters/stripe.py",
        edits={key.format(f"order.{name}"): key.format("id(order)")},
    )


MONEY = (
    Defect(
        "money: a checkout that is read and not locked",
        f"{PAIRS}::test_twenty_rounds_end_as_one_after_the_other_would",
        file=f"{PAYMENTS}/store/checkouts.py",
        edits={".where(*_of(session, checkout_id)).with_for_update()": ".where(*_of(session, checkout_id))"},
    ),
    Defect(
        "money: a refund that locks in the other order",
        f"{TESTS}/test_races.py::test_a_refund_begins_where_applying_does",
        file=f"{PAYMENTS}/store/collected.py",
        edits={
            "    of_checkout = select(charges.c.checkout_id)": (
                "    await session.execute(select(charges.c.payment_id).where(*own).with_for_update())\n"
                "    of_checkout = select(charges.c.checkout_id)"
            )
        },
    ),
    Defect(
        "money: effects that are written again at each look",
        f"{ORDERS}::test_a_sample_of_orders_ends_in_the_same_books",
        file=f"{PAYMENTS}/domain/effects.py",
        edits={"if (each.kind, each.provider_id) not in written)": "if each.kind or written)"},
    ),
    Defect(
        "money: a reconciler that takes nothing in",
        f"{ORDERS}::test_a_sample_of_orders_ends_in_the_same_books",
        file=f"{PAYMENTS}/actions/reconcile.py",
        edits={"        for event in events:\n": "        for event in events[:0]:\n"},
    ),
    Defect(
        "money: an amount that nobody compares",
        f"{TESTS}/test_collecting.py::test_a_payment_of_something_else_is_parked",
        file=f"{PAYMENTS}/domain/checkout.py",
        edits={"if (amount_minor, currency) != (self.amount_minor, self.currency):": "if not currency:"},
    ),
    Defect(
        "money: a look that forgets that it was overtaken",
        f"{TESTS}/test_races.py::test_an_answer_that_was_overtaken_is_asked_for_again",
        file=f"{PAYMENTS}/actions/apply_payment.py",
        edits={"        raise Overtaken(confirmed_at)\n": "        pass\n"},
    ),
    _key_of_the_moment("refund", "refund_id"),
    _key_of_the_moment("page", "checkout_id", before="asking.session_of(order),\n                "),
    Defect(
        "money: an Idempotency-Key that nobody holds",
        f"{TESTS}/test_parallel_posts.py",
        file="src/invoiceflow/web/idempotency.py",
        edits={"    if not free:\n": "    if free is None:\n"},
    ),
    Defect(
        "money: a payment that is entered again after a crash",
        MACHINE,
        file=f"{PAYMENTS}/actions/record_payment.py",
        edits={"id=command.payment_id or PaymentId(new_id(command.at))": "id=PaymentId(new_id(command.at))"},
    ),
    Defect(
        "money: a dispute that is lost and stays held",
        MACHINE,
        file=f"{PAYMENTS}/domain/effects.py",
        edits={'if dispute.status == "lost" and held_minor > 0:': "if held_minor < 0:"},
    ),
    Defect(
        "money: a payout that came back and stays paid out",
        f"{TESTS}/test_payouts.py",
        file=f"{PAYMENTS}/domain/payout.py",
        edits={"        if self.status in CAME_BACK:\n": "        if not self.status:\n"},
    ),
    Defect(
        "money: a look beside Stripe that compares names alone",
        f"{TESTS}/test_beside_stripe.py",
        file=f"{PAYMENTS}/domain/statement.py",
        edits={
            "        if seen != kept and is_named:\n": "        if (seen is None) != (kept is None) and is_named:\n"
        },
    ),
)
