"""Bodies and headers as they arrive: bounded in size and in time."""

import asyncio
from typing import cast

import pytest
from litestar.types import HTTPReceiveMessage, HTTPScope, Receive

from invoiceflow.web.body import MAX_DEPTH, read_json
from invoiceflow.web.problems import Problem
from invoiceflow.web.steps.receiving import MAX_BODY_BYTES, check_headers, whole_body


def arriving(*parts: bytes, ends: bool = True) -> Receive:
    """Return a connection on which these parts arrive; where it does not end, nothing follows them."""
    waiting = [
        {"type": "http.request", "body": part, "more_body": number < len(parts) - 1 or not ends}
        for number, part in enumerate(parts)
    ]

    async def receive() -> HTTPReceiveMessage:
        if not waiting:
            await asyncio.Event().wait()
        return cast("HTTPReceiveMessage", waiting.pop(0))

    return cast("Receive", receive)


async def test_a_body_that_never_ends_is_given_up() -> None:
    """Somebody who sends a part and then nothing is answered 408, and the connection is closed."""
    with pytest.raises(Problem) as refused:
        await whole_body({}, arriving(b"a", ends=False), seconds=0.05)
    assert (refused.value.status, refused.value.headers) == (408, {"Connection": "close"})


async def test_a_length_that_lies_is_counted() -> None:
    """The limit holds for what comes, whatever the length says."""
    part = b"x" * (MAX_BODY_BYTES // 2 + 1)
    with pytest.raises(Problem) as refused:
        await whole_body({"content-length": "3"}, arriving(part, part))
    assert refused.value.status == 413
    assert await whole_body({}, arriving(b"a", b"b")) == b"ab"


async def test_files_may_be_larger() -> None:
    """A form with files may hold four times as much as JSON, and no more."""
    form = {"content-type": "multipart/form-data; boundary=x"}
    part = b"x" * (MAX_BODY_BYTES + 1)
    assert await whole_body(form, arriving(part)) == part
    with pytest.raises(Problem) as refused:
        await whole_body(form, arriving(part, part, part, part))
    assert refused.value.status == 413


def test_headers_are_bounded() -> None:
    """Sixteen kilobytes of headers are taken, one more byte is not."""
    fits = {"headers": [(b"x" * 16, b"y" * (16 * 1024 - 16))]}
    check_headers(cast("HTTPScope", fits))
    with pytest.raises(Problem) as refused:
        check_headers(cast("HTTPScope", {"headers": [*fits["headers"], (b"z", b"")]}))
    assert refused.value.status == 431


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": [{"b": 1, "c": 2, "b": 3}]}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": 1} x',
        b"\xff\xfe{}",
        b'{"a": "\xff"}',
        b'{"a": 01}',
        b"",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b"[" * 200_000 + b"]" * 200_000,
    ],
)
def test_json_that_programs_read_in_two_ways_is_refused(body: bytes) -> None:
    """Names that stand twice, numbers that are none, bad encoding, depth: 400, and never a crash."""
    with pytest.raises(Problem) as refused:
        read_json(body)
    assert (refused.value.status, refused.value.code) == (400, "request.malformed")


def test_json_as_deep_as_allowed_is_read() -> None:
    """Thirty-two levels are read."""
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    assert read_json(b'{"a": {"a": 1}, "b": {"a": 1}}') == {"a": {"a": 1}, "b": {"a": 1}}
