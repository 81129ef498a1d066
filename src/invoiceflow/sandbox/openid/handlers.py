"""The provider's addresses, as its discovery document lists them."""

from litestar import Response, Router, get, post
from litestar.di import Provide
from litestar.response import Template
from msgspec import Struct

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.oauth.codes import Refused
from invoiceflow.sandbox.oauth.http import Door, Http, authenticate, bearer, fields, json_error
from invoiceflow.sandbox.oauth.people import People
from invoiceflow.sandbox.openid.provider import TOKEN_LIFETIME, Fault, Provider

_SCOPE = "openid"


class Armed(Struct, forbid_unknown_fields=True):
    """Which fault the next answer is to have."""

    next: Fault


def router(path: str, name: str, provider: Provider, people: People) -> Router:
    """Return all addresses of a provider, under `path` (`/google`); people read its `name`."""
    door = Door(name, provider.issuer, provider.client, provider.codes, people)
    return Router(
        path,
        route_handlers=[discovery, keys, ask, answer, token, userinfo, arm, rotate],
        dependencies={
            "provider": Provide(lambda: provider, sync_to_thread=False),
            "door": Provide(lambda: door, sync_to_thread=False),
        },
        exception_handlers={Refused: json_error},
    )


@get("/.well-known/openid-configuration", sync_to_thread=False)
def discovery(provider: Provider) -> dict[str, object]:
    """Describe the provider (OpenID Connect Discovery 1.0)."""
    if not provider.names_endpoints():
        return {"issuer": provider.issuer}
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
        "authorization_response_iss_parameter_supported": True,
    }


@get("/keys", sync_to_thread=False)
def keys(provider: Provider) -> dict[str, object]:
    """Publish the keys that prove ID tokens."""
    return provider.public_keys()


@get("/authorize", sync_to_thread=False)
def ask(request: Http, door: Door) -> Template | Response[str]:
    """Ask who signs in."""
    return door.ask(dict(request.query_params), scope=_SCOPE)


@post("/authorize")
async def answer(request: Http, provider: Provider, door: Door) -> Response[str]:
    """Send the person back with a code, or with their refusal."""
    form = await request.form()
    return door.answer(dict(request.query_params), form, scope=_SCOPE, issuer=provider.answering_issuer())


@post("/token", status_code=200)
async def token(request: Http, provider: Provider) -> Response[dict[str, object]]:
    """Redeem a code (RFC 6749, 4.1.3)."""
    form = await fields(request)
    authenticate(request.headers.get("authorization", ""), form, provider.client)
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
    person = bearer(request, provider.codes)
    return {"sub": person.sub, "name": person.name, "email": person.email, "email_verified": True}


@post("/faults", status_code=204, sync_to_thread=False)
def arm(data: Armed, provider: Provider) -> None:
    """Make the next answer or ID token wrong, once."""
    provider.arm(data.next)


@post("/keys/rotate", status_code=204)
async def rotate(provider: Provider) -> None:
    """Sign with a new key from now on."""
    provider.rotate_keys()
