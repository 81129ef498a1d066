"""The stand-ins of tests (`invoiceflow.sandbox`), started once, when first asked for."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

import pytest

from invoiceflow.entrypoints.development.child import Program, spawn
from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_ports
from invoiceflow.runtime.s3 import Bucket


@dataclass(frozen=True, slots=True)
class Sandbox:
    """
    The stand-ins of this test session. `client_id` and `client_secret` are registered with each provider.

    `url/mail/api/messages?to=ADDRESS` lists what was sent; `POST url/google/faults` spoils the next sign-in, as do
    those of `github` and `oidc`. `stripe_key` opens the platform that events are sent for.
    """

    url: str
    smtp_port: int
    client_id: str
    client_secret: str
    origin: str
    stripe_key: str

    @property
    def stripe_base(self) -> str:
        """What STRIPE_API_BASE is to be."""
        return f"{self.url}/stripe"

    @property
    def bucket(self) -> Bucket:
        """The bucket of the stand-in for S3, whose key pair is `client_id` and `client_secret`."""
        return Bucket("documents", "eu-central-1", f"{self.url}/s3")

    @property
    def upload_bucket(self) -> Bucket:
        """The one beside it that browsers post to."""
        return replace(self.bucket, name="uploads")

    @property
    def issuer(self) -> str:
        return f"{self.url}/google"

    @property
    def redirect_uri(self) -> str:
        return self.callback("google")

    def callback(self, way: str) -> str:
        return f"{self.origin}/login/{way}/callback"

    def settings(self) -> dict[str, str]:
        """Return the settings of a product whose providers are these stand-ins, all of them."""
        ways = ("google", "github", "oidc")
        client = {f"{way}_client_id": self.client_id for way in ways}
        secret = {f"{way}_client_secret": self.client_secret for way in ways}
        addresses = {
            "base_url": self.origin,
            "google_issuer": self.issuer,
            "github_base_url": f"{self.url}/github",
            "github_api_url": f"{self.url}/github/api",
            "oidc_issuer": f"{self.url}/oidc",
            "mail_url": self.mail_url,
        }
        return client | secret | addresses

    @property
    def mail_url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.smtp_port}"


@pytest.fixture(scope="session")
def sandbox(data_folder: Path) -> Iterator[Sandbox]:
    """Start the stand-ins for this session."""
    http_port, smtp_port = free_ports(2)
    known = Sandbox(
        url=f"http://{LOOPBACK}:{http_port}",
        smtp_port=smtp_port,
        client_id="invoiceflow-test",
        client_secret=token_hex(16),
        origin="http://127.0.0.1:8000",
        stripe_key=f"sk_test_{token_hex(12)}",
    )
    command = (
        *(sys.executable, "-m", "invoiceflow.sandbox", "--data", str(data_folder / "sandbox")),
        *("--port", str(http_port), "--smtp-port", str(smtp_port)),
        *(
            part
            for way in ("google", "github", "oidc")
            for part in ("--redirect-uri", f"{way}={known.callback(way)}")
        ),
    )
    secrets = {
        f"{way}_CLIENT_{part}": value
        for way in ("GOOGLE", "GITHUB", "OIDC")
        for part, value in (("ID", known.client_id), ("SECRET", known.client_secret))
    }
    secrets["STRIPE_SECRET_KEY"] = known.stripe_key
    keys = {"AWS_ACCESS_KEY_ID": known.client_id, "AWS_SECRET_ACCESS_KEY": known.client_secret}
    inherited = {**os.environ, **secrets, **keys, "ENVIRONMENT": "development"}
    child = spawn(Program("Stand-ins", command, data_folder / "sandbox.log", inherited))
    try:
        child.wait_until(lambda: answers(http_port) and answers(smtp_port), seconds=30)
        yield known
    finally:
        child.stop()
