"""The provider's addresses, as its discovery document lists them."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any, TypeAlias
from urllib.parse import unquote, urlencode

from litestar import Request, Response, Router, get, post
from litestar.di import Provide
from litestar.response import Template
from msgspec import Struct

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.google.people import People, Person
from invoiceflow.sandbox.google.provider import TOKEN_LIFETIME, Authorization, Fault, Provider, Refused

Http: TypeAlias = Request[Any, Any, Any]


class Armed(Struct, forbid_unknown_fields=True):
    """Which fault the next ID token is to have."""

    next: Fault


def router(provider: Provider, people: People) -> Router:
    """Return all addresses of the provider, under `/google`."""
    return Router(
        "/google",
        route_handlers=[discovery, keys, ask, answer, token, userinfo, arm, rotate],
        dependencies={
            "provider": Provide(lambda: provider, sync_to_thread=False),
            "people": Provide(lambda: people, sync_to_thread=False),
        },
        exception_handlers={Refused: _json_error},
    )


@get("/.well-known/openid-configuration", sync_to_thread=False)
def discovery(provider: Provider) -> dict[str, object]:
    """Describe the provider (OpenID Connect Discovery 1.0)."""
    return {
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.issuer}/authorize",
        "token_endpoint": f"{provider.issuer}/token",
        "userinfo_endpoint": f"{provider.issuer}/userinfo",
        "jwks_uri": f"{provider.issuer}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"],
    }


@get("/keys", sync_to_thread=False)
def keys(provider: Provider) -> dict[str, object]:
    """Publish the keys that prove ID tokens."""
    return provider.public_keys()


@get("/authorize", sync_to_thread=False)
def ask(request: Http, provider: Provider, people: People) -> Template | Response[str]:
    """Ask who signs in, once the application has asked rightly."""
    asked = dict(request.query_params)
    stop = _unsafe(asked, provider)
    if stop:
        return Response(stop, status_code=400, media_type="text/plain")
    try:
        _authorization(asked)
    except Refused as refused:
        return _back(asked, error=refused.code, error_description=refused.description)
    context = {"action": f"?{urlencode(asked)}", "people": people.known()}
    return Template("sign_in.html", context=context)


@post("/authorize")
async def answer(request: Http, provider: Provider, people: People) -> Response[str]:
    """Send the person back with a code, or with their refusal."""
    asked, form = dict(request.query_params), await request.form()
    stop = _unsafe(asked, provider)
    if stop:
        return Response(stop, status_code=400, media_type="text/plain")
    try:
        authorization = _authorization(asked)
        person = _chosen(str(form.get("person", "")), str(form.get("name", "")), people)
    except Refused as refused:
        return _back(asked, error=refused.code, error_description=refused.description)
    return _back(asked, code=provider.grant(authorization, person, clock.now()))


@post("/token", status_code=200)
async def token(request: Http, provider: Provider) -> Response[dict[str, object]]:
    """Redeem a code (RFC 6749, 4.1.3)."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    _authenticate(request, form, provider)
    if form.get("grant_type") != "authorization_code":
        raise Refused("unsupported_grant_type", "only authorization_code is known here")
    tokens = provider.redeem(
        form.get("code", ""),
        redirect_uri=form.get("redirect_uri", ""),
        verifier=form.get("code_verifier", ""),
        at=clock.now(),
    )
    content: dict[str, object] = {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFETIME.total_seconds()),
        "scope": tokens.scope,
        "id_token": tokens.id_token,
    }
    return Response(content, headers={"cache-control": "no-store"})


@get("/userinfo", sync_to_thread=False)
def userinfo(request: Http, provider: Provider) -> dict[str, object]:
    """Say whom an access token speaks for."""
    kind, _, access_token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Refused("invalid_token", "a Bearer token is needed")
    person = provider.bearer(access_token)
    return {"sub": person.sub, "name": person.name, "email": person.email, "email_verified": True}


@post("/faults", status_code=204, sync_to_thread=False)
def arm(data: Armed, provider: Provider) -> None:
    """Make the next ID token wrong, once."""
    provider.arm(data.next)


@post("/keys/rotate", status_code=204)
async def rotate(provider: Provider) -> None:
    """Sign with a new key from now on."""
    provider.rotate_keys()


def _unsafe(asked: Mapping[str, str], provider: Provider) -> str:
    """Return why it would be unsafe to send the browser anywhere; empty if it is safe (RFC 6749, 3.1.2.4)."""
    if asked.get("client_id") != provider.client.client_id:
        return "This client_id is not registered."
    if asked.get("redirect_uri") not in provider.client.redirect_uris:
        return "This redirect_uri is not registered for the client; it must be the same to the letter."
    return ""


def _authorization(asked: Mapping[str, str]) -> Authorization:
    if asked.get("response_type") != "code":
        raise Refused("unsupported_response_type", "response_type must be code")
    if "openid" not in asked.get("scope", "").split():
        raise Refused("invalid_scope", "scope must contain openid")
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        raise Refused("invalid_request", "a code_challenge with code_challenge_method=S256 is required")
    return Authorization(
        asked["redirect_uri"], asked["scope"], asked.get("nonce", ""), asked["code_challenge"]
    )


def _chosen(sub: str, name: str, people: People) -> Person:
    if sub == "new":
        return people.create(name)
    person = people.find(sub)
    if person is None:
        raise Refused("access_denied", "the person declined")
    return person


def _back(asked: Mapping[str, str], **answer: str) -> Response[str]:
    if "state" in asked:
        answer["state"] = asked["state"]
    location = f"{asked['redirect_uri']}?{urlencode(answer)}"
    return Response("", status_code=303, headers={"location": location, "cache-control": "no-store"})


def _authenticate(request: Http, form: Mapping[str, str], provider: Provider) -> None:
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        client_id, secret = _basic(encoded)
    known = provider.client
    if client_id != known.client_id or not compare_digest(secret.encode(), known.secret.encode()):
        raise Refused("invalid_client", "client_id or client_secret is wrong")


def _basic(encoded: str) -> tuple[str, str]:
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(client_id), unquote(secret)


def _json_error(_request: Http, error: Refused) -> Response[dict[str, str]]:
    status = 401 if error.code in ("invalid_client", "invalid_token") else 400
    content = {"error": error.code, "error_description": error.description}
    return Response(content, status_code=status, headers={"cache-control": "no-store"})
