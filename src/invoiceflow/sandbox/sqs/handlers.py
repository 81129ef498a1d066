"""``POST /sqs``: the queue by SQS's JSON protocol, as far as the product speaks it."""

import json
from collections.abc import Mapping
from typing import Any

from invoiceflow.sandbox.aws.answering import Answer, Service
from invoiceflow.sandbox.aws.asked import Asked, Refused
from invoiceflow.sandbox.aws.signature import Door
from invoiceflow.sandbox.sqs.messages import HIDDEN_SECONDS, Held, Messages

PATH = "/sqs"
REGION = "eu-central-1"
QUEUE = "/000000000000/mail-news"
_TARGET = "AmazonSQS."
_TYPE = "application/x-amz-json-1.0"
_MOST = 10


def service(messages: Messages, secrets: Mapping[str, str]) -> Service:
    """
    Return the stand-in; secrets are by access key. It does not wait for messages: an empty queue is empty at once.

    `GetQueueAttributes` tells how many messages wait, are hidden, and are dead.
    """

    def answer(asked: Asked) -> Answer:
        target, body = asked.headers.get("x-amz-target", ""), _read(asked)
        if not str(body.get("QueueUrl", "")).endswith(f"{PATH}{QUEUE}"):
            raise Refused(400, "QueueDoesNotExist")
        acts = {
            "SendMessage": _send,
            "ReceiveMessage": _receive,
            "DeleteMessage": _delete,
            "GetQueueAttributes": _count,
        }
        act = acts.get(target.removeprefix(_TARGET)) if target.startswith(_TARGET) else None
        if act is None:
            raise Refused(400, "UnsupportedOperation")
        return Answer(200, json.dumps(act(messages, body)).encode(), {"content-type": _TYPE})

    return Service(PATH, Door("sqs", REGION, secrets), answer, _refusal)


def _read(asked: Asked) -> dict[str, Any]:
    if asked.method != "POST" or asked.headers.get("content-type") != _TYPE:
        raise Refused(404, "UnknownOperationException")
    try:
        return dict(json.loads(asked.body))
    except (ValueError, TypeError):
        raise Refused(400, "SerializationException") from None


def _send(messages: Messages, body: dict[str, Any]) -> dict[str, Any]:
    return {"MessageId": messages.send(str(body["MessageBody"]))}


def _receive(messages: Messages, body: dict[str, Any]) -> dict[str, Any]:
    most, seconds = (
        int(body.get("MaxNumberOfMessages", 1)),
        int(body.get("VisibilityTimeout", HIDDEN_SECONDS)),
    )
    if not 1 <= most <= _MOST:
        raise Refused(400, "InvalidParameterValue")
    found = messages.receive(most, seconds)
    return {"Messages": [_message(each) for each in found]} if found else {}


def _message(held: Held) -> dict[str, Any]:
    count = {"ApproximateReceiveCount": str(held.received)}
    return {"MessageId": held.id, "ReceiptHandle": held.handle, "Body": held.body, "Attributes": count}


def _delete(messages: Messages, body: dict[str, Any]) -> dict[str, Any]:
    if not messages.delete(str(body.get("ReceiptHandle", ""))):
        raise Refused(400, "ReceiptHandleIsInvalid")
    return {}


def _count(messages: Messages, _: dict[str, Any]) -> dict[str, Any]:
    now = messages.now()
    waiting = sum(each.due <= now for each in messages.held)
    counts = {"Waiting": waiting, "Hidden": len(messages.held) - waiting, "Dead": len(messages.dead)}
    return {"Attributes": {name: str(count) for name, count in counts.items()}}


def _refusal(refused: Refused) -> Answer:
    said = json.dumps({"__type": f"com.amazonaws.sqs#{refused.code}", "message": refused.code})
    headers = {"content-type": _TYPE, "x-amzn-errortype": refused.code}
    return Answer(refused.status, said.encode(), headers)
