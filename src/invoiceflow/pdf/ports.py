"""What this slice needs from a typesetting engine."""

from dataclasses import dataclass
from typing import Protocol

from invoiceflow.kernel.errors import Refused
from invoiceflow.pdf.domain.paper import Paper


class TypesettingFailed(Refused):
    """
    The engine could not make the document: it stopped, took too long or refused. Trying again may help.

    ``reason`` is for the log.
    """

    code = "document.not_made"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The document could not be made. Try again, and shorten its texts if that does not help."
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Preview:
    """The first pages as SVG texts, how many there are, and the signs for which no font has a picture."""

    pages: tuple[str, ...]
    page_count: int
    unshown: tuple[str, ...] = ()


class Typesetter(Protocol):
    """Makes files of papers. The same paper gives the same bytes."""

    async def pdf(self, paper: Paper) -> bytes:
        """
        Return the document as PDF/A-3a and PDF/UA-1.

        Raises:
            TypesettingFailed: see there.

        """

    async def preview(self, paper: Paper, *, max_pages: int) -> Preview:
        """
        Return the pages as they will be in the document.

        Raises:
            TypesettingFailed: see there.

        """
