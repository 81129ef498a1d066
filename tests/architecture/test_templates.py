"""What markup may not contain, in the templates of every slice and in the browser's own components."""

import re
from pathlib import Path

import pytest

from invoiceflow.entrypoints.checking import pages

UI = Path(__file__).parents[2] / "ui" / "src"
ARBITRARY = re.compile(r"className=(?:\"|\{`)[^\"`]*-\[[^\]]+\]")


def test_templates_keep_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """No template has inline styles or scripts, unescaped values, or colours outside the tokens."""
    assert pages.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<p style="color: red">', id="style"),
        pytest.param('<a onclick="go()">', id="event"),
        pytest.param("<script>go()</script>", id="script"),
        pytest.param("{{ text | safe }}", id="unescaped"),
        pytest.param('<p class="dark:bg-ink">', id="theme"),
        pytest.param('<p class="w-[437px]">', id="arbitrary"),
    ],
)
def test_an_offence_is_found(markup: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rule finds what it forbids, and names the file and the line."""
    (tmp_path / "page.html").write_text(f"<p>fine</p>\n{markup}\n")
    assert pages.main(tmp_path) == 1
    assert "page.html:2:" in capsys.readouterr().out


def test_components_use_tokens_alone() -> None:
    """React components have neither `dark:` nor arbitrary values nor styles of their own."""
    for path in UI.rglob("*.tsx"):
        text = path.read_text()
        assert "dark:" not in text, path
        assert "style={" not in text, path
        assert not ARBITRARY.search(text), path
