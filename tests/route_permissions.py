"""
Which permission each route asks for, by hand: what the router says is compared with it.

Whoever adds a route adds it here, under the permission that its guard names, and says in review why that one.
"""

from invoiceflow.kernel.permission import Permission

ROUTES: dict[Permission, str] = {
    Permission.READ: """
        GET /app/{tenant:str}
        GET /app/{tenant:str}/clients
        GET /app/{tenant:str}/clients/search.json
        GET /app/{tenant:str}/clients/{client_id:uuid}
        GET /app/{tenant:str}/clients/{client_id:uuid}/invoices
        GET /app/{tenant:str}/clients/{client_id:uuid}/methods
        GET /app/{tenant:str}/invoices
        GET /app/{tenant:str}/invoices.csv
        POST /app/{tenant:str}/invoices/pdfs
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/menu
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/more-pages
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/pages/{page:int}
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/pdf
        GET /app/{tenant:str}/items
        GET /app/{tenant:str}/items/search.json
        GET /app/{tenant:str}/items/{item_id:uuid}
        GET /app/{tenant:str}/items/{item_id:uuid}/edit
        GET /app/{tenant:str}/live
        GET /app/{tenant:str}/live/stale
        GET /app/{tenant:str}/logo
        GET /app/{tenant:str}/payments
        GET /app/{tenant:str}/payments/disputes
        GET /app/{tenant:str}/payments/disputes/{dispute_id:uuid}
        GET /app/{tenant:str}/search
        GET /app/{tenant:str}/settings/members
        POST /app/{tenant:str}/settings/members/leave
        GET /app/{tenant:str}/settings/roles
        GET /app/{tenant:str}/tax-rates
        GET /app/{tenant:str}/tax-rates.json
        GET /app/{tenant:str}/tenants
    """,
    Permission.READ_CLIENTS: """
        GET /api/v1/clients
        GET /api/v1/clients/{client_id:uuid}
        GET /api/v1/items
        GET /api/v1/items/{item_id:uuid}
        GET /api/v1/tax-rates
        GET /api/v1/tax-rates/{tax_rate_id:uuid}
    """,
    Permission.READ_INVOICES: """
        GET /api/v1/invoices
        GET /api/v1/invoices/{invoice_id:uuid}
        GET /api/v1/invoices/{invoice_id:uuid}/deliveries
        GET /api/v1/invoices/{invoice_id:uuid}/pdf
    """,
    Permission.READ_PAYMENTS: """
        GET /api/v1/disputes
        GET /api/v1/disputes/{dispute_id:uuid}
        GET /api/v1/payments
        GET /api/v1/payments/{payment_id:uuid}
        GET /api/v1/payments/{payment_id:uuid}/refunds
    """,
    Permission.EDIT_CLIENTS: """
        POST /api/v1/clients
        PATCH /api/v1/clients/{client_id:uuid}
        POST /api/v1/clients/{client_id:uuid}/archive
        POST /api/v1/clients/{client_id:uuid}/restore
        POST /api/v1/items
        PATCH /api/v1/items/{item_id:uuid}
        POST /api/v1/items/{item_id:uuid}/archive
        POST /api/v1/items/{item_id:uuid}/restore
        POST /api/v1/tax-rates
        PATCH /api/v1/tax-rates/{tax_rate_id:uuid}
        POST /api/v1/tax-rates/{tax_rate_id:uuid}/archive
        POST /api/v1/tax-rates/{tax_rate_id:uuid}/restore
        POST /app/{tenant:str}/clients.json
        GET /app/{tenant:str}/clients/contact-row
        GET /app/{tenant:str}/clients/new
        POST /app/{tenant:str}/clients/new
        POST /app/{tenant:str}/clients/{client_id:uuid}/archive
        GET /app/{tenant:str}/clients/{client_id:uuid}/edit
        POST /app/{tenant:str}/clients/{client_id:uuid}/edit
        POST /app/{tenant:str}/clients/{client_id:uuid}/restore
        GET /app/{tenant:str}/items/new
        POST /app/{tenant:str}/items/new
        POST /app/{tenant:str}/items/{item_id:uuid}/archive
        POST /app/{tenant:str}/items/{item_id:uuid}/edit
        POST /app/{tenant:str}/items/{item_id:uuid}/restore
        GET /app/{tenant:str}/tax-rates/new
        POST /app/{tenant:str}/tax-rates/new
        POST /app/{tenant:str}/tax-rates/{tax_rate_id:uuid}/archive
        POST /app/{tenant:str}/tax-rates/{tax_rate_id:uuid}/default
        GET /app/{tenant:str}/tax-rates/{tax_rate_id:uuid}/edit
        POST /app/{tenant:str}/tax-rates/{tax_rate_id:uuid}/edit
        POST /app/{tenant:str}/tax-rates/{tax_rate_id:uuid}/restore
    """,
    Permission.EDIT_DRAFTS: """
        POST /api/v1/invoices
        DELETE /api/v1/invoices/{invoice_id:uuid}
        PATCH /api/v1/invoices/{invoice_id:uuid}
        PUT /api/v1/invoices/{invoice_id:uuid}
        POST /api/v1/invoices/{invoice_id:uuid}/duplicate
        POST /api/v1/invoices/{invoice_id:uuid}/submit
        POST /api/v1/invoices/{invoice_id:uuid}/withdraw
        POST /app/{tenant:str}/invoices/drafts
        GET /app/{tenant:str}/invoices/new
        POST /app/{tenant:str}/invoices/preview
        POST /app/{tenant:str}/invoices/several
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/discard
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/draft
        PUT /app/{tenant:str}/invoices/{invoice_id:uuid}/draft
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/duplicate
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/draft/submit
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/edit
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/submit
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/withdraw
    """,
    Permission.ISSUE_INVOICES: """
        POST /api/v1/invoices/{invoice_id:uuid}/issue
        POST /api/v1/invoices/{invoice_id:uuid}/void
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/collect
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/draft/check
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/draft/issue
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/issue
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/uncollectible
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/void
    """,
    Permission.SEND_INVOICES: """
        POST /api/v1/invoices/{invoice_id:uuid}/send
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/link
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/send
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/send
        GET /app/{tenant:str}/settings/suppressed
    """,
    Permission.APPROVE_INVOICES: """
        POST /api/v1/invoices/{invoice_id:uuid}/approve
        POST /api/v1/invoices/{invoice_id:uuid}/return
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/approve
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/return
    """,
    Permission.RECORD_PAYMENTS: """
        POST /api/v1/invoices/{invoice_id:uuid}/payments
        POST /api/v1/payments/{payment_id:uuid}/refunds
        POST /api/v1/payments/{payment_id:uuid}/reverse
        POST /app/{tenant:str}/clients/{client_id:uuid}/methods/{method_id:uuid}/remove
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/charge/{method_id:uuid}
        GET /app/{tenant:str}/invoices/{invoice_id:uuid}/payments/new
        POST /app/{tenant:str}/invoices/{invoice_id:uuid}/payments/new
        GET /app/{tenant:str}/payments/new
        GET /app/{tenant:str}/payments/disputes/{dispute_id:uuid}/evidence
        POST /app/{tenant:str}/payments/disputes/{dispute_id:uuid}/evidence
        POST /app/{tenant:str}/payments/warnings/{warning_id:uuid}/leave
        POST /app/{tenant:str}/payments/warnings/{warning_id:uuid}/refund
        GET /app/{tenant:str}/payments/{payment_id:uuid}/refund
        POST /app/{tenant:str}/payments/{payment_id:uuid}/refund
        GET /app/{tenant:str}/payments/{payment_id:uuid}/reverse
        POST /app/{tenant:str}/payments/{payment_id:uuid}/reverse
    """,
    Permission.VIEW_AUDIT: """
        GET /app/{tenant:str}/settings/audit
        GET /app/{tenant:str}/settings/audit.csv
        GET /app/{tenant:str}/settings/audit.jsonl
    """,
    Permission.EXPORT_DATA: """
        GET /app/{tenant:str}/settings/data
        POST /app/{tenant:str}/settings/data/export
        POST /app/{tenant:str}/settings/data/export/file
        POST /app/{tenant:str}/settings/data/export/stop
    """,
    Permission.DELETE_TENANT: """
        GET /app/{tenant:str}/settings/delete
        POST /app/{tenant:str}/settings/delete
        POST /app/{tenant:str}/settings/delete/undo
    """,
    Permission.MANAGE_PLAN: """
        GET /app/{tenant:str}/settings/plan
        GET /app/{tenant:str}/settings/plan/change
        POST /app/{tenant:str}/settings/plan/cancel
        POST /app/{tenant:str}/settings/plan/change
        POST /app/{tenant:str}/settings/plan/keep
        POST /app/{tenant:str}/settings/plan/portal
        POST /app/{tenant:str}/settings/plan/start
    """,
    Permission.EDIT_SETTINGS: """
        GET /app/{tenant:str}/settings
        POST /app/{tenant:str}/settings
        GET /app/{tenant:str}/settings/approval
        POST /app/{tenant:str}/settings/approval
        GET /app/{tenant:str}/settings/documents
        POST /app/{tenant:str}/settings/documents
        GET /app/{tenant:str}/settings/logo
        GET /app/{tenant:str}/settings/logo/posted
        POST /app/{tenant:str}/settings/logo
        POST /app/{tenant:str}/settings/logo/remove
        GET /app/{tenant:str}/settings/online
        POST /app/{tenant:str}/settings/online
        POST /app/{tenant:str}/settings/online/disconnect
        POST /app/{tenant:str}/settings/online/parts
        POST /app/{tenant:str}/settings/online/way
        POST /app/{tenant:str}/settings/online/fraud
        POST /app/{tenant:str}/settings/online/retry
        POST /app/{tenant:str}/settings/suppressed/{suppression_id:uuid}/release
        GET /app/{tenant:str}/settings/numbers
        POST /app/{tenant:str}/settings/numbers
        GET /app/{tenant:str}/settings/numbers/next
        GET /app/{tenant:str}/settings/payments
        POST /app/{tenant:str}/settings/payments
    """,
    Permission.MANAGE_KEYS: """
        POST /app/{tenant:str}/settings/keys
    """,
    Permission.REVOKE_KEYS: """
        GET /app/{tenant:str}/settings/keys
        POST /app/{tenant:str}/settings/keys/{key_id:uuid}/revoke
    """,
    Permission.MANAGE_MEMBERS: """
        POST /app/{tenant:str}/settings/members/invitations/{invitation_id:uuid}/again
        POST /app/{tenant:str}/settings/members/invite
        POST /app/{tenant:str}/settings/members/{member_id:uuid}/role
    """,
    Permission.REMOVE_MEMBERS: """
        POST /app/{tenant:str}/settings/members/invitations/{invitation_id:uuid}/revoke
        POST /app/{tenant:str}/settings/members/{member_id:uuid}/remove
    """,
    Permission.TRANSFER_TENANT: """
        POST /app/{tenant:str}/settings/members/{member_id:uuid}/transfer
    """,
}
