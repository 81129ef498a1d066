"""What can be asked of accounts in the second version, and the links that lead to their onboarding."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import account, account_v1
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import missing, wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json, instant

_PATH: Final = "/v2/core/accounts"
_LINKS: Final = "/v2/core/account_links"
LINK: Final = "_account_link"
"""The kind under which a link is kept; what is sent of it has no id."""
LINK_SECONDS: Final = 600
"""How long a link leads somewhere; made up, as Stripe says only that it is minutes."""
_KNOWN: Final = (
    "account_token configuration contact_email contact_phone dashboard defaults display_name identity include"
    " metadata"
)
_DEFAULT, _MOST = 20, 100


def _create(shelf: Shelf, asked: Asked) -> Json:
    body = account.create(shelf, asked.params)
    account_v1.tell(shelf, body, ".created")
    return account.shown(body, asked.params.texts("include"))


def _retrieve(shelf: Shelf, asked: Asked) -> Json:
    return account.shown(_account(shelf, asked.id), asked.params.texts("include"))


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = _account(shelf, asked.id), asked.params
    for name in ("contact_email", "display_name"):
        if name in params:
            body[name] = params.text(name)
    shelf.put(body | {"metadata": params.metadata(body["metadata"])})
    account_v1.tell(shelf, body, ".updated")
    return account.shown(body, params.texts("include"))


def _close(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.put(_account(shelf, asked.id) | {"closed": True, "applied_configurations": []})
    account_v1.tell(shelf, body, ".closed")
    return account.shown(body, [])


def _list(shelf: Shelf, asked: Asked) -> Json:
    limit = asked.params.integer("limit") or _DEFAULT
    if not 1 <= limit <= _MOST:
        raise wrong_value("limit", f"limit must be between 1 and {_MOST}")
    start = int(asked.params.text("page") or 0)
    found = [each for each in shelf.find(account.KIND) if not each["closed"]]
    more = start + limit < len(found)
    following = f"{_PATH}?limit={limit}&page={start + limit}" if more else None
    data = [account.shown(each, []) for each in found[start : start + limit]]
    return {"data": data, "next_page_url": following, "previous_page_url": None}


def _link(shelf: Shelf, asked: Asked) -> Json:
    body = _account(shelf, asked.params.need("account"))
    if body["closed"]:
        raise wrong_state("This account is closed.", "account_closed")
    case = asked.params.under("use_case")
    kind = case.one_of("type", "account_onboarding", "account_update") or case.need("type")
    given = case.under(kind)
    name = new_id("acctlink")
    facts = {"refresh_url": given.need("refresh_url"), "return_url": given.text("return_url")}
    expires_at = shelf.at + LINK_SECONDS
    shelf.put({"id": name, "object": LINK, "account": body["id"], "expires_at": expires_at, **facts})
    return {
        "object": "v2.core.account_link",
        "account": body["id"],
        "created": instant(shelf.at),
        "expires_at": instant(expires_at),
        "livemode": False,
        "url": f"{shelf.site}/onboarding/{shelf.platform}/{name}",
        "use_case": {"type": kind, kind: facts},
    }


def _link_v1(shelf: Shelf, asked: Asked) -> Json:
    kind = asked.params.one_of("type", "account_onboarding", "account_update") or asked.params.need("type")
    asked.params.fields["use_case"] = {"type": kind, kind: asked.params.fields}
    link = _link(shelf, asked)
    return {
        "object": "account_link",
        "created": shelf.at,
        "expires_at": shelf.at + LINK_SECONDS,
        "url": link["url"],
    }


def _account(shelf: Shelf, name: str) -> Json:
    body = shelf.store.get(shelf.platform, account.KIND, name)
    if body is None:
        raise missing("account", name)
    return body


ROUTES: Final = (
    Route("POST", _PATH, _create, _KNOWN),
    Route("GET", f"{_PATH}/{{id}}", _retrieve, "include"),
    Route("GET", _PATH, _list, "limit page applied_configurations closed"),
    Route("POST", f"{_PATH}/{{id}}", _update, _KNOWN),
    Route("POST", f"{_PATH}/{{id}}/close", _close, "applied_configurations"),
    Route("POST", _LINKS, _link, "account use_case"),
    Route("POST", "/v1/account_links", _link_v1, "account type refresh_url return_url collection_options"),
)
