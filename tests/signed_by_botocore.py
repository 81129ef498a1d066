"""AWS's own signer for Python, at an instant that is given."""

from datetime import datetime

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def sign(signer: auth.SigV4Auth, request: AWSRequest, at: datetime) -> None:
    """Sign a request in place: what its ``add_auth`` does, but for asking the machine what time it is."""
    request.context["timestamp"] = f"{at:%Y%m%dT%H%M%SZ}"
    signer._modify_request_before_signing(request)  # noqa: SLF001  # the steps of add_auth
    text = signer.string_to_sign(request, signer.canonical_request(request))
    signer._inject_signature_to_request(request, signer.signature(text, request))  # noqa: SLF001  # as above


def link(credentials: Credentials, method: str, url: str, at: datetime, *, seconds: int) -> str:
    """Return a signed link to an object in eu-central-1."""
    request = AWSRequest(method=method, url=url)
    sign(auth.S3SigV4QueryAuth(credentials, "s3", "eu-central-1", expires=seconds), request, at)
    return str(request.url)
