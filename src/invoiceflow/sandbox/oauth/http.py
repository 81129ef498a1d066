"""What every provider does over HTTP: ask who signs in, send back, and know its one client."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, TypeAlias
from urllib.parse import unquote, urlencode

from litestar import Request, Response
from litestar.response import Template

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.oauth.codes import Authorization, Client, Codes, Refused
from invoiceflow.sandbox.oauth.people import People, Person

Http: TypeAlias = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """Where people choose an account: `name` is the provider's, `issuer` goes back with each answer (RFC 9207)."""

    name: str
    issuer: str
    client: Client
    codes: Codes
    people: People

    def ask(self, asked: Mapping[str, str], *, scope: str) -> Template | Response[str]:
        """Ask who signs in, once the application has asked rightly; `scope` is what it must ask for."""
        stop = self._unsafe(asked)
        if stop:
            return stop
        try:
            _authorization(asked, scope)
        except Refused as refused:
            return self.back(asked, error=refused.code, error_description=refused.description)
        context = {
            "action": f"?{urlencode(asked)}",
            "people": self.people.known(),
            "provider": self.name,
        }
        return Template("sign_in.html", context=context)

    def answer(
        self, asked: Mapping[str, str], form: Mapping[str, Any], *, scope: str, issuer: str
    ) -> Response[str]:
        """Send the person back with a code, or with their refusal, in the name of `issuer`."""
        stop = self._unsafe(asked)
        if stop:
            return stop
        try:
            authorization = _authorization(asked, scope)
            person = _chosen(str(form.get("person", "")), str(form.get("name", "")), self.people)
        except Refused as refused:
            return self.back(asked, error=refused.code, error_description=refused.description)
        code = self.codes.grant(authorization, person, clock.now())
        return self.back(asked, code=code, iss=issuer)

    def back(self, asked: Mapping[str, str], **answer: str) -> Response[str]:
        """Return the redirect to the application; its state comes back as it was."""
        answer = {"iss": self.issuer, **answer}
        if "state" in asked:
            answer["state"] = asked["state"]
        told = urlencode({name: value for name, value in answer.items() if value})
        headers = {"location": f"{asked['redirect_uri']}?{told}", "cache-control": "no-store"}
        return Response("", status_code=303, headers=headers)

    def _unsafe(self, asked: Mapping[str, str]) -> Response[str] | None:
        """Return why it would be unsafe to send the browser anywhere (RFC 6749, 3.1.2.4)."""
        if asked.get("client_id") != self.client.client_id:
            stop = "This client_id is not registered."
        elif asked.get("redirect_uri") not in self.client.redirect_uris:
            stop = "This redirect_uri is not registered for the client; it must be the same to the letter."
        else:
            return None
        return Response(stop, status_code=400, media_type="text/plain")


def authenticate(header: str, form: Mapping[str, str], known: Client) -> None:
    """Refuse a client whose id or secret is wrong, in the form or in the `Authorization` header (RFC 6749, 2.3.1)."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, encoded = header.partition(" ")
    if kind.lower() == "basic":
        client_id, secret = _basic(encoded)
    if client_id != known.client_id or not compare_digest(secret.encode(), known.secret.encode()):
        raise Refused("invalid_client", "client_id or client_secret is wrong")


def bearer(request: Http, codes: Codes) -> Person:
    """Return whom the request's access token speaks for."""
    kind, _, access_token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Refused("invalid_token", "a Bearer token is needed")
    return codes.bearer(access_token)


def json_error(_request: Http, error: Refused) -> Response[dict[str, str]]:
    """Render a refusal (RFC 6749, 5.2)."""
    status = 401 if error.code in ("invalid_client", "invalid_token") else 400
    content = {"error": error.code, "error_description": error.description}
    return Response(content, status_code=status, headers={"cache-control": "no-store"})


async def fields(request: Http) -> dict[str, str]:
    """Return a form's fields."""
    return {name: str(value) for name, value in (await request.form()).items()}


def _authorization(asked: Mapping[str, str], scope: str) -> Authorization:
    if asked.get("response_type") != "code":
        raise Refused("unsupported_response_type", "response_type must be code")
    if scope not in asked.get("scope", "").split():
        raise Refused("invalid_scope", f"scope must contain {scope}")
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


def _basic(encoded: str) -> tuple[str, str]:
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(client_id), unquote(secret)
