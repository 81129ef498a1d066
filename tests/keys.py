"""A key that links through CloudFront are signed with, made for one run."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

KEY: Final = generate_private_key(public_exponent=65537, key_size=2048)
_CLEAR: Final = NoEncryption()


def pem(encryption: KeySerializationEncryption = _CLEAR, key: EllipticCurvePrivateKey | None = None) -> str:
    """Return a private key as text; this one where no other is given."""
    return (key or KEY).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()
