"""The words of a meeting issue: its title and its body, as Markdown.

    <!-- team-compass:meeting id=team date=2021-03-18 -->
    **Thursday 18 March 2021, 17:00 UTC** · 60 min · [in your time](https://arewe…)

    | Where | Starts |
    | --- | --- |
    | UTC | Thursday 18 March, 17:00 |
    | America/Los_Angeles | Thursday 18 March, 10:00 |

    - **Join:** https://meet.example.org/hub
    - **Notes:** https://pad.example.org/hub
    - **Facilitator:** sgibson91
    - **Previous meeting:** #123

    ## Propose a topic
    …

Logins stand without their `@`: an issue that opens itself wakes nobody up.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from bot.core.durations import render_duration
from bot.core.local_time import UTC_ZONE
from bot.core.meeting_mark import meeting_mark
from bot.core.series import Occurrence, Series
from bot.core.text_format import Month, Value, render_date, render_template

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
"""GitHub's limits, in characters."""

CONVERTER = "https://arewemeetingyet.com"
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


def placeholders(
    series: Series, occurrence: Occurrence, previous: int | None
) -> dict[str, Value]:
    """What a title or template may name; what is not known is empty.

    Days and times are those at which the meeting takes place, in its own zone.
    """
    day = occurrence.starts.date()
    values: dict[str, Value] = {
        "date": day,
        "time": _time(occurrence.starts),
        "zones": " · ".join(
            f"{render_date(at.date(), '%a')} {_time(at)}"
            for at in _elsewhere(series, occurrence)
        ),
        "weekday": render_date(day, "%A"),
        "day": day.day,
        "month": Month(day.month),
        "year": day.year,
        "length": render_duration(occurrence.length),
        "video": series.video or "",
        "notes": _notes(series),
        "facilitator": occurrence.facilitator or "",
        "previous": f"#{previous}" if previous and previous > 0 else "",
        "calendar": "",
        "number": occurrence.index + 1,
    }
    return {"title": render_title(series, values), **values}


def render_title(series: Series, values: Mapping[str, Value]) -> str:
    """The issue's title; by default made of the series' id and the date."""
    name = series.id.replace("-", " ").strip().capitalize()
    template = series.title or f"{name} meeting - {{date:%e %B %Y}}"
    return render_template(template, values)[:LONGEST_TITLE]


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
    starts = occurrence.starts
    link = f"[in your time]({_converter(starts, str(values['title']))})"
    yield f"**{_long_day(starts)}, {values['time']}** · {values['length']} · {link}"
    if occurrence.moved:
        yield f"\nMoved from {render_date(occurrence.date, '%A %e %B %Y')}."
    if elsewhere := _elsewhere(series, occurrence):
        yield "\n| Where | Starts |\n| --- | --- |"
        for at in (starts, *elsewhere):
            day = render_date(at.date(), "%A %e %B")
            yield f"| {at.tzinfo} | {day}, {at:%H:%M} |"
    facts = {
        "Join": values["video"],
        "Notes": values["notes"],
        "Facilitator": values["facilitator"],
        "Previous meeting": values["previous"],
    }
    if any(facts.values()):
        yield ""
    yield from (f"- **{name}:** {fact}" for name, fact in facts.items() if fact)
    late = (
        f" Topics that come less than {render_duration(series.cutoff)} before the "
        "meeting are listed as late."
    )
    yield f"\n{_HOW_TO}{_DETAILS}{late if series.cutoff else ''}"


def _elsewhere(series: Series, occurrence: Occurrence) -> list[datetime]:
    """The start in UTC and the configured zones, without the meeting's own."""
    zones = dict.fromkeys((UTC_ZONE, *series.zones))
    starts = occurrence.starts
    return [starts.astimezone(z) for z in zones if str(z) != str(starts.tzinfo)]


def _notes(series: Series) -> str:
    return "" if series.notes in (None, "hackmd") else str(series.notes)


def _time(at: datetime) -> str:
    return f"{at:%H:%M} {at.tzinfo}"


def _long_day(at: datetime) -> str:
    return render_date(at.date(), "%A %e %B %Y")


def _converter(starts: datetime, title: str) -> str:
    at = starts.astimezone(UTC)
    # Parentheses are legal in addresses and would end the link in Markdown.
    return f"{CONVERTER}/UTC/{at:%Y-%m-%d/%H:%M}/{quote(title, safe='')}"
