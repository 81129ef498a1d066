"""Write the email that invites somebody, in the tenant's language, as text and as HTML."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.name import quoted
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_date, is_right_to_left, locale_of
from invoiceflow.runtime.letters import email_template
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.tenant import Profile


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """Everything that the email says."""

    language: str
    direction: str
    subject: str
    greeting: str
    body: str
    button: str
    url: str
    terms: str
    ignore: str

    @property
    def text(self) -> str:
        """Return the email as plain text."""
        parts = (self.greeting, self.body, f"{self.button}:\n{self.url}", self.terms, self.ignore)
        return "\n\n".join(parts) + "\n"

    @property
    def html(self) -> str:
        """Return the email as HTML."""
        return email_template("tenancy/invitation.html").render(mail=self)


def write_invitation(invitation: Invitation, profile: Profile, *, url: str) -> InvitationMail:
    """Return the email. Names are quoted as such: they are written by people, and go to strangers."""
    tag = profile.language.partition("-")[0]
    language = tag if tag in DOCUMENT_LANGUAGES else "en"
    words, locale = _words(language), locale_of(language, profile.country)
    said = {
        "inviter": quoted(invitation.invited_by_name),
        "tenant": quoted(profile.name),
        "role": words[invitation.role.value],
        "email": invitation.email,
        "date": format_date(day_in(profile.time_zone, invitation.expires_at), locale),
    }
    return InvitationMail(
        language=language,
        direction="rtl" if is_right_to_left(language) else "ltr",
        url=url,
        **{
            name: words[name].format(**said)
            for name in ("subject", "greeting", "body", "button", "terms", "ignore")
        },
    )


@cache
def _words(language: str) -> dict[str, str]:
    file = resources.files("invoiceflow.tenancy") / "emails" / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
