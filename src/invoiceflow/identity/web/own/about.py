"""Who a person is here."""

from dataclasses import dataclass

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from invoiceflow.identity.actions.prove import Desk
from invoiceflow.identity.actions.rename_person import rename_person
from invoiceflow.kernel.errors import Invalid
from invoiceflow.web.body import read_form
from invoiceflow.web.fields import Name
from invoiceflow.web.frame import go, own_page
from invoiceflow.web.given import Form, Request
from invoiceflow.web.guards import person_of, signed_in
from invoiceflow.web.shell import Toast

HERE = "/account"


class NameForm(msgspec.Struct):
    """What a person wants to be called."""

    name: Name


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The name in its field, and what is wrong with it."""

    name: str
    error: str = ""


@get(HERE, guards=[signed_in])
async def about(request: Request) -> Response[str]:
    """Show a person's name and email address."""
    return _shown(request, AboutPage(person_of(request).name))


@post(f"{HERE}/name", guards=[signed_in])
async def rename(request: Request, data: Form, desk: NamedDependency[Desk]) -> Response[str]:
    """Call the person by another name, in every tenant of theirs."""
    try:
        name = read_form(data, NameForm).name
        await rename_person(desk, person_of(request), name)
    except Invalid as broken:
        page = AboutPage(data.get("name", ""), broken.errors[0].message)
        return _shown(request, page, status=422)
    return go(HERE, Toast(f"You are called {name} now", "What you did before keeps your former name."))


def _shown(request: Request, page: AboutPage, *, status: int = 200) -> Response[str]:
    return own_page(request, "identity/own/about.html", title="About you", status=status, page=page)


handlers = [about, rename]
