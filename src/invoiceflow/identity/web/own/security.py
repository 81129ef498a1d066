"""The second factor of one's own: set up, kept, switched off."""

from base64 import b64encode
from dataclasses import dataclass

from litestar import Response, get, post

from invoiceflow.identity.actions.check_code import TooManyCodes, WrongCode
from invoiceflow.identity.actions.set_second_factor import (
    OfferOver,
    SecondFactorOn,
    disable_second_factor,
    enable_second_factor,
    offer_second_factor,
    renew_recovery_codes,
)
from invoiceflow.identity.store import second_factor as store
from invoiceflow.identity.web.second import TheChecking, code_status, tell_when
from invoiceflow.runtime.qr_codes import qr_code
from invoiceflow.web.frame import go, own_page
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import elevated, person_of, signed_in
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import distance

HERE = "/account/security"
TITLE = "Second factor"
PROVED = [signed_in, elevated]


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """Whether the second factor is on: since when, and how many recovery codes are left."""

    since: str
    codes_left: int


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """What the app is given: a picture to scan, or the secret to type, in groups of four."""

    picture: str
    secret: str
    error: str = ""


@get(HERE, guards=[signed_in])
async def security(request: Request, database: TheDatabase) -> Response[str]:
    """Show whether the second factor is on."""
    factor = await store.find(database, person_of(request).id)
    since = distance(factor.enabled_at, visit_in(request.scope).at) if factor else ""
    page = SecurityPage(since, factor.codes_left if factor else 0)
    return own_page(request, "identity/own/security.html", title=TITLE, page=page)


@get(f"{HERE}/setup", guards=PROVED)
async def set_up(request: Request, checking: TheChecking) -> Response[str]:
    """Show what the app needs, and ask for its first code."""
    return await _offered(request, checking)


@post(f"{HERE}/setup", guards=PROVED)
async def confirm_set_up(request: Request, data: Form, checking: TheChecking) -> Response[str]:
    """Switch it on by the first code, and show the recovery codes: this once, since only hashes are kept."""
    try:
        codes = await enable_second_factor(
            checking, person_of(request), data.get("code", ""), visit_in(request.scope).at
        )
    except (WrongCode, TooManyCodes) as refusal:
        return await _offered(request, checking, refusal)
    except (OfferOver, SecondFactorOn) as refusal:
        return go(HERE, Toast(refusal.message, tone="danger"))
    return _codes(request, codes, "The second factor is on")


@post(f"{HERE}/codes", guards=PROVED)
async def renew_codes(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    checking: TheChecking,
) -> Response[str]:
    """Make new recovery codes in place of the old ones."""
    codes = await renew_recovery_codes(checking, person_of(request).id, visit_in(request.scope).at)
    return _codes(request, codes, "New recovery codes")


@post(f"{HERE}/off", guards=PROVED)
async def switch_off(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    checking: TheChecking,
) -> Response[str]:
    """Switch the second factor off."""
    await disable_second_factor(checking, person_of(request).id, visit_in(request.scope).at)
    return go(HERE, Toast("The second factor is off", "Signing in asks for no code any more."))


async def _offered(
    request: Request, checking: TheChecking, refusal: WrongCode | TooManyCodes | None = None
) -> Response[str]:
    try:
        offer = await offer_second_factor(checking, person_of(request))
    except SecondFactorOn:
        return go(HERE)
    secret = " ".join(offer.secret[place : place + 4] for place in range(0, len(offer.secret), 4))
    picture = "data:image/svg+xml;base64," + b64encode(qr_code(offer.address).encode()).decode()
    page = SetUpPage(picture, secret, refusal.message if refusal else "")
    response = own_page(
        request,
        "identity/own/set_up.html",
        title="Set up the second factor",
        status=code_status(refusal),
        page=page,
    )
    return tell_when(request, response, refusal)


def _codes(request: Request, codes: tuple[str, ...], title: str) -> Response[str]:
    return own_page(request, "identity/own/codes.html", title=title, page=codes)


handlers = [security, set_up, confirm_set_up, renew_codes, switch_off]
