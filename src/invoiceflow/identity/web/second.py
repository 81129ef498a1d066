"""The question for the second factor: between the first factor and a session."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from invoiceflow.identity.actions.check_code import (
    Checking,
    NoSecondFactor,
    TooManyCodes,
    WrongCode,
    check_code,
)
from invoiceflow.identity.actions.open_session import Opening, begin_session
from invoiceflow.identity.domain.session import safe_next
from invoiceflow.identity.store import second_factor as store
from invoiceflow.identity.web.entering import enter
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import cookies
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheRedis, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.limits import note
from invoiceflow.web.problems import retry_headers
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in

HERE = "/login/second"
TheChecking = NamedDependency[Checking]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The page that asks for a code."""

    next_path: str
    email: str
    error: str = ""


@get(HERE, guards=[public])
async def question_page(
    request: Request,
    redis: TheRedis,
    settings: TheSettings,
    next_path: Annotated[str, QueryParameter(name="next")] = "/app",
) -> Response[str]:
    """Ask for the second factor; who is asked for nothing begins at the beginning."""
    question = await store.question(redis, _token(request, settings))
    if question is None:
        return go("/login")
    return _shown(request, QuestionPage(safe_next(next_path), question.email))


@post(HERE, guards=[public])
async def answer(
    request: Request, data: Form, redis: TheRedis, checking: TheChecking, settings: TheSettings
) -> Response[str]:
    """Take the code: right, it opens the session; an open question is answered once."""
    token, at = _token(request, settings), visit_in(request.scope).at
    question = await store.question(redis, token)
    if question is None:
        return go("/login")
    person_id, next_path = PersonId(UUID(question.person_id)), safe_next(data.get("next", ""))
    page = QuestionPage(next_path, question.email)
    try:
        await check_code(checking, person_id, data.get("code", ""), at)
    except NoSecondFactor:
        return go("/login")
    except (WrongCode, TooManyCodes) as refusal:
        return _shown(request, QuestionPage(page.next_path, page.email, refusal.message), refusal)
    if not await store.take_question(redis, token):
        return go("/login")
    opening = Opening(person_id, question.name, question.email, question.way, at, question.device)
    session = await begin_session(checking, opening, secret_key=settings.secret_key)
    return await enter(request, redis, settings, session, next_path)


def code_status(refusal: WrongCode | TooManyCodes | None) -> int:
    """Return the status of a page that asks for a code again."""
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, TooManyCodes) else 422


def tell_when(
    request: Request, response: Response[str], refusal: WrongCode | TooManyCodes | None
) -> Response[str]:
    """Return the answer, telling when another code is worth a try where it is not at once."""
    if isinstance(refusal, TooManyCodes):
        note(visit_in(request.scope), refusal.verdict)
        response.headers.update(retry_headers(refusal))
    return response


def _shown(
    request: Request, page: QuestionPage, refusal: WrongCode | TooManyCodes | None = None
) -> Response[str]:
    visit = visit_in(request.scope)
    response = html(
        "identity/second.html", page=page, csrf=visit.csrf, theme=visit.theme, status=code_status(refusal)
    )
    return tell_when(request, response, refusal)


def _token(request: Request, settings: Settings) -> str:
    return cookies.read(request.headers.get("cookie", ""), cookies.QUESTION, secure=settings.secure)


handlers = [question_page, answer]
