"""What stands on a page: the names of a list, the pager, and the fields of a form as a browser would send them."""

import re
from html import unescape


def names_in(page: str) -> list[str]:
    """Return the names of a list page, in lower case."""
    return [name.lower() for name in re.findall(r'class="row-link"[^>]*>([^<]*)<', page)]


def link(page: str, rel: str) -> str:
    """Return where the pager leads."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', page)
    return found[1].replace("&amp;", "&") if found else ""


def given_back(page: str) -> tuple[str, dict[str, str]]:
    """Return where a form that was given back leads, and what a press on its button sends."""
    found = re.search(r'<form action="([^"]*)"[^>]*aria-labelledby="typed-h">(.*?)</form>', page, re.DOTALL)
    assert found is not None, page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[2]))
    return unescape(found[1]), {name: unescape(value) for name, value in fields.items()}


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of a page's form, as a browser would send them."""
    form = page[page.index("novalidate>") :]
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields
