"""Accounts of the second version: who a tenant is to Stripe, what it may do, and what Stripe still asks of it."""

from collections.abc import Mapping
from typing import Any, Final

from invoiceflow.sandbox.stripe.ground import platforms
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json, instant

KIND: Final = "v2.core.account"
PARTS: Final = (
    *("configuration.customer", "configuration.merchant", "configuration.recipient"),
    *("defaults", "future_requirements", "identity", "requirements"),
)
"""What an answer leaves null unless `include` names it."""
_ASKED: Final = (
    "business_profile.url",
    "external_account",
    "individual.id_number",
    "tos_acceptance.date",
)


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new account of this platform; it can take no money before its onboarding."""
    merchant, customer = params.under("configuration").under("merchant"), "customer"
    configuration: Json = {"customer": None, "merchant": None, "recipient": None}
    if "merchant" in params.under("configuration"):
        asked = merchant.under("capabilities").fields
        configuration["merchant"] = _merchant(merchant, tuple(asked))
    if customer in params.under("configuration"):
        configuration[customer] = {"applied": True, "capabilities": {}}
    body: Json = {
        "id": platforms.connect(shelf.store, shelf.platform),
        "object": KIND,
        "applied_configurations": [name for name, each in configuration.items() if each],
        "closed": False,
        "configuration": configuration,
        "contact_email": params.text("contact_email"),
        "created": instant(shelf.at),
        "dashboard": params.one_of("dashboard", "express", "full", "none"),
        "defaults": _defaults(params.under("defaults")),
        "display_name": params.text("display_name"),
        "identity": _identity(params.under("identity")),
        "livemode": False,
        "metadata": params.metadata(),
    }
    body["requirements"] = _requirements(body, _ASKED, shelf.at)
    return shelf.put(body)


def onboard(shelf: Shelf, body: Json, *, finish: bool) -> Json:
    """Take what the tenant entered: everything, or all but proof of identity."""
    left = () if finish else _ASKED[2:3]
    status = "active" if finish else "restricted"
    for capability in _capabilities(body).values():
        capability |= {"status": status, "status_details": [] if finish else [_detail()]}
    body["requirements"] = _requirements(body, left, shelf.at)
    return shelf.put(body)


def active(body: Json, capability: str = "card_payments") -> bool:
    """Tell whether an account may do something."""
    known = _capabilities(body).get(capability)
    return known is not None and known["status"] == "active"


def check_may_charge(shelf: Shelf) -> None:
    """Refuse to take money for an account that is not, or no longer, allowed to."""
    body = shelf.store.get(shelf.platform, KIND, shelf.account) if shelf.connected else None
    if body is not None and not active(body):
        raise wrong_state("This account cannot currently make charges.", "account_invalid")


def shown(body: Json, include: list[str]) -> Json:
    """Return an account with only the parts that were asked for."""
    for name in include:
        if name not in PARTS:
            raise wrong_value("include", f"Invalid include: {name}")
    answer = {**body, "future_requirements": None}
    for name in PARTS:
        part, _, inner = name.partition(".")
        if inner:
            kept = [each for each in include if each.startswith(f"{part}.")]
            found = {each.partition(".")[2]: body[part][each.partition(".")[2]] for each in kept}
            empty: Json = dict.fromkeys(("customer", "merchant", "recipient"))
            answer[part] = empty | found if kept else None
        elif name not in include:
            answer[part] = None
    return answer


def _capabilities(body: Json) -> dict[str, Json]:
    """Return what an account asked to be able to do, by name."""
    merchant = body["configuration"]["merchant"] or {"capabilities": {}}
    found: dict[str, Json] = {
        name: each for name, each in merchant["capabilities"].items() if name != "stripe_balance"
    }
    if merchant["capabilities"]:
        found["stripe_balance.payouts"] = merchant["capabilities"]["stripe_balance"]["payouts"]
    return found


def _merchant(given: Params, asked: tuple[str, ...]) -> Json:
    capabilities: Json = {name: _restricted() for name in asked if name != "stripe_balance"}
    if asked:
        capabilities["stripe_balance"] = {"payouts": _restricted()}
    return {
        "applied": True,
        "capabilities": capabilities,
        "mcc": given.text("mcc"),
        "statement_descriptor": {
            "descriptor": given.under("statement_descriptor").text("descriptor"),
            "prefix": None,
        },
    }


def _restricted() -> Json:
    return {"status": "restricted", "status_details": [_detail()]}


def _detail() -> Json:
    return {"code": "requirements_past_due", "resolution": "provide_info"}


def _defaults(given: Params) -> Json:
    responsibilities = given.under("responsibilities")
    return {
        "currency": given.text("currency") or "eur",
        "locales": given.texts("locales"),
        "profile": {
            "business_url": given.under("profile").text("business_url"),
            "doing_business_as": given.under("profile").text("doing_business_as"),
            "product_description": None,
        },
        "responsibilities": {
            "fees_collector": responsibilities.text("fees_collector") or "stripe",
            "losses_collector": responsibilities.text("losses_collector") or "stripe",
            "requirements_collector": "stripe",
        },
    }


def _identity(given: Params) -> Json:
    country = given.text("country")
    return {"country": country.lower() if country else None, "entity_type": given.text("entity_type")}


def _requirements(body: Mapping[str, Any], left: tuple[str, ...], at: int) -> Json:
    named = (body["configuration"]["merchant"] or {"capabilities": {}})["capabilities"]
    restricted = [
        {"capability": name, "configuration": "merchant", "deadline": {"status": "past_due"}}
        for name in named
        if name != "stripe_balance"
    ]
    entries = [
        {
            "awaiting_action_from": "user",
            "description": each,
            "errors": [],
            "impact": {"restricts_capabilities": restricted},
            "minimum_deadline": {"status": "past_due"},
            "reference": None,
            "requested_reasons": [{"code": "routine_onboarding"}],
        }
        for each in left
    ]
    summary = {"minimum_deadline": {"status": "past_due", "time": instant(at)}} if left else None
    return {"entries": entries, "summary": summary}
