"""The keys of a task's role: asked for once, and again shortly before they end."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import msgspec
import pytest

from invoiceflow.runtime.aws import NoCredentials, RoleCredentials

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATH = "/v2/credentials/of-the-task"


class Agent(HTTPServer):
    """Gives out keys that are good for an hour from AT, under a new name each time, at one path."""

    asked = 0


class Handler(BaseHTTPRequestHandler):
    """Answers for the agent."""

    server: Agent

    def do_GET(self) -> None:
        """Answer as the agent of ECS does."""
        self.server.asked += 1
        self.send_response(200 if self.path == PATH else 404)
        self.end_headers()
        keys = {
            "AccessKeyId": f"ASIA{self.server.asked}",
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": AT + timedelta(hours=self.server.asked),
            "RoleArn": "arn:aws:iam::1:role/web",
        }
        self.wfile.write(msgspec.json.encode(keys))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def agent() -> Iterator[Agent]:
    """Yield the agent, running."""
    with Agent(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def role(agent: Agent, path: str = PATH) -> RoleCredentials:
    """Return what asks the agent."""
    return RoleCredentials(path, host=f"http://127.0.0.1:{agent.server_port}")


async def test_keys_are_kept_until_they_are_about_to_end(agent: Agent) -> None:
    """An hour's keys are asked for once in 55 minutes."""
    keys = role(agent)
    first = await keys.at(AT)
    assert (first.access_key, first.session_token) == ("ASIA1", "token")
    assert await keys.at(AT + timedelta(minutes=54)) == first
    assert (await keys.at(AT + timedelta(minutes=56))).access_key == "ASIA2"
    assert agent.asked == 2


async def test_no_keys_are_an_outage(agent: Agent) -> None:
    """Where the agent has none, or is none, that is said, and asked again the next time."""
    with pytest.raises(NoCredentials, match="HTTPStatusError"):
        await role(agent, "/elsewhere").at(AT)
    with pytest.raises(NoCredentials, match="ConnectError"):
        await RoleCredentials(PATH, host="http://127.0.0.1:1").at(AT)
