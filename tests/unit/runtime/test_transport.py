"""Which servers may be spoken to in the clear."""

import pytest

from invoiceflow.runtime.settings import BadSettings, read

DATABASE, CACHE = "postgresql://if_app@db.example.com/invoiceflow", "rediss://cache.example.com"
PRODUCTION = {
    "BASE_URL": "https://invoices.example",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": f"{DATABASE}?sslmode=verify-full",
    "REDIS_URL": CACHE,
    "MAIL_URL": "smtp://mail.example.com",
    "MAIL_FROM": "invoices@invoices.example",
    "FILES_DIR": "/files",
}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="encrypted"),
        pytest.param({"DATABASE_URL": DATABASE, "PGSSLMODE": "verify-full"}, id="by-the-drivers-variable"),
        pytest.param({"DATABASE_URL": "postgresql://if_app@127.0.0.1/invoiceflow"}, id="loopback"),
        pytest.param({"DATABASE_URL": "postgresql://if_app@[::1]/invoiceflow"}, id="loopback-6"),
        pytest.param({"DATABASE_URL": "postgresql:///invoiceflow?host=/run/postgres"}, id="socket"),
        pytest.param(
            {"REDIS_URL": "redis://cache", "DATABASE_URL": "postgresql://db/i"}, id="no-public-name"
        ),
        pytest.param({"REDIS_URL": "redis://10.0.0.7", "PRIVATE_HOSTS": "10.0.0.7"}, id="private-address"),
        pytest.param(
            {"DATABASE_URL": DATABASE, "PRIVATE_HOSTS": "x.example, db.example.com"}, id="private-name"
        ),
        pytest.param({"ENVIRONMENT": "test", "REDIS_URL": "redis://cache.example.com"}, id="not-production"),
    ],
)
def test_what_is_encrypted_or_near_is_taken(given: dict[str, str]) -> None:
    """Also what is said to lie in a private network."""
    assert read(PRODUCTION | given).redis_url


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"DATABASE_URL": DATABASE}, "DATABASE_URL needs", id="plain"),
        pytest.param({"DATABASE_URL": f"{DATABASE}?sslmode=require"}, "DATABASE_URL needs", id="unproven"),
        pytest.param(
            {"DATABASE_URL": f"{DATABASE}?sslmode=prefer", "PGSSLMODE": "verify-full"},
            "DATABASE_URL needs",
            id="the-address-wins",
        ),
        pytest.param({"WORKER_DATABASE_URL": DATABASE}, "WORKER_DATABASE_URL", id="worker"),
        pytest.param({"DATABASE_URL": "postgresql://if_app@10.0.0.7/i"}, "DATABASE_URL", id="address"),
        pytest.param({"REDIS_URL": "redis://cache.example.com"}, "REDIS_URL", id="redis"),
        pytest.param({"REDIS_URL": f"{CACHE}?ssl_cert_reqs=none"}, "REDIS_URL", id="any-certificate"),
        pytest.param({"REDIS_URL": f"{CACHE}?ssl_check_hostname=False"}, "REDIS_URL", id="any-name"),
    ],
)
def test_what_others_could_read_is_refused(given: dict[str, str], words: str) -> None:
    """Start-up names the setting, and the way out."""
    with pytest.raises(BadSettings, match=words):
        read(PRODUCTION | given)


@pytest.mark.parametrize(
    ("given", "must"),
    [
        ({}, True),
        ({"MAIL_URL": "smtp://127.0.0.1:1025"}, False),
        ({"MAIL_URL": "smtp://mail"}, False),
        ({"PRIVATE_HOSTS": "mail.example.com"}, False),
        ({"ENVIRONMENT": "development"}, False),
    ],
)
def test_mail_leaves_a_private_network_encrypted_alone(given: dict[str, str], *, must: bool) -> None:
    """Whether the server must take STARTTLS follows from where it lies."""
    assert read(PRODUCTION | given).must_encrypt_mail is must
