"""Settings about signing in and files: what is half set, insecure or empty keeps the product from starting."""

import pytest

from invoiceflow.runtime.settings import BadSettings, read

PRODUCTION = {
    "BASE_URL": "https://invoices.example",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": "postgresql://if_app@db/invoiceflow",
    "REDIS_URL": "redis://cache",
    "MAIL_URL": "smtp://mail",
    "MAIL_FROM": "invoices@invoices.example",
    "FILES_DIR": "/files",
}
GOOGLE = {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret"}
KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
BUCKET = {"FILES_BUCKET": "documents", "FILES_REGION": "eu-central-1"}
OIDC = {"OIDC_ISSUER": "https://id.example/", "OIDC_CLIENT_ID": "id", "OIDC_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize("ways", [{}, GOOGLE, OIDC, {**GOOGLE, "EMAIL_SIGN_IN": "off"}])
def test_one_way_is_enough(ways: dict[str, str]) -> None:
    """Links by email alone, or any provider, with links or without."""
    assert read(PRODUCTION | ways).email_sign_in == ("EMAIL_SIGN_IN" not in ways)


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        pytest.param({"EMAIL_SIGN_IN": "off"}, "Nobody could sign in", id="none"),
        pytest.param({"GOOGLE_CLIENT_ID": "id"}, "GOOGLE_", id="google-without-secret"),
        pytest.param({"GITHUB_CLIENT_SECRET": "secret"}, "GITHUB_", id="github-without-id"),
        pytest.param({"OIDC_ISSUER": "https://id.example"}, "OIDC_", id="oidc-without-client"),
        pytest.param({**OIDC, "OIDC_ISSUER": "http://id.example"}, "https://", id="oidc-in-the-clear"),
        pytest.param({"GITHUB_API_URL": "http://api.example"}, "https://", id="github-in-the-clear"),
        pytest.param({**GOOGLE, "GOOGLE_ISSUER": "http://127.0.0.1:1/google"}, "https://", id="stand-in"),
        pytest.param({"FILES_BUCKET": "documents"}, "FILES_REGION", id="bucket-nowhere"),
        pytest.param(BUCKET, "AWS_ACCESS_KEY_ID", id="bucket-without-keys"),
        pytest.param({"UPLOADS_BUCKET": "uploads"}, "UPLOADS_BUCKET", id="uploads-without-files"),
        pytest.param({"FILES_LINKS_URL": "https://files.example"}, "FILES_LINKS", id="links-without-key"),
        pytest.param({"MAIL_URL": "ses://eu-central-1"}, "MAIL_URL", id="ses-without-keys"),
        pytest.param(
            {**BUCKET, **KEYS, "FILES_ENDPOINT": "http://s3.example"},
            "FILES_ENDPOINT",
            id="bucket-in-the-clear",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(ways: dict[str, str], words: str) -> None:
    """Start-up names the setting."""
    with pytest.raises(BadSettings, match=words):
        read(PRODUCTION | ways)


def test_an_issuer_is_kept_to_the_letter() -> None:
    """Providers compare it by every sign, a slash at its end included."""
    assert read(PRODUCTION | OIDC).oidc_issuer == "https://id.example/"
