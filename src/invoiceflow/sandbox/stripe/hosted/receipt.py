"""What a payer keeps of a payment."""

from litestar import get
from litestar.response import Template

from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.hosted.amounts import written
from invoiceflow.sandbox.stripe.money import charge


@get("/receipt/{account:str}/{name:str}", sync_to_thread=False)
def receipt(account: str, name: str, world: World) -> Template:
    """Show what was paid and what of it was given back."""
    body = world.shelf(account).get(charge.KIND, name)
    context = {
        "charge": body,
        "amount": written(body["amount"], body["currency"]),
        "refunded": written(body["amount_refunded"], body["currency"]) if body["amount_refunded"] else "",
    }
    return Template("stripe/receipt.html", context=context)
