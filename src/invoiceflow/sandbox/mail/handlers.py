"""The catcher's pages for people and its JSON for tests."""

from typing import Any
from urllib.parse import quote

from litestar import Response, Router, delete, get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template
from msgspec import Struct

from invoiceflow.sandbox.mail.box import Attachment, Box, Mail


class AttachmentSummary(Struct):
    """An attachment in a listing; `url` is where its content is."""

    name: str
    media_type: str
    size_bytes: int
    url: str


class MailSummary(Struct, rename={"sender": "from", "recipients": "to"}):
    """A message in a listing. `from` and `to` are the envelope's."""

    id: str
    at: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    attachments: list[AttachmentSummary]


class MailDetail(MailSummary, rename={"sender": "from", "recipients": "to"}):
    """A whole message. Headers come decoded, in their order; a name may come twice."""

    headers: list[tuple[str, str]]
    text: str
    html: str


def router(box: Box) -> Router:
    """Return all addresses of the catcher, under `/mail`."""
    return Router(
        "/mail",
        route_handlers=[
            *(page, empty, message_page, message_html, raw, attachment),
            *(list_messages, get_message, delete_messages, delete_message),
        ],
        dependencies={"box": Provide(lambda: box, sync_to_thread=False)},
    )


@get("/", sync_to_thread=False)
def page(box: Box) -> Template:
    """List what was caught."""
    return Template("mails.html", context={"mails": [_summary(mail) for mail in box.mails()]})


@post("/clear", sync_to_thread=False)
def empty(box: Box) -> Redirect:
    """Delete everything, from the page."""
    box.clear()
    return Redirect("/mail", status_code=303)


@get("/{name:str}", sync_to_thread=False)
def message_page(name: str, box: Box) -> Template:
    """Show one message."""
    return Template("mail.html", context={"mail": _detail(_found(box, name))})


@get("/{name:str}/html", sync_to_thread=False)
def message_html(name: str, box: Box) -> Response[str]:
    """Serve the HTML of a message to the frame that shows it: no script, links open in a new tab."""
    html = '<base target="_blank">' + _found(box, name).html
    policy = (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data: http: https:"
    )
    return Response(html, media_type="text/html", headers={"content-security-policy": policy})


@get("/{name:str}/raw", sync_to_thread=False)
def raw(name: str, box: Box) -> Response[bytes]:
    """Serve a message as it came."""
    return Response(_found(box, name).raw, media_type="text/plain; charset=utf-8")


@get("/{name:str}/attachments/{number:int}", sync_to_thread=False)
def attachment(name: str, number: int, box: Box) -> Response[bytes]:
    """Serve an attachment as a download; the first is 0."""
    attachments = _found(box, name).attachments
    if not 0 <= number < len(attachments):
        raise NotFoundException
    return _download(attachments[number])


@get("/api/messages", sync_to_thread=False)
def list_messages(box: Box, to: str = "") -> list[MailSummary]:
    """List what was caught, newest first; `?to=` keeps what went to one address."""
    return [_summary(mail) for mail in box.mails(recipient=to)]


@get("/api/messages/{name:str}", sync_to_thread=False)
def get_message(name: str, box: Box) -> MailDetail:
    """Return one message."""
    return _detail(_found(box, name))


@delete("/api/messages", sync_to_thread=False)
def delete_messages(box: Box) -> None:
    """Delete everything."""
    box.clear()


@delete("/api/messages/{name:str}", sync_to_thread=False)
def delete_message(name: str, box: Box) -> None:
    """Delete one message, if it is there."""
    box.remove(_found(box, name).envelope.id)


def _found(box: Box, name: str) -> Mail:
    mail = box.find(name)
    if mail is None:
        raise NotFoundException
    return mail


def _summary(mail: Mail) -> MailSummary:
    return MailSummary(**_summary_fields(mail))


def _detail(mail: Mail) -> MailDetail:
    return MailDetail(**_summary_fields(mail), headers=list(mail.headers), text=mail.text, html=mail.html)


def _summary_fields(mail: Mail) -> dict[str, Any]:
    base = f"/mail/{mail.envelope.id}/attachments"
    return {
        "id": mail.envelope.id,
        "at": mail.envelope.at,
        "sender": mail.envelope.sender,
        "recipients": mail.envelope.recipients,
        "subject": mail.subject,
        "attachments": [
            AttachmentSummary(found.name, found.media_type, len(found.content), f"{base}/{number}")
            for number, found in enumerate(mail.attachments)
        ],
    }


def _download(found: Attachment) -> Response[bytes]:
    disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    return Response(found.content, media_type=found.media_type, headers={"content-disposition": disposition})
