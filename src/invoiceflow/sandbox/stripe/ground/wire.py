"""What an object of Stripe is here: the very JSON that goes over the wire."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
