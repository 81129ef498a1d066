"""What looks at every page sees what is wrong with one, also where much of it is built alike."""

from playwright.async_api import Page

from looking import faults_everywhere

HEAD = """<!doctype html><html lang="en"><title>Rows</title><style>
  .pale { color: #bbb }
  @media (width < 400px) { .wide { width: 500px } }
  @media (prefers-color-scheme: dark) { .dim { background: #333 } }
</style><main><h1 class="wide">Rows</h1><ul>"""


async def test_the_one_row_that_is_unlike_the_others_is_looked_at(page: Page) -> None:
    """Pale in every theme, unreadable in the dark alone, wordless, or too wide for a phone: it is told where."""
    alike = "<li><a href='/x'>Name</a></li>"
    odd = (
        "<li class=pale>Pale</li>",
        "<li class=dim>Dim</li>",
        "<li><a href='/y'></a></li>",
    )
    await page.set_content(HEAD + alike * 9 + "".join(each + alike * 9 for each in odd) + "</ul></main>")
    told = await faults_everywhere(page, "rows")
    light, dark = [[each for each in told if f" {theme}: " in each] for theme in ("light", "dark")]
    assert sum("pale" in each for each in light) == sum("pale" in each for each in dark) == 2
    assert sum("dim" in each for each in dark) == 2
    assert sum("link-name" in each and "/y" in each for each in light) == 2
    assert [each[:14] for each in told if "sideways" in each] == ["rows 360 light", "rows 360 dark:"]
