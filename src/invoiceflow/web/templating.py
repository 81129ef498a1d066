"""The one Jinja environment: templates of every slice, shared components, and the globals pages may use."""

from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from invoiceflow.web import assets

WEB = Path(__file__).parent
PACKAGE = WEB.parent


def environment(*, reload: bool = False) -> Environment:
    """
    Return an environment that finds ``shell.html``, ``clients/list.html``, ``components/button.html``.

    Undefined names raise, everything is escaped. ``reload`` looks at file times on every render.
    """
    jinja = Environment(
        loader=ChoiceLoader(
            [
                PrefixLoader({"components": FileSystemLoader(WEB / "components")}),
                FileSystemLoader(template_folders()),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        cache_size=-1,
    )
    files = assets.load()
    jinja.globals.update(asset=files.url, icon=_Icon(files.url("icons.svg")), icons=files.url("icons.svg"))
    return jinja


def template_folders() -> list[Path]:
    """Return the shell's own folder and that of each slice, in a fixed order."""
    return [WEB / "templates", *sorted(PACKAGE.glob("*/web/templates"))]


class _Icon:
    """Callable ``icon(name, classes="")``: a picture from the sprite, hidden from screen readers."""

    def __init__(self, sprite: str) -> None:
        self._sprite = sprite

    def __call__(self, name: str, classes: str = "") -> Markup:
        css = f"icon {classes}".rstrip()
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
            css, self._sprite, name
        )
