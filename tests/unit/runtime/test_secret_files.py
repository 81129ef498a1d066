"""Secrets out of files, as Compose hands them over."""

from pathlib import Path

import pytest

from invoiceflow.runtime.secret_files import take_from_files
from invoiceflow.runtime.settings import BadSettings


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    """Without the line's end; what is no secret of ours keeps its meaning."""
    (tmp_path / "key").write_text("hushed\n")
    environ = {"SECRET_KEY_FILE": str(tmp_path / "key"), "AUDIT_ANCHOR_FILE": "anchors", "SSL_CERT_FILE": "x"}
    take_from_files(environ)
    assert environ == {"SECRET_KEY": "hushed", "AUDIT_ANCHOR_FILE": "anchors", "SSL_CERT_FILE": "x"}


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        (
            {"SECRET_KEY_FILE": "/nowhere/key"},
            "SECRET_KEY_FILE is /nowhere/key, which cannot be read: No such",
        ),
        (
            {"REDIS_URL_FILE": "/etc/hosts", "REDIS_URL": "redis://x"},
            "REDIS_URL and REDIS_URL_FILE are both set",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(environ: dict[str, str], told: str) -> None:
    """It names the setting and the file."""
    with pytest.raises(BadSettings, match=told):
        take_from_files(environ)
