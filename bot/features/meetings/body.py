"""The body of a meeting issue, as Markdown.

    <!-- team-compass:meeting id=team date=2021-03-18 -->
    **Thursday 18 March 2021, 17:00 UTC** · 60 min · [in your time](https://arewe…)
    …
    <!-- team-compass:head starts=2021-03-18T17:00Z -->

    ## Propose a topic
    …

The words of its head are those of `core/meeting_words.py`, and its end mark, above which
the bot may write again, that of `core/meeting_head.py`. A repository's own template stands
below the first line; it gets an end mark once there is something to be said above it.
"""

from collections.abc import Iterator, Mapping

from bot.core.durations import render_duration
from bot.core.meeting_head import first_head
from bot.core.meeting_mark import meeting_mark
from bot.core.meeting_words import render_head
from bot.core.series import Occurrence, Series
from bot.core.text_format import Value, render_template

LONGEST_BODY = 65_536
"""GitHub's limit, in characters."""

_CUT = (
    "\n\n_The template is longer than an issue may be; the rest of it is left out._\n"
)
# Each paragraph is one line: GitHub shows a line break of an issue as one.
_HOW_TO = """\
## Propose a topic

Anybody may: comment on this issue with a line such as

```
/agenda Your topic (10 min)
```

"""
_DETAILS = (
    "The lines below it, up to the next command, are the topic's details. The agenda "
    "is kept in the first comment. `/agenda help` tells what else can be done."
)


def render_body(
    series: Series,
    occurrence: Occurrence,
    values: Mapping[str, Value],
    template: str | None = None,
) -> str:
    """The mark and below it the repository's own text, or else the default one.

    ValueError where the template names what does not exist.
    """
    head = f"{meeting_mark(occurrence)}\n"
    if template is None:
        return head + "\n".join(_default(series, occurrence, values)) + "\n"
    text = head + render_template(template.replace("\r\n", "\n"), values)
    fits = len(text) <= LONGEST_BODY
    return text if fits else text[: LONGEST_BODY - len(_CUT)] + _CUT


def _default(
    series: Series, occurrence: Occurrence, values: Mapping[str, Value]
) -> Iterator[str]:
    yield render_head(series, occurrence, values)
    yield str(first_head(occurrence))
    late = (
        f" Topics that come less than {render_duration(series.cutoff)} before the "
        "meeting are listed as late."
    )
    yield f"\n{_HOW_TO}{_DETAILS}{late if series.cutoff else ''}"
