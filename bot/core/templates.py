"""A meeting's title and the path of its minutes, which may hold placeholders.

Each function returns the text as it is, or raises ValueError: what of it cannot be.
"""

from bot.core.scalars import parse_path
from bot.core.text_format import PLACEHOLDERS, render_template

_KNOWN = {name: value for name, value in PLACEHOLDERS.items() if name != "title"}


def title_template(text: str) -> str:
    """`Team meeting - {month} {year}`: of placeholders that are known."""
    render_template(text, _KNOWN)
    return text


def path_template(text: str) -> str:
    """`docs/{year}-{month:02}.md`: besides, with none that makes no path, as links do."""
    path = render_template(text, _KNOWN)
    try:
        parse_path(path)
    except ValueError as error:
        raise ValueError(f"makes {path[:80]}, which {error}") from None
    return text
