"""Confirming that it is still the person who signed in: before what matters most."""

from dataclasses import replace
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from invoiceflow.identity.actions.prove import Desk
from invoiceflow.identity.domain.session import safe_next
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.queries import identities_of
from invoiceflow.identity.web.login import login_page_of
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import person_of, signed_in
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in


@get("/login/confirm", guards=[signed_in])
async def confirm_page(
    request: Request,
    desk: NamedDependency[Desk],
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "/app",
) -> Response[str]:
    """Ask a signed-in person to prove themselves again."""
    visit = visit_in(request.scope)
    page, person = login_page_of(request, settings, desk, next_path=safe_next(next_path)), person_of(request)
    linked = await identities_of(desk.database, person)
    issuers = {each.issuer for each in linked}
    own = tuple(each for each in page.ways if desk.provider(each.key).way.issuer in issuers)
    addresses = [each.email for each in linked if each.issuer == EMAIL.issuer and page.by_email]
    return html(
        "identity/confirm.html",
        page=replace(page, ways=own),
        addresses=addresses,
        csrf=visit.csrf,
        theme=visit.theme,
        person=person,
    )


handlers = [confirm_page]
