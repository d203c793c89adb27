"""Whether a report says anything that was not there before its author began.

What GitHub puts into a new issue's body is a Markdown template without its front matter,
or what was answered in a form, under headings:

    ### What happened?

    _No response_

A body never holds the template's file as it stands, so lines are compared by their
words: white space, line ends, markup, ticks and HTML comments are no difference, and a
line that lacks its end (`- OS:` for `- OS: [e.g. iOS]`) says no more than the whole of
it. https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.models import File
from bot.core.remembered import remembered

NO_RESPONSE = "_No response_"
"""What GitHub puts under the heading of an answer that was not given."""

# Whatever does not end hides all that follows, on GitHub's pages as well.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL
)
_FENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*[\w+#.-]*\Z")
_BOX = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX]\](?=\s)")
_WORD = re.compile(r"\w+")


def shown(body: str) -> str:
    """A body without HTML comments, with LF line ends."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    return _COMMENT.sub(" ", text)


def has_words(text: str) -> bool:
    """Whether a text shows anything but markup and the word that there is no answer."""
    return any(True for _ in _lines(text))


def is_unfilled(body: str, template: File) -> bool:
    """Whether all that the body shows is in that template, or form, as well.

    A file that is neither is nobody's template.
    """
    known = _template_lines(template.path, template.text)
    return bool(known) and all(_begins_one(line, known) for line in _lines(body))


def _begins_one(line: str, known: Sequence[str]) -> bool:
    """Whether a line is one of those in order, or one whose end is missing."""
    place = bisect_left(known, line)  # a space comes before all that is in words
    return place < len(known) and f"{known[place]} ".startswith(f"{line} ")


def _lines(text: str) -> Iterator[str]:
    """The words of each line that has some, with one space between."""
    for line in shown(text).split("\n"):
        if line.strip() == NO_RESPONSE or _FENCE.match(line.strip(" \t>")):
            continue
        found = (word.strip("_").casefold() for word in _WORD.findall(_unticked(line)))
        if words := " ".join(filter(None, found)):
            yield words


def _unticked(line: str) -> str:
    return _BOX.sub("", line)


@remembered(
    characters=50_000
)  # a look over all issues asks for the same ones each time
def _template_lines(path: str, text: str) -> tuple[str, ...]:
    """In order; none of what is no template at all."""
    if path.lower().endswith((".yml", ".yaml")):
        texts = tuple(_form_texts(text))
    else:
        texts = (_FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1),)
    return tuple(sorted({line for one in texts for line in _lines(one)}))


def _form_texts(source: str) -> Iterator[str]:
    """What of a form may be in a body to which nobody added a word."""
    from bot.core.yaml_source import SourceError, compose  # PyYAML, until it is needed

    try:
        form = compose(source)[0].plain
    except SourceError:
        return
    for element in _entries(form, "body"):
        if not isinstance(element, dict) or element.get("type") == "markdown":
            continue  # which is shown beside the form, and comes into no body
        about = element.get("attributes")
        if not isinstance(about, dict):
            continue
        for name in ("label", "value"):
            yield _text(about.get(name))
        for option in _entries(about, "options"):
            yield _text(option.get("label") if isinstance(option, dict) else option)


def _entries(parent: object, name: str) -> list[Any]:
    found = parent.get(name) if isinstance(parent, Mapping) else None
    return found if isinstance(found, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
