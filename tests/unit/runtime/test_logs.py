"""What a crash leaves in the log."""

from secrets import token_hex

import pytest
import structlog

from invoiceflow.runtime import logs


@pytest.mark.parametrize("development", [True, False])
def test_a_traceback_tells_places_and_no_values(
    capsys: pytest.CaptureFixture[str], *, development: bool
) -> None:
    """A secret in a variable of a crashing function does not reach the log."""
    logs.configure(development=development)
    secret = token_hex()
    try:
        crash(secret)
    except ZeroDivisionError as error:
        structlog.get_logger().error("crash", exc_info=error)
    written = capsys.readouterr().out
    structlog.reset_defaults()
    assert "ZeroDivisionError" in written
    assert secret not in written
    assert secret.upper() not in written


def crash(secret: str) -> float:
    kept = secret.upper()
    return len(kept) / 0
