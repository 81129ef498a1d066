"""The one Jinja environment: templates of every slice, shared components, and the globals pages may use."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from invoiceflow.web import assets
from invoiceflow.web.compiling import PageCode

WEB = Path(__file__).parent
PACKAGE = WEB.parent


class Pages(Environment):
    """Jinja, whose templates share the one set of globals: none here brings its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: the dict itself, since Jinja's chain of two is slow to compare."""
        return super().make_globals(d) if d else self.globals


def environment(*, reload: bool = False) -> Environment:
    """
    Return an environment that finds ``shell.html``, ``clients/list.html``, ``components/button.html``.

    Undefined names raise, everything is escaped. ``reload`` looks at file times on every render.
    """
    jinja = Pages(
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
    jinja.code_generator_class = PageCode
    files = assets.load()
    jinja.globals.update(asset=files.url, icon=_icon(files.url("icons.svg")), icons=files.url("icons.svg"))
    return jinja


def template_folders() -> list[Path]:
    """Return the shell's own folder and that of each slice, in a fixed order."""
    return [WEB / "templates", *sorted(PACKAGE.glob("*/web/templates"))]


def _icon(sprite: str) -> Callable[..., Markup]:
    """Return ``icon(name, classes="")``: a picture from the sprite, hidden from screen readers."""

    # A list shows the same five pictures hundreds of times.
    @lru_cache(maxsize=512)
    def icon(name: str, classes: str = "") -> Markup:
        css = f"icon {classes}".rstrip()
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
            css, sprite, name
        )

    return icon
