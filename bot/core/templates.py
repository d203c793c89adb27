"""A meeting's title and the path of its minutes, which may hold placeholders.

Each function returns the text as it is, or raises ValueError: what of it cannot be.
"""

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from bot.core.scalars import Line, RepositoryPath, parse_path
from bot.core.text_format import PLACEHOLDERS, render_template

_ALLOWED = "allowed is a file elsewhere in this repository such as docs/a.md"
_RUN = ([".github", "workflows"], [".github", "actions"])
_KNOWN = {name: value for name, value in PLACEHOLDERS.items() if name != "title"}


def title_template(text: str) -> str:
    """`Team meeting - {month} {year}`: of placeholders that are known."""
    render_template(text, _KNOWN)
    return text


def minutes_template(text: str, info: ValidationInfo) -> str:
    """`docs/{year}-{month:02}.md`: besides, whose every path is that of a file.

    So one of links is none, nor one that needs a placeholder which may be empty. `info`
    knows the series' `facilitators`.
    """
    rota: tuple[str, ...] = info.data.get("facilitators") or ("",)
    empty = {"zones": "", "previous": ""}
    for values in ({}, *({**empty, "facilitator": login} for login in rota)):
        path = render_template(text, {**_KNOWN, **values})
        try:
            _parse_minutes_path(path)
        except ValueError as error:
            made = f"makes {path[:80]}, which " if path != text else ""
            raise ValueError(f"{made}{error}") from None
    return text


def _parse_minutes_path(text: str) -> None:
    parts = parse_path(text).lower().split("/")
    if "." in parts:
        raise ValueError(f"is no path, {_ALLOWED}")
    if ".git" in parts:
        raise ValueError(f"is Git's own, {_ALLOWED}")
    if parts[:2] in _RUN:
        raise ValueError(f"is among what GitHub runs, {_ALLOWED}")


Title = Annotated[Line, AfterValidator(title_template)]
"""The title of a series' issues."""

MinutesPath = Annotated[RepositoryPath, AfterValidator(minutes_template)]
"""Where the minutes of a series are kept: a file for each meeting."""
