"""Links by email, over HTTP: asking for one, and opening it."""

import base64
import binascii
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from invoiceflow.identity.actions.open_link import ELSEWHERE, OpenLink, look_at_link, open_link
from invoiceflow.identity.actions.prove import Desk, NoSuchWay, SignInFailed
from invoiceflow.identity.actions.send_link import NotSent, SendLink, send_link
from invoiceflow.identity.actions.sign_in import Redemption, open_separately
from invoiceflow.identity.actions.write_letter import Postbox
from invoiceflow.identity.domain.link import LINK, SentLink
from invoiceflow.identity.web.concluding import conclude, let_in
from invoiceflow.identity.web.device import device_of
from invoiceflow.identity.web.login import failed, mailable, show
from invoiceflow.kernel.errors import Invalid, Refused, TooMany
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.problems import retry_headers
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A link that is opened in another browser: whom it signs in, and where and when it was asked for."""

    token: str
    email: str
    asked_from: str
    asked: str
    here: str


@post("/login/email", guards=[public])
async def ask(
    request: Request,
    data: Form,
    desk: NamedDependency[Desk],
    postbox: NamedDependency[Postbox],
    settings: TheSettings,
) -> Response[str]:
    """Send a link to sign in by, or to confirm by. The answer is the same whether the address is known or not."""
    if not settings.email_sign_in:
        raise NoSuchWay("There is nothing at this address.")
    given, next_path = data.get("email", ""), data.get("next", "/app")
    try:
        command = _asked(request, await mailable(request, given), next_path, confirm="confirm" in data)
        email = await send_link(desk.redis, postbox, command)
    except Invalid as invalid:
        error = invalid.errors[0].message
        return show(request, settings, desk, next_path=next_path, email=given, error=error, status=422)
    except (NotSent, TooMany) as failure:
        status = 429 if isinstance(failure, TooMany) else 409
        told = show(
            request, settings, desk, next_path=next_path, email=given, error=failure.message, status=status
        )
        told.headers.update(retry_headers(failure))
        return told
    response = go("/login/email/sent")
    packed = base64.urlsafe_b64encode(email.encode()).decode()
    seconds = int(LINK.total_seconds())
    response.set_cookie(cookies.written(cookies.ASKED, packed, secure=settings.secure, seconds=seconds))
    return response


@get("/login/email/sent", guards=[public])
async def sent(request: Request, settings: TheSettings) -> Response[str]:
    """Say where the link went."""
    visit = visit_in(request.scope)
    packed = cookies.read(request.headers.get("cookie", ""), cookies.ASKED, secure=settings.secure)
    return html(
        "identity/sent.html",
        email=_unpacked(packed),
        development=settings.development,
        theme=visit.theme,
    )


@get("/login/email/{token:str}", guards=[public])
async def arrive(
    request: Request,
    token: FromPath[str],
    desk: NamedDependency[Desk],
    settings: TheSettings,
) -> Response[str]:
    """Open a link: at once where it was asked for, elsewhere after a question. Scanners use nothing up."""
    visit = visit_in(request.scope)
    try:
        link = await look_at_link(desk.redis, token, visit.at)
        own = link.browser == visit.bound_to and not _only_looks(request)
        if not own and link.purpose == "sign_in":
            return _question(request, token, link)
        if not own:
            raise SignInFailed(ELSEWHERE, link.next_path)
        proven = await open_link(desk.redis, OpenLink(token, visit.bound_to, device_of(request), visit.at))
        return _unreferred(await conclude(request, desk, settings, proven))
    except Refused as failure:
        return _unreferred(await failed(request, settings, desk, failure))


@post("/login/email/open", guards=[public])
async def agree(
    request: Request,
    data: Form,
    desk: NamedDependency[Desk],
    settings: TheSettings,
) -> Response[str]:
    """Sign in here by a link that was asked for elsewhere: its owner said so."""
    visit = visit_in(request.scope)
    command = OpenLink(data.get("token", ""), visit.bound_to, device_of(request), visit.at, agreed=True)
    try:
        proven = await open_link(desk.redis, command)
        return await conclude(request, desk, settings, proven)
    except Refused as failure:
        return await failed(request, settings, desk, failure)


@post("/login/separate", guards=[public])
async def separate(
    request: Request, data: Form, desk: NamedDependency[Desk], settings: TheSettings
) -> Response[str]:
    """Open an account of their own for somebody whose address is known."""
    visit = visit_in(request.scope)
    wish = Redemption(data.get("token", ""), visit.bound_to, visit.at, device_of(request))
    try:
        done = await open_separately(desk, wish, secret_key=settings.secret_key)
    except SignInFailed as failure:
        return await failed(request, settings, desk, failure)
    return await let_in(request, desk, settings, done)


def _asked(request: Request, email: str, next_path: str, *, confirm: bool) -> SendLink:
    visit = visit_in(request.scope)
    person = visit.person if confirm else None
    return SendLink(
        email=email,
        purpose="confirm" if person else "sign_in",
        browser=visit.bound_to,
        device=device_of(request),
        at=visit.at,
        next_path=next_path,
        person_id=str(person.id) if person else "",
        person_email=person.email if person else "",
    )


def _question(request: Request, token: str, link: SentLink) -> Response[str]:
    visit, here = visit_in(request.scope), device_of(request)
    page = LinkPage(
        token=token,
        email=link.email,
        asked_from=", ".join(part for part in (link.agent, link.network) if part),
        asked=ago(link.asked_at, "UTC", visit.at),
        here=", ".join(part for part in (here.agent, here.network) if part),
    )
    answer = html(
        "identity/elsewhere.html", page=page, csrf=visit.csrf, theme=visit.theme, person=visit.person
    )
    return _unreferred(answer)


def _only_looks(request: Request) -> bool:
    """Return whether a program asks ahead of a person: such a request must not use the link up."""
    purpose = request.headers.get("sec-purpose", request.headers.get("purpose", ""))
    return visit_in(request.scope).only_headers or purpose.startswith("prefetch")


def _unreferred(response: Response[str]) -> Response[str]:
    """Keep the token in the address from whatever is opened next."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _unpacked(packed: str) -> str:
    try:
        return base64.urlsafe_b64decode(packed).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


handlers = [ask, sent, arrive, agree, separate]
