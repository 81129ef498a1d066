"""
Stand-ins for the outside world: a Google to sign in with, a mail server that keeps what it gets, a Stripe to pay by.

Real servers that the product's real clients talk to, for development, tests and demonstrations. They know
nothing of the product: `python -m invoiceflow.sandbox` starts them, and it refuses to in production.
"""
