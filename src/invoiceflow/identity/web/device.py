"""What a browser says about itself, in words that its owner recognises."""

from invoiceflow.identity.domain.session import Device
from invoiceflow.web.given import Request
from invoiceflow.web.limits import network
from invoiceflow.web.visit import visit_in

# The first that a User-Agent holds decides: most browsers also name those whose pages they want to be sent.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_of(request: Request) -> Device:
    """Return the device that sent a request, from where trusted proxies say that it came."""
    address = visit_in(request.scope).address
    return Device(words_of(request.headers.get("user-agent", "")), coarse(address))


def words_of(agent: str) -> str:
    """Return words for a User-Agent: "Firefox on Linux", "Safari on iPhone"."""
    browser = next((word for sign, word in _BROWSERS if sign in agent), "Unknown browser")
    system = next((word for sign, word in _SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser


def coarse(address: str) -> str:
    """Return the network of an address, wide enough to be a place and no household: IPv4 /24, IPv6 /48."""
    found = network(address)
    return found if "/" in found else ""
