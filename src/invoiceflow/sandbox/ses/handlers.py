"""``POST /ses/v2/email/outbound-emails``: a whole message, in base64, from an address that was verified."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.aws.answering import Answer, Service
from invoiceflow.sandbox.aws.asked import Asked, Refused
from invoiceflow.sandbox.aws.signature import Door
from invoiceflow.sandbox.fate.events import Sent
from invoiceflow.sandbox.fate.news import News
from invoiceflow.sandbox.mail.box import Box

PATH = "/ses"
REGION = "eu-central-1"
_SEND = f"{PATH}/v2/email/outbound-emails"
_JSON = {"content-type": "application/json"}


def service(box: Box, news: News, secrets: Mapping[str, str]) -> Service:
    """
    Return the stand-in; secrets are by access key. What becomes of a message is told by ``news``.

    Two recipients are never taken: ``rejected@`` as one whose message SES refuses, ``throttled@`` as one too many.
    """

    def answer(asked: Asked) -> Answer:
        if (asked.method, asked.raw_path) != ("POST", _SEND):
            raise Refused(404, "NotFoundException")
        body = _read(asked.body)
        recipients = body["Destination"]["ToAddresses"]
        _refuse(recipients)
        try:
            raw = b64decode(body["Content"]["Raw"]["Data"], validate=True)
        except NotBase64:
            raise Refused(400, "BadRequestException") from None
        box.keep(raw, body["FromEmailAddress"], recipients, clock.now())
        message_id = f"0107{uuid4().hex}-{uuid4()}-000000"
        tags = {each["Name"]: each["Value"] for each in body.get("EmailTags", ())}
        for recipient in recipients:
            news.tell(Sent(message_id, body["FromEmailAddress"], recipient, raw, clock.now(), tags))
        return Answer(200, json.dumps({"MessageId": message_id}).encode(), _JSON)

    return Service(PATH, Door("ses", REGION, secrets), answer, _refusal)


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
        _ = found["FromEmailAddress"], found["Destination"]["ToAddresses"][0], found["Content"]["Raw"]["Data"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise Refused(400, "BadRequestException") from None
    return dict(found)


def _refuse(recipients: list[str]) -> None:
    first = recipients[0].partition("@")[0]
    if first == "rejected":
        raise Refused(400, "MessageRejected")
    if first == "throttled":
        raise Refused(429, "TooManyRequestsException")


def _refusal(refused: Refused) -> Answer:
    said = json.dumps({"message": refused.code}).encode()
    return Answer(refused.status, said, _JSON | {"x-amzn-errortype": refused.code})
