"""The main job over HTTP: what a tenant does on a Monday morning, and whether all of it is still there later."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final

import httpx

from invoiceflow.entrypoints.development.problem import Problem

_PATIENCE_SECONDS: Final = 30
_LINE: Final = {"description": "Menu design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}
_TOTAL_MINOR: Final = 190_40


@dataclass(frozen=True, slots=True)
class Done:
    """One invoice that was written, issued, sent and paid, and the digest of its document."""

    invoice_id: str
    number: str
    document: str


@dataclass(frozen=True, slots=True)
class MainJob:
    """A tenant at one address. ``caught`` answers with the emails that an address got; none where nobody catches."""

    url: str
    key: str
    caught: Callable[[str], list[Any]]

    def do(self) -> Done:
        """
        Add a client, write an invoice, issue and send it, read its document, and take its payment by hand.

        Raises:
            Problem: something was answered that should not have been.
        """
        with self._api() as api:
            address = f"anna-{token_hex(4)}@lindenhof.example"
            client = _sent(api, "clients", {"name": "Café Lindenhof", "country": "DE", "email": address})
            draft = {"client_id": client["id"], "currency": "EUR", "lines": [_LINE]}
            invoice = _sent(api, "invoices", draft)
            issued = _sent(api, f"invoices/{invoice['id']}/issue", {})
            _sent(api, f"invoices/{invoice['id']}/send", {"recipient": address})
            document = self._document(api, invoice["id"])
            _within(lambda: len(self.caught(address)) == 1, "The invoice did not arrive in the mail.")
            self._pay(api, invoice["id"], issued["issued_on"])
            return Done(invoice["id"], issued["number"], document)

    def find(self, done: Done) -> None:
        """Look at it again, after a restart say. Raises Problem where anything is missing or another one."""
        with self._api() as api:
            invoice = _ok(api.get(f"invoices/{done.invoice_id}"))
            if (invoice["number"], invoice["status"]) != (done.number, "paid"):
                raise Problem(f"Invoice {done.number} is now {invoice['number']}, {invoice['status']}.")
            if self._document(api, done.invoice_id) != done.document:
                raise Problem(f"The document of invoice {done.number} is another one now.")

    def _api(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=f"{self.url}/api/v1/", headers=headers, timeout=_PATIENCE_SECONDS)

    def _document(self, api: httpx.Client, invoice_id: str) -> str:
        answer = api.get(f"invoices/{invoice_id}/pdf")
        if answer.status_code != 200 or not answer.content.startswith(b"%PDF-"):
            raise Problem(f"The document was answered with {answer.status_code}.")
        return sha256(answer.content).hexdigest()

    def _pay(self, api: httpx.Client, invoice_id: str, received_on: str) -> None:
        payment = {"amount_minor": _TOTAL_MINOR, "method": "bank_transfer", "received_on": received_on}
        standing = _sent(api, f"invoices/{invoice_id}/payments", payment)["invoice"]
        if (standing["status"], standing["due_minor"]) != ("paid", 0):
            raise Problem(f"A paid invoice is {standing}.")


def _sent(api: httpx.Client, path: str, body: dict[str, object]) -> Any:
    return _ok(api.post(path, json=body))


def _ok(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise Problem(
            f"{answer.request.method} {answer.request.url.path} was answered with {answer.status_code}: {answer.text}"
        )
    return answer.json()


def _within(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise Problem(otherwise)
        time.sleep(0.1)
