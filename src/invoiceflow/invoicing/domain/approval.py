"""
Where a draft stands with those who approve, and how it gets there (docs/rules/approval.md).

It matters where the tenant asks for approval, and as long as the draft is one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.kernel.errors import Refused


class Approval(StrEnum):
    """What was last said about a draft; empty where nobody asked yet, or it was changed since."""

    NONE = ""
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class AlreadySubmitted(Refused):
    """The draft waits for approval already."""

    code = "approval.already_submitted"


class AlreadyApproved(Refused):
    """Somebody approved the draft, and nobody changed it since."""

    code = "approval.already_approved"


class NotSubmitted(Refused):
    """The draft does not wait for approval: nobody submitted it, or it was withdrawn, returned or changed."""

    code = "approval.not_submitted"


class NotYours(Refused):
    """Somebody else submitted the draft."""

    code = "approval.not_yours"


class NeedsApproval(Refused):
    """The tenant asks for approval, and nobody approved the draft as it is."""

    code = "invoice.needs_approval"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who submits or decides, and when. ``id`` is that of the person or API key, where it is known."""

    name: str
    id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """Where a draft stands. ``note`` is why it was returned; who decided either approved or returned it."""

    state: Approval = Approval.NONE
    note: str = ""
    submitted: Who | None = None
    decided: Who | None = None

    def submit(self, by: Who) -> "Review":
        """Return it as submitted. Raises AlreadySubmitted, AlreadyApproved."""
        if self.state is Approval.SUBMITTED:
            raise AlreadySubmitted("This draft waits for approval already.")
        if self.state is Approval.APPROVED:
            raise AlreadyApproved("This draft is approved already. It can be issued.")
        return Review(Approval.SUBMITTED, submitted=by)

    def withdraw(self, by: UUID | None) -> "Review":
        """Return it as nobody's any more. Raises NotSubmitted, NotYours."""
        self._require_submitted()
        if by is None or self.submitted is None or self.submitted.id != by:
            raise NotYours("Somebody else submitted this draft. Only they can withdraw it.")
        return NOT_REVIEWED

    def approve(self, by: Who) -> "Review":
        """Return it as approved. Raises NotSubmitted, AlreadyApproved."""
        self._require_submitted()
        return replace(self, state=Approval.APPROVED, decided=by)

    def give_back(self, by: Who, note: str) -> "Review":
        """Return it as returned to whoever submitted it. Raises NotSubmitted, AlreadyApproved."""
        self._require_submitted()
        return replace(self, state=Approval.RETURNED, note=note, decided=by)

    def approve_to_issue(self, by: Who, *, may_approve: bool) -> "Review":
        """
        Return it as approved, by whoever is about to issue it unless it was approved before.

        Raises:
            NeedsApproval: it was not, and they may not.
        """
        if self.state is Approval.APPROVED:
            return self
        if not may_approve:
            raise NeedsApproval("This draft needs approval before it can be issued. Submit it first.")
        return replace(self, state=Approval.APPROVED, note="", decided=by)

    def after_change(self) -> "Review":
        """Return what is left of it after the draft was changed: approval was of what it said before."""
        return self if self.state is Approval.RETURNED else NOT_REVIEWED

    def _require_submitted(self) -> None:
        if self.state is Approval.APPROVED:
            raise AlreadyApproved("Somebody approved this draft already.")
        if self.state is not Approval.SUBMITTED:
            raise NotSubmitted("This draft does not wait for approval any more. Load it again.")


NOT_REVIEWED = Review()
"""Where every draft begins."""
