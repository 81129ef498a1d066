"""What differs between environments, as data. Nothing else in this folder asks which one it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aws_cdk import Environment as Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How few and how many tasks of a service there may be."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """
    One InvoiceFlow in one region of one account.

    ``cloudfront_prefix_list`` is the region's id of ``com.amazonaws.global.cloudfront.origin-facing``.
    ``certificate`` is in the environment's own region, ``edge_certificate`` in us-east-1, where CloudFront wants it;
    both name ``domain``, the latter ``files_domain`` too. ``database_units`` are Aurora capacity units (2 GB each).
    ``settings`` are the product's own (the table in the README of the repository), beyond those that follow from the
    infrastructure; of those in ``secret_settings`` only the names are here, and each gets a secret that a person fills.
    """

    name: str
    region: str
    domain: str
    mail_domain: str
    certificate: str
    edge_certificate: str
    cloudfront_prefix_list: str
    network: str
    repository: str
    alarm_email: str
    web: Span
    worker: Span
    database_units: Span
    cache_node: str
    settings: Mapping[str, str]
    secret_settings: tuple[str, ...]

    @property
    def files_domain(self) -> str:
        """Where private files are fetched from: an origin of its own, so that no file can act as the product."""
        return f"files.{self.domain}"

    @property
    def base_url(self) -> str:
        """What the product calls BASE_URL."""
        return f"https://{self.domain}"

    @property
    def place(self) -> Place:
        """Where its stacks lie; the account is whichever deploys, so that templates name none."""
        return Place(region=self.region)

    def called(self, part: str) -> str:
        """Return the name of one of this environment's stacks, clusters and the like."""
        return f"invoiceflow-{self.name}-{part}"


PRODUCTION: Final = Environment(
    name="production",
    region="eu-central-1",
    domain="invoices.example.com",
    mail_domain="example.com",
    certificate="arn:aws:acm:eu-central-1:111122223333:certificate/11111111-1111-4111-8111-111111111111",
    edge_certificate="arn:aws:acm:us-east-1:111122223333:certificate/22222222-2222-4222-8222-222222222222",
    cloudfront_prefix_list="pl-a3a144ca",
    network="10.20.0.0/16",
    repository="example/invoiceflow",
    alarm_email="operations@example.com",
    web=Span(least=2, most=12),
    worker=Span(least=2, most=8),
    database_units=Span(least=1, most=16),
    cache_node="cache.t4g.small",
    settings={
        "GOOGLE_CLIENT_ID": "replace-me.apps.googleusercontent.com",
        "FILES_LINKS_KEY_ID": "KREPLACEME",
    },
    secret_settings=(
        "FILES_LINKS_PRIVATE_KEY",
        "GOOGLE_CLIENT_SECRET",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRETS",
        "STRIPE_CONNECT_WEBHOOK_SECRETS",
    ),
)

STAGING: Final = Environment(
    name="staging",
    region="eu-central-1",
    domain="invoices.staging.example.com",
    mail_domain="staging.example.com",
    certificate="arn:aws:acm:eu-central-1:444455556666:certificate/33333333-3333-4333-8333-333333333333",
    edge_certificate="arn:aws:acm:us-east-1:444455556666:certificate/44444444-4444-4444-8444-444444444444",
    cloudfront_prefix_list="pl-a3a144ca",
    network="10.30.0.0/16",
    repository="example/invoiceflow",
    alarm_email="operations@example.com",
    web=Span(least=2, most=4),
    worker=Span(least=1, most=2),
    database_units=Span(least=1, most=4),
    cache_node="cache.t4g.micro",
    settings={},
    secret_settings=(),
)

ENVIRONMENTS: Final = {each.name: each for each in (PRODUCTION, STAGING)}
