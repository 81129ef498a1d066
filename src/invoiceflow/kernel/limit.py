"""How often something may be done, and how much at once: every limit, as data. docs/limits.md shows the same."""

from dataclasses import dataclass, replace
from typing import Literal

MINUTE, QUARTER, HOUR, DAY = 60, 15 * 60, 60 * 60, 24 * 60 * 60

Per = Literal["address", "network", "session", "person", "tenant", "key", "everyone"]


@dataclass(frozen=True, slots=True)
class Limit:
    """
    At most ``amount`` in any ``seconds``, counted apart for each ``per``; ``about`` says what is counted.

    ``network`` is the /24 of an IPv4 address or the /48 of an IPv6 one. ``guessing``: what is counted may be somebody
    trying out secrets, so that the limit stays on, and becomes stricter, while Redis is away.
    """

    name: str
    about: str
    per: Per
    amount: int
    seconds: int
    guessing: bool = False

    @property
    def in_words(self) -> str:
        """Return the limit as who reaches it is told: "5 tenants opened in 24 hours"."""
        return f"{self.amount} {self.about} in {span(self.seconds)}"


@dataclass(frozen=True, slots=True)
class AtOnce:
    """At most ``amount`` at the same time for each tenant, in each process; what is more waits its turn for a while."""

    name: str
    about: str
    amount: int


SIGN_IN_PERSON = Limit("sign_in.person", "failed sign-ins", "person", 10, QUARTER, guessing=True)
SIGN_IN_NETWORK = Limit("sign_in.network", "failed sign-ins", "network", 100, QUARTER, guessing=True)
SECOND_FACTOR = Limit("second_factor", "wrong codes", "person", 5, QUARTER, guessing=True)
MAGIC_LINK_PERSON = Limit("magic_link.person", "sign-in emails", "person", 5, HOUR, guessing=True)
MAGIC_LINK_NETWORK = Limit("magic_link.network", "sign-in emails", "network", 60, HOUR, guessing=True)
INVITATION_GUESS = Limit("invitation.guess", "unknown invitations", "address", 20, MINUTE, guessing=True)
PAY_LINK_GUESS = Limit("pay_link.guess", "unknown pay links", "address", 20, MINUTE, guessing=True)
PAY_LINK_ALARM = Limit("pay_link.alarm", "unknown pay links: then an alarm", "everyone", 200, MINUTE)
KEY_GUESS = Limit("api_key.guess", "unknown API keys", "address", 60, MINUTE, guessing=True)
WEBHOOK_GUESS = Limit(
    "webhook.guess", "messages without a good signature", "address", 120, MINUTE, guessing=True
)

POLICY_REPORTS = Limit("policy_reports", "reports of what a page's policy stopped", "address", 30, MINUTE)
STRANGERS = Limit("strangers", "requests without a session", "address", 3_000, MINUTE)
PAGES = Limit("pages", "requests with a session", "session", 6_000, MINUTE)
API_KEY = Limit("api.key", "API requests", "key", 200, 2)
API_TENANT = Limit("api.tenant", "API requests", "tenant", 24_000, MINUTE)

INVOICE_MAILS = Limit("mails", "invoices sent by email", "tenant", 500, HOUR)
APPROVAL_MAILS = Limit("approvals", "drafts submitted for approval", "tenant", 300, HOUR)
INVITATION_MAILS = Limit("invitations", "invitations sent by email", "tenant", 50, HOUR)
INVITATIONS_PERSON = Limit("invitations.person", "invitations sent by email", "person", 60, DAY)
TENANTS_PERSON = Limit("tenants.person", "tenants opened", "person", 5, DAY)
CHECKOUTS = Limit("checkouts", "pages opened to pay on", "tenant", 600, HOUR)

LIMITS = (
    *(SIGN_IN_PERSON, SIGN_IN_NETWORK, SECOND_FACTOR, MAGIC_LINK_PERSON, MAGIC_LINK_NETWORK),
    *(INVITATION_GUESS, PAY_LINK_GUESS, PAY_LINK_ALARM, KEY_GUESS, WEBHOOK_GUESS),
    *(POLICY_REPORTS, STRANGERS, PAGES, API_KEY, API_TENANT, INVOICE_MAILS, APPROVAL_MAILS),
    *(INVITATION_MAILS, INVITATIONS_PERSON, TENANTS_PERSON, CHECKOUTS),
)

REQUESTS_AT_ONCE = AtOnce("requests.at_once", "requests", 20)
FILES_AT_ONCE = AtOnce("files.at_once", "files that are written while they are sent", 2)

ALL_AT_ONCE = (REQUESTS_AT_ONCE, FILES_AT_ONCE)


def span(seconds: int) -> str:
    """Return a time in the largest unit of which it is more than one, rounded up: "90 seconds", "24 minutes"."""
    for unit, name in ((HOUR, "hour"), (MINUTE, "minute")):
        if seconds == unit:
            return f"1 {name}"
        if 2 * seconds > 3 * unit:
            return f"{-(-seconds // unit)} {name}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def api_limits(requests_per_second: int) -> tuple[Limit, Limit]:
    """Return the limits of a key and of its tenant, four keys' worth, where a key may ask so often."""
    key = replace(API_KEY, amount=requests_per_second * API_KEY.seconds)
    return key, replace(API_TENANT, amount=4 * requests_per_second * API_TENANT.seconds)
