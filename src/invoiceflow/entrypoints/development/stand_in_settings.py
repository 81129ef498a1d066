"""The settings by which the development system speaks to stand-ins instead of the world."""

from collections.abc import Mapping
from typing import Final

from invoiceflow.entrypoints.development.network import LOOPBACK
from invoiceflow.entrypoints.development.state import State

CLIENT_ID: Final = "invoiceflow-development"
# As the stand-in calls it (sandbox/sns/topic.py).
MAIL_TOPIC: Final = "arn:aws:sns:eu-central-1:000000000000:mail-news"


def stand_in_settings(now: State, inherited: Mapping[str, str]) -> Mapping[str, str]:
    """Return all of them, but for those whose own service a person's settings name."""
    sandbox = f"http://{LOOPBACK}:{now.ports.sandbox}"
    return {
        "GOOGLE_CLIENT_ID": CLIENT_ID,
        "GOOGLE_CLIENT_SECRET": now.google_client_secret,
        "GOOGLE_ISSUER": f"{sandbox}/google",
        "GITHUB_CLIENT_ID": CLIENT_ID,
        "GITHUB_CLIENT_SECRET": now.google_client_secret,
        "GITHUB_BASE_URL": f"{sandbox}/github",
        "GITHUB_API_URL": f"{sandbox}/github/api",
        "OIDC_ISSUER": f"{sandbox}/oidc",
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": now.google_client_secret,
        "OIDC_NAME": "single sign-on",
        "MAIL_URL": f"smtp://{LOOPBACK}:{now.ports.smtp}",
        "MAIL_FROM": "invoices@invoiceflow.example",
        "MAIL_CATCHER_URL": f"{sandbox}/mail",
        "STRIPE_PAGES_URL": f"{sandbox}/stripe/_control",
        **({} if inherited.get("STRIPE_SECRET_KEY") else _stripe(sandbox, now)),
        **({} if inherited.get("SES_TOPIC_ARN") else _mail_news(sandbox)),
    }


def _mail_news(sandbox: str) -> Mapping[str, str]:
    """Return the settings by which the stand-in for SNS is believed."""
    return {"SES_TOPIC_ARN": MAIL_TOPIC, "SNS_ENDPOINT": f"{sandbox}/sns"}


def _stripe(sandbox: str, now: State) -> Mapping[str, str]:
    """Return the settings of the stand-in for Stripe, all of them: none goes with a person's own key."""
    return {
        "STRIPE_API_BASE": f"{sandbox}/stripe",
        "STRIPE_SECRET_KEY": f"sk_test_{now.stripe_secret}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{now.stripe_secret}",
        "STRIPE_CONNECT_WEBHOOK_SECRETS": f"whsec_connect_{now.stripe_secret}",
        "STRIPE_BILLING": "on",
    }
