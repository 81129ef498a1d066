"""Where a tenant tells Stripe who they are; one press stands for all the forms."""

from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.response import Redirect, Template

from invoiceflow.sandbox.stripe.accounts import account, account_v1, account_v2
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

Http: TypeAlias = Request[Any, Any, Any]


@get("/onboarding/{platform:str}/{name:str}", sync_to_thread=False)
def onboarding(platform: str, name: str, world: World) -> Template | Redirect:
    """Show what is asked; a link that is over or was used leads to where a new one is made."""
    shelf = world.shelf(platform)
    link = shelf.get(account_v2.LINK, name)
    if _over(shelf, link):
        return Redirect(link["refresh_url"], status_code=303)
    shelf.hide(name, used=True)
    return Template("stripe/onboarding.html", context={"account": shelf.get(account.KIND, link["account"])})


@post("/onboarding/{platform:str}/{name:str}")
async def press(request: Http, platform: str, name: str, world: World) -> Redirect:
    """Take what was pressed, and lead the tenant back."""
    form = await request.form()
    with world.store.transaction():
        shelf = world.shelf(platform)
        link = shelf.get(account_v2.LINK, name)
        body = shelf.get(account.KIND, link["account"])
        if form.get("press") in ("finish", "leave"):
            account_v1.onboard(shelf, body, finish=form.get("press") == "finish")
    world.posted.set()
    return Redirect(link["return_url"] or link["refresh_url"], status_code=303)


def _over(shelf: Shelf, link: Json) -> bool:
    return bool(shelf.hidden(link["id"]).get("used")) or link["expires_at"] < shelf.at
