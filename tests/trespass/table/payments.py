"""Payments, refunds, disputes and warnings, as pages."""

from trespass.table.rows import ask, under

PAYMENTS = under(
    "/app/{tenant:str}",
    {
        "GET /payments": ask(),
        "GET /payments/disputes": ask(),
        "GET /payments/disputes/{dispute_id:uuid}": ask(),
        "GET /payments/disputes/{dispute_id:uuid}/evidence": ask(),
        "GET /payments/new": ask(),
        "GET /payments/{payment_id:uuid}/refund": ask(payment_id="<collected>"),
        "GET /payments/{payment_id:uuid}/reverse": ask(),
        "POST /payments/{payment_id:uuid}/refund": ask(
            303, form={"amount": "1", "refund_id": "<new>"}, payment_id="<collected>"
        ),
        "POST /payments/{payment_id:uuid}/reverse": ask(303, form={}, payment_id="<payment:page>"),
        "POST /payments/disputes/{dispute_id:uuid}/evidence": ask(
            303, form={"uncategorized_text": "x"}, dispute_id="<dispute:answered>"
        ),
        "POST /payments/warnings/{warning_id:uuid}/leave": ask(303, form={}),
        "POST /payments/warnings/{warning_id:uuid}/refund": ask(
            303, form={}, warning_id="<warning:refunded>"
        ),
    },
)
