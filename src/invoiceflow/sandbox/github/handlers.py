"""GitHub's addresses for OAuth apps, and the two of its API that say who somebody is."""

from typing import Literal

from litestar import Response, Router, get, post
from litestar.di import Provide
from litestar.response import Template
from msgspec import Struct

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.oauth.codes import Client, Codes, Refused
from invoiceflow.sandbox.oauth.http import Door, Http, authenticate, bearer, fields, json_error
from invoiceflow.sandbox.oauth.people import People, Person

_SCOPE = "user:email"

Fault = Literal[
    "token",
    "unverified_email",
    "private_email",
    "no_email",
    "secondary_email",
    "emails_hidden",
    "answer_issuer",
]


class Armed(Struct, forbid_unknown_fields=True):
    """Which fault the next sign-in is to have."""

    next: Fault


class GitHub:
    """What GitHub remembers, and the fault that its next sign-in has; it ends with the addresses being read."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.codes = Codes()
        self.fault: Fault | None = None

    def take(self, *faults: Fault) -> Fault | None:
        """Return the armed fault, and disarm it, if it is one of these."""
        if self.fault not in faults:
            return None
        fault, self.fault = self.fault, None
        return fault


def router(path: str, github: GitHub, people: People) -> Router:
    """Return all addresses of the stand-in, under `path`; GitHub names no issuer in its answers."""
    door = Door("GitHub", "", github.client, github.codes, people)
    return Router(
        path,
        route_handlers=[ask, answer, token, who, emails, arm],
        dependencies={
            "github": Provide(lambda: github, sync_to_thread=False),
            "door": Provide(lambda: door, sync_to_thread=False),
        },
        exception_handlers={Refused: json_error},
    )


@get("/login/oauth/authorize", sync_to_thread=False)
def ask(request: Http, door: Door) -> Template | Response[str]:
    """Ask who signs in."""
    return door.ask(dict(request.query_params), scope=_SCOPE)


@post("/login/oauth/authorize")
async def answer(request: Http, github: GitHub, door: Door) -> Response[str]:
    """Send the person back with a code, or with their refusal."""
    form = await request.form()
    impostor = "https://impostor.example" if github.take("answer_issuer") else ""
    return door.answer(dict(request.query_params), form, scope=_SCOPE, issuer=impostor)


@post("/login/oauth/access_token", status_code=200)
async def token(request: Http, github: GitHub) -> dict[str, str]:
    """Redeem a code. Refusals have status 200, as GitHub's do."""
    form = await fields(request)
    try:
        authenticate("", form, github.client)
        access_token, grant = github.codes.redeem(
            form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
            at=clock.now(),
        )
    except Refused as refused:
        code = {"invalid_client": "incorrect_client_credentials"}.get(refused.code, "bad_verification_code")
        return {"error": code, "error_description": refused.description}
    return {"access_token": access_token, "token_type": "bearer", "scope": grant.authorization.scope}


@get("/api/user", sync_to_thread=False)
def who(request: Http, github: GitHub) -> dict[str, object]:
    """Say whom a token speaks for; the address is shown only where the person made it public."""
    if github.take("token"):
        raise Refused("invalid_token", "Bad credentials")
    person = bearer(request, github.codes)
    shown = None if github.take("private_email") else person.email
    return {"login": _login(person), "id": int(person.sub) % 10**12, "name": person.name, "email": shown}


@get("/api/user/emails", sync_to_thread=False)
def emails(request: Http, github: GitHub) -> Response[list[dict[str, object]]]:
    """List a person's addresses, each with what GitHub knows of it."""
    person = bearer(request, github.codes)
    fault = github.take("unverified_email", "no_email", "secondary_email", "emails_hidden")
    if fault == "emails_hidden":
        return Response([], status_code=404)
    primary: dict[str, object] = {
        "email": person.email,
        "verified": fault != "unverified_email",
        "primary": fault != "secondary_email",
        "visibility": None,
    }
    hidden: dict[str, object] = {
        "email": f"{person.sub}+{_login(person)}@noreply.github.example",
        "verified": fault != "secondary_email",
        "primary": False,
        "visibility": None,
    }
    return Response([] if fault == "no_email" else [hidden, primary])


@post("/faults", status_code=204, sync_to_thread=False)
def arm(data: Armed, github: GitHub) -> None:
    """Make the next sign-in wrong, once."""
    github.fault = data.next


def _login(person: Person) -> str:
    return "".join(sign for sign in person.name.lower().replace(" ", "-") if sign.isalnum() or sign == "-")
