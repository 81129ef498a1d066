"""Every template and component compiles, and no markup carries styles or scripts of its own."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from invoiceflow.web import templating

COMPONENTS = sorted((templating.WEB / "components").glob("*.html"))


@pytest.fixture(name="jinja", scope="module")
def jinja_fixture() -> Environment:
    """Return the environment that production uses."""
    return templating.environment()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_compiles_and_states_its_parameters(jinja: Environment, path: Path) -> None:
    """A component imports without an undefined name, defines a macro, and begins with a comment."""
    module = jinja.get_template(f"components/{path.name}").module
    assert [name for name in dir(module) if callable(getattr(module, name)) and not name.startswith("_")]
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize("folder", templating.template_folders(), ids=lambda path: path.parent.parent.name)
def test_every_template_compiles(jinja: Environment, folder: Path) -> None:
    """Each page of each slice is valid Jinja."""
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.html"))]
    assert [jinja.get_template(name).name for name in names] == names != []


def test_an_undefined_name_raises(jinja: Environment) -> None:
    """A page that asks for what its model does not have fails in tests, not silently in production."""
    with pytest.raises(Exception, match="nothing"):
        jinja.from_string("{{ nothing }}").render()


def test_text_is_escaped(jinja: Environment) -> None:
    """What a person typed is never markup."""
    assert jinja.from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"


def test_icons_come_from_the_sprite(jinja: Environment) -> None:
    """Every picture that a template names is in the sprite."""
    sprite = (templating.WEB / "static" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    sources = [
        path.read_text()
        for folder in (*templating.template_folders(), templating.WEB / "components")
        for path in folder.rglob("*.html")
    ]
    named = {
        name for text in sources for name in re.findall(r'\bicon(?:_name|_end)?(?:\(|=)"([a-z-]+)"', text)
    }
    assert named <= drawn
    assert jinja is not None
