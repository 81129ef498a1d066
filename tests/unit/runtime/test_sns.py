"""Whom a message of SNS is believed: a certificate of its own address in the region of the topic, while it is good."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.outbound import Outbound, OutboundAnswer
from invoiceflow.runtime.sns import NotSns, Sns, envelope_in, is_fresh
from invoiceflow.sandbox.sns.signer import Signer
from invoiceflow.sandbox.sns.topic import ARN, Topic

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOST = "https://sns.eu-central-1.amazonaws.com"


@dataclass(frozen=True)
class Door(Outbound):
    """A door behind which SNS is: it answers with one certificate, and remembers what was asked."""

    certificate: bytes = b""
    asked: list[str] = field(default_factory=list)

    async def get(self, url: str) -> OutboundAnswer:
        """Answer with the certificate."""
        self.asked.append(url)
        return OutboundAnswer(200, self.certificate)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Return a key and its certificate."""
    return Signer(Path(tmp_path_factory.mktemp("sns")))


async def test_the_certificate_is_asked_of_sns_alone_and_once(signer: Signer) -> None:
    """A message that SNS signed is believed, and the certificate is kept."""
    door = Door(certificate=signer.certificate)
    sns = Sns(ARN, door)
    for version in ("1", "2"):
        signed = Topic(signer, HOST).notification("{}", AT, version=version)
        await sns.require(envelope_in(_json(signed)), AT)
    assert door.asked == [f"{HOST}/{signer.name}"]


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-central-1.amazonaws.com",
        "https://sns.eu-central-1.amazonaws.com.evil.example",
        "https://sns.eu-central-1.amazonaws.com@evil.example",
        "https://evil.example/sns.eu-central-1.amazonaws.com",
        "https://sns.eu-central-1.amazonaws.com:444",
        "https://sns.us-east-1.amazonaws.com",
        "https://sns-eu-central-1.amazonaws.com",
        "https://s3.eu-central-1.amazonaws.com",
        "https://snsXeu-central-1.amazonaws.com",
        "//sns.eu-central-1.amazonaws.com",
        f"{HOST}/?Action=GetSomething&x=",
        f"{HOST}/elsewhere?/",
        "",
    ],
)
async def test_a_certificate_elsewhere_is_not_even_asked_for(signer: Signer, url: str) -> None:
    """However like SNS's an address looks, and also where others may write at SNS itself."""
    door = Door(certificate=signer.certificate)
    signed = Topic(signer, url).notification("{}", AT)
    with pytest.raises(NotSns):
        await Sns(ARN, door).require(envelope_in(_json(signed)), AT)
    assert door.asked == []


@pytest.mark.parametrize("days", [-3700, 3700])
async def test_a_certificate_that_is_not_good_now_proves_nothing(signer: Signer, days: int) -> None:
    """Before it begins and after it ends."""
    signed = Topic(signer, HOST).notification("{}", AT)
    with pytest.raises(NotSns, match="not good now"):
        await Sns(ARN, Door(certificate=signer.certificate)).require(
            envelope_in(_json(signed)), SystemClock().now() + timedelta(days=days)
        )


async def test_a_key_of_somebody_elses_proves_nothing(signer: Signer, tmp_path: Path) -> None:
    """What another key signed is refused, and so is what is no certificate."""
    signed = Topic(Signer(tmp_path), HOST).notification("{}", AT)
    for certificate in (signer.certificate, b"nothing"):
        with pytest.raises(NotSns):
            await Sns(ARN, Door(certificate=certificate)).require(envelope_in(_json(signed)), AT)


async def test_what_sns_signed_for_another_topic_is_not_ours(signer: Signer) -> None:
    """Anybody can have a topic, and SNS signs for all of them by the same key."""
    door = Door(certificate=signer.certificate)
    theirs = Topic(signer, HOST, arn=ARN.replace("000000000000", "111111111111"))
    with pytest.raises(NotSns, match="another topic"):
        await Sns(ARN, door).require(envelope_in(_json(theirs.notification("{}", AT))), AT)


def test_an_hour_is_what_counts_as_now(signer: Signer) -> None:
    """To the second, into both directions; an instant without its zone is none."""
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    ages = [hour, hour + second, -hour, -hour - second]
    told = [envelope_in(_json(Topic(signer, HOST).notification("{}", AT - age))) for age in ages]
    assert [is_fresh(each, AT) for each in told] == [True, False, True, False]
    told[0].timestamp = "2026-11-23T09:00:00"
    assert not is_fresh(told[0], AT)


def _json(envelope: dict[str, str]) -> bytes:
    return json.dumps(envelope).encode()
