"""Confirming that it is still the person who signed in: before what matters most."""

from dataclasses import replace
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from invoiceflow.identity.actions.check_code import TooManyCodes, WrongCode, check_code
from invoiceflow.identity.actions.elevate import elevate
from invoiceflow.identity.actions.prove import Desk
from invoiceflow.identity.domain.session import safe_next
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.queries import identities_of
from invoiceflow.identity.store import second_factor
from invoiceflow.identity.web.entering import enter
from invoiceflow.identity.web.login import login_page_of
from invoiceflow.identity.web.second import QuestionPage, TheChecking, code_status, tell_when
from invoiceflow.web.frame import bare_page, go
from invoiceflow.web.given import Form, Request, TheRedis, TheSettings
from invoiceflow.web.guards import person_of, signed_in
from invoiceflow.web.unsent import PATH, unsent_of, waits_for
from invoiceflow.web.visit import visit_in

HERE = "/login/confirm"


@get(HERE, guards=[signed_in])
async def confirm_page(
    request: Request,
    desk: NamedDependency[Desk],
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "/app",
) -> Response[str]:
    """Ask a signed-in person to prove themselves again: by the second factor where they have one."""
    person = person_of(request)
    if await second_factor.find(desk.database, person.id):
        return _asked(request, safe_next(next_path))
    page = login_page_of(request, settings, desk, next_path=safe_next(next_path))
    linked = await identities_of(desk.database, person)
    issuers = {each.issuer for each in linked}
    own = tuple(each for each in page.ways if desk.provider(each.key).way.issuer in issuers)
    addresses = [each.email for each in linked if each.issuer == EMAIL.issuer and page.by_email]
    page, waits = replace(page, ways=own), waits_for(request, person, page.next_path)
    return bare_page(request, "identity/confirm.html", page=page, addresses=addresses, waits=waits)


@post(HERE, guards=[signed_in])
async def confirm_by_code(
    request: Request, data: Form, redis: TheRedis, checking: TheChecking, settings: TheSettings
) -> Response[str]:
    """Take a code as the proof; the session goes on under a new id."""
    person, at, next_path = person_of(request), visit_in(request.scope).at, safe_next(data.get("next", ""))
    try:
        await check_code(checking, person.id, data.get("code", ""), at)
    except (WrongCode, TooManyCodes) as refusal:
        return _asked(request, next_path, refusal)
    session = await elevate(redis, person, at, secret_key=settings.secret_key)
    return await enter(request, redis, settings, session, next_path)


@get(PATH, guards=[signed_in])
async def unsent_page(request: Request) -> Response[str]:
    """Show a form that waited for the proof, to be sent now."""
    unsent = unsent_of(request, person_of(request))
    return bare_page(request, "identity/unsent.html", page=unsent) if unsent else go("/app")


def _asked(
    request: Request, next_path: str, refusal: WrongCode | TooManyCodes | None = None
) -> Response[str]:
    person = person_of(request)
    page = QuestionPage(next_path, person.email, refusal.message if refusal else "")
    waits = waits_for(request, person, next_path)
    response = bare_page(
        request, "identity/confirm_code.html", status=code_status(refusal), page=page, waits=waits
    )
    return tell_when(request, response, refusal)


handlers = [confirm_page, confirm_by_code, unsent_page]
