"""Notices to a person about their own sign-in, so that what they did not do does not go unseen."""

from invoiceflow.identity.actions.write_letter import Letter
from invoiceflow.identity.domain.session import Device

_NOT_YOU = "If that was not you, end every session and look after the way you sign in."
_NOT_YOUR_WAY = "If that was not you: sign in, unlink what is not yours, and end all sessions."
_SESSIONS, _SECURITY = "/account/sessions", "/account/security"


def new_device(device: Device, way: str) -> Letter:
    """Tell of a sign-in from a device or a network that the person has not used before."""
    place = f", from the network {device.network}" if device.network else ""
    return Letter(
        subject="A new sign-in to InvoiceFlow",
        paragraphs=(f"Somebody signed in as you by {way}: {device.agent or 'an unknown browser'}{place}.",),
        notes=(f"If that was you, there is nothing to do. {_NOT_YOU}",),
        button="Where you are signed in",
        url=_SESSIONS,
    )


def second_factor_changed(what: str) -> Letter:
    """Tell of a second factor that was switched on or off, or of new recovery codes; ``what`` is the whole sentence."""
    return Letter(
        subject=what.removesuffix("."),
        paragraphs=(what,),
        notes=(_NOT_YOU,),
        button="Look at it",
        url=_SECURITY,
    )


def all_sessions_ended() -> Letter:
    """Tell that every session was ended."""
    return Letter(
        subject="You are signed out everywhere",
        paragraphs=("Every session of yours was ended. Sign in again where you want to go on.",),
        notes=(_NOT_YOU,),
        button="Sign in",
        url="/login",
    )


def way_added(email: str, way: str) -> Letter:
    """Tell that another identity signs the person in."""
    added = f"{email} by {way} signs you in to InvoiceFlow from now on."
    return Letter("A way to sign in was added", (added, _NOT_YOUR_WAY))


def way_taken(way: str) -> Letter:
    """Tell that an identity signs the person in no more."""
    taken = f"One way of signing you in to InvoiceFlow was taken away: {way}."
    return Letter("A way to sign in was taken away", (taken, _NOT_YOUR_WAY))


def email_changed(email: str) -> Letter:
    """Tell the former address that the person is written to at another one."""
    told = f"InvoiceFlow writes to {email} from now on, and no longer to this address."
    return Letter("Your email address was changed", (told, _NOT_YOUR_WAY))
