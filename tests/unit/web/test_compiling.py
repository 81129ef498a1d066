"""The two shortcuts of our template compiler change how fast a page is written, never what it says."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from invoiceflow.web.compiling import written
from invoiceflow.web.templating import environment


class Marked:
    """Something that knows how it stands on a page."""

    def __html__(self) -> str:
        return "<b>marked</b>"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "Müller & Söhne",
        "<script>",
        "it's",
        '"quoted"',
        Markup("<i>safe</i>"),
        Marked(),
        12,
        None,
    ],
)
def test_values_stand_on_a_page_as_jinja_writes_them(value: object) -> None:
    """Texts are escaped, markup is kept, everything else is written as text and escaped."""
    assert written(value) == escape(value)
    assert environment().from_string("{{ value }}").render(value=value) == escape(value)


def test_a_picture_named_by_a_literal_is_drawn_once() -> None:
    """Compiled code holds the picture itself, while a name that a page decides is still looked up."""
    pages = environment()
    code = pages.compile('{{ icon("check") }}{{ icon(name, "icon-sm") }}', raw=True)
    assert "#check" in code
    assert code.count("context.call(") == 1
    shown = pages.from_string('{{ icon("check") }}{{ icon(name, "icon-sm") }}').render(name='x"')
    assert "#check" in shown
    assert 'class="icon icon-sm"' in shown
    assert "#x&#34;" in shown


def test_an_unknown_name_still_stops_the_page() -> None:
    """Writing what a page was not given is an error, not an empty place."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ forgotten }}").render()
