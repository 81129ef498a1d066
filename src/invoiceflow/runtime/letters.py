"""
Templates of emails: one frame that every email stands in, and the words of a slice inside it.

They lie in the slices' folders ``emails``. Apart from pages, since mail programs know no stylesheet.
"""

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, select_autoescape


def email_template(name: str) -> Template:
    """Return a template by its slice and file, ``identity/letter.html``. Values are escaped in HTML, and only there."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=select_autoescape(["html"]),
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(name: str) -> str:
    slice_name, _, file = name.partition("/")
    return (resources.files(f"invoiceflow.{slice_name}") / "emails" / file).read_text(encoding="utf-8")
