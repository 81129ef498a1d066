"""The key that the stand-in signs with, and the certificate by which it is believed."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from invoiceflow.sandbox import clock

_DAYS = timedelta(days=3650)
_OF_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_OF_SUBSCRIPTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_HASHES: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303  # version 1 is SHA-1


class Signer:
    """Signs as SNS does, in version 1 (SHA-1) and 2 (SHA-256)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
        if not certificate_file.exists():
            _make(key_file, certificate_file)
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101  # of our own making
        self._key = key
        self.certificate = certificate_file.read_bytes()

    @property
    def name(self) -> str:
        """The certificate's name, in the form of SNS's own."""
        digest = hashlib.sha256(self.certificate).hexdigest()[:32]
        return f"SimpleNotificationService-{digest}.pem"

    def sign(self, envelope: Mapping[str, str], version: str) -> str:
        """Return the signature of an envelope, over the fields that its type signs."""
        names = _OF_NOTIFICATION if envelope["Type"] == "Notification" else _OF_SUBSCRIPTION
        text = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope)
        signed = self._key.sign(text.encode(), padding.PKCS1v15(), _HASHES[version])
        return b64encode(signed).decode()


def _make(key_file: Path, certificate_file: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a stand-in for SNS")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - _DAYS)
        .not_valid_after(clock.now() + _DAYS)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.touch(mode=0o600)
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
