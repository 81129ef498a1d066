"""What SNS shows to whoever it sends to: its certificate, and the address to confirm a subscription at."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException

from invoiceflow.sandbox.sns.topic import PATH, Topic


def router(topic: Topic) -> Router:
    """Return the addresses of the topic. ``/sns/confirmed`` lists the tokens that were confirmed."""
    tokens: list[str] = []

    @get("/{name:str}", sync_to_thread=False)
    def certificate(name: str) -> Response[bytes]:
        """Serve the certificate under its name, and nothing under others."""
        if name != topic.signer.name:
            raise NotFoundException
        return Response(topic.signer.certificate, media_type="application/x-pem-file")

    @get("/", sync_to_thread=False)
    def act(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Confirm a subscription."""
        tokens.append(request.query_params.get("Token", ""))
        return Response(b"<ConfirmSubscriptionResponse/>", media_type="text/xml")

    @get("/confirmed", sync_to_thread=False)
    def confirmed() -> list[str]:
        """List what was confirmed."""
        return tokens

    return Router(PATH, route_handlers=[certificate, act, confirmed])
