"""What owners do not get either."""

FORMS = "what a form is told is no thing of a tenant's"
REFUSED_TO_OWNERS = {
    "POST /webhooks/ses": "without a topic there is nothing",
    "POST /webhooks/stripe": "only Stripe can sign what it says",
    "POST /webhooks/stripe/connect": "only Stripe can sign what it says",
    "GET /files/{token:str}": "only a link that is asked for a file can be signed",
    "GET /static/{name:path}": "there is no such file: those that there are have to be built",
    "POST /invitations/{token:str}": "it is for another address",
    "POST /account/security/codes": "there is no second factor",
    "POST /account/security/off": "there is no second factor",
    "POST /account/security/setup": FORMS,
    "POST /app/new": FORMS,
    "POST /login/confirm": "there is no second factor",
}
"""What is refused to the owner as well, and why: that others are refused the same proves little of the walls."""

LEFT_UNDONE = {
    "GET /login/email/{token:str}": "there is no such link",
    "GET /login/{way:str}/callback": "no sign-in was begun",
    "POST /login/email/open": "there is no such link",
    "POST /login/separate": "nobody was asked",
    "POST /login/{way:str}": "the provider is away",
    "POST /account/ways/{way:str}": "the provider is away",
    "POST /app/{tenant:str}/invoices/{invoice_id:uuid}/charge/{method_id:uuid}": (
        "the method is found, and is of an account from before"
    ),
    "POST /app/{tenant:str}/settings/plan/start": "there is a plan already, which was bought by asking the same",
}
"""What leads owners, too, to a page that says that nothing was done, and why: the status alone does not tell."""
