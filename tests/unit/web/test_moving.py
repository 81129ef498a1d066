"""The one name of the product: what an address holds is led on as it was asked for."""

from typing import Any

from invoiceflow.web.steps.moving import move


async def test_an_address_is_led_on_undecoded() -> None:
    """Encoded line ends and umlauts stay encoded, so that the answer's header is whole."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = b"/app/%C3%BC%0D%0AX-Evil:%20yes"
    scope: Any = {"path": "/app/ü\r\nX-Evil: yes", "raw_path": raw, "query_string": b"q=%20"}
    await move(scope, "https://pay.example", send)
    assert sent[0]["headers"] == [(b"location", b"https://pay.example" + raw + b"?q=%20")]
