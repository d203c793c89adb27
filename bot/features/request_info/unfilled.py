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
from collections.abc import Iterator, Sequence

from bot.core.models import File
from bot.core.remembered import remembered
from bot.features.request_info.form_files import is_form, parse_form

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
_OF_A_WORD = re.compile(r"[^\W_]")


def shown(body: str) -> str:
    """A body without HTML comments, with LF line ends."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    return _COMMENT.sub(" ", text)


def has_words(text: str) -> bool:
    """Whether a text shows anything but markup and the word that there is no answer."""
    if (
        _OF_A_WORD.search(text) is None
    ):  # thousands of lines may hold no more than signs
        return False
    return any(True for _ in lines_of(text))


def is_unfilled(body: str, template: File) -> bool:
    """Whether all that the body shows is in that template, or form, as well.

    A file that is neither is nobody's template.
    """
    known = _template_lines(template)
    return bool(known) and all(
        _begins_one(line, known) for line in lines_of(body, ticks=False)
    )


def _begins_one(line: str, known: Sequence[str]) -> bool:
    """Whether a line is one of those in order, or one whose end is missing."""
    place = bisect_left(known, line)  # a space comes before all that is in words
    return place < len(known) and f"{known[place]} ".startswith(f"{line} ")


def lines_of(body: str, *, ticks: bool = True) -> Iterator[str]:
    """The words of each line that has some, with one space between.

    The x of a tick is a word where `ticks` count.
    """
    for line in shown(body).split("\n"):
        if line.strip() == NO_RESPONSE or _FENCE.match(line.strip(" \t>")):
            continue
        text = line if ticks else _BOX.sub("", line)
        found = (word.strip("_").casefold() for word in _WORD.findall(text))
        if words := " ".join(filter(None, found)):
            yield words


@remembered(
    characters=50_000
)  # a look over all issues asks for the same ones each time
def _template_lines(template: File) -> tuple[str, ...]:
    """In order; none of what is no template at all."""
    if is_form(template):
        questions = parse_form(template.text).questions
        texts = [text for q in questions for text in (q.label, q.value, *q.options)]
    else:
        text = template.text.replace("\r\n", "\n")
        texts = [_FRONT_MATTER.sub("", text, count=1)]
    lines = {line for text in texts for line in lines_of(text, ticks=False)}
    return tuple(sorted(lines))
