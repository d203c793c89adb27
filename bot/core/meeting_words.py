"""The words of a meeting that several features write: its title and its issue's head.

    **Thursday 18 March 2021, 17:00 UTC** · 60 min · [in your time](https://arewe…)

    | Where | Starts |
    | --- | --- |
    | UTC | Thursday 18 March, 17:00 |
    | America/Los_Angeles | Thursday 18 March, 10:00 |

    - **Join:** https://meet.example.org/hub
    - **Notes:** https://pad.example.org/hub
    - **Facilitator:** sgibson91
    - **Previous meeting:** #123

and of one that does not take place:

    ~~**Thursday 18 March 2021, 17:00 UTC** · 60 min~~

    **Cancelled:** too few of us are there.

Logins stand without their `@`: an issue that opens itself wakes nobody up.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from bot.core.durations import render_duration
from bot.core.local_time import UTC_ZONE
from bot.core.series import Occurrence, Series
from bot.core.text_format import Month, Value, render_date, render_template

LONGEST_TITLE = 256
"""GitHub's limit, in characters."""

CONVERTER = "https://arewemeetingyet.com"

_FACTS = {
    "Join": "video",
    "Notes": "notes",
    "Calendar": "calendar",
    "Facilitator": "facilitator",
    "Previous meeting": "previous",
}
"""What the head lists, by its name there, and the placeholder that it shows."""

_FACT = re.compile(rf"^- \*\*({'|'.join(_FACTS)}):\*\* (\S.*?)[ \t]*\r?$", re.MULTILINE)
_END = "<!-- team-compass:head"


def placeholders(
    series: Series, occurrence: Occurrence, previous: int | None, calendar: str = ""
) -> dict[str, Value]:
    """What a title or template may name; what is not known is empty.

    Days and times are those at which the meeting takes place, in its own zone.
    """
    day = occurrence.starts.date()
    values: dict[str, Value] = {
        "date": day,
        "time": render_time(occurrence.starts),
        "zones": " · ".join(
            f"{render_date(at.date(), '%a')} {render_time(at)}"
            for at in _elsewhere(series, occurrence)
        ),
        "weekday": render_date(day, "%A"),
        "day": day.day,
        "month": Month(day.month),
        "year": day.year,
        "length": render_duration(occurrence.length),
        "video": series.video or "",
        "notes": "" if series.notes in (None, "hackmd") else str(series.notes),
        "facilitator": occurrence.facilitator or "",
        "previous": f"#{previous}" if previous and previous > 0 else "",
        "calendar": calendar,
        "number": occurrence.index + 1,
    }
    return {"title": render_title(series, values), **values}


def render_title(series: Series, values: Mapping[str, Value]) -> str:
    """The issue's title; by default made of the series' id and the date."""
    name = series.id.replace("-", " ").strip().capitalize()
    template = series.title or f"{name} meeting - {{date:%e %B %Y}}"
    return render_template(template, values)[:LONGEST_TITLE]


def minutes_path(series: Series, occurrence: Occurrence) -> str:
    """Where the minutes of a meeting are kept; "" where nobody asks for that.

    `occurrence` is the meeting as the configuration has it: the path stays what it is
    when a command moves the meeting.
    """
    values = placeholders(series, occurrence, None)
    return render_template(series.minutes or "", values)


def render_head(
    series: Series,
    occurrence: Occurrence,
    values: Mapping[str, Value],
    *,
    was: datetime | None = None,
    why: str = "",
) -> str:
    """The head's words, without the marks around them.

    `values` are `placeholders` of the meeting as it stands; those of the facts that are
    empty leave no line. `was` is when it would have been but for a command, `why` the
    reason of a cancelling: a line of Markdown that is safe as it stands.
    """
    return "\n".join(_lines(series, occurrence, values, was, why))


def _lines(
    series: Series,
    occurrence: Occurrence,
    values: Mapping[str, Value],
    was: datetime | None,
    why: str,
) -> Iterator[str]:
    starts = occurrence.starts
    when = f"**{render_moment(starts)}** · {values['length']}"
    if occurrence.cancelled:
        yield f"~~{when}~~"
        yield f"\n**Cancelled:** {why}" if why else "\n**Cancelled.**"
    else:
        link = f"[in your time]({_converter(starts, str(values['title']))})"
        yield f"{when} · {link}"
    if was is not None and was != starts:
        yield f"\nMoved from {render_moment(was)}."
    elif occurrence.moved:
        yield f"\nMoved from {render_date(occurrence.date, '%A %e %B %Y')}."
    elsewhere = _elsewhere(series, occurrence)
    if elsewhere and not occurrence.cancelled:
        yield "\n| Where | Starts |\n| --- | --- |"
        for at in (starts, *elsewhere):
            day = render_date(at.date(), "%A %e %B")
            yield f"| {at.tzinfo} | {day}, {at:%H:%M} |"
    facts = {name: values[key] for name, key in _FACTS.items()}
    if any(facts.values()):
        yield ""
    yield from (f"- **{name}:** {fact}" for name, fact in facts.items() if fact)


def facts_in(body: str) -> dict[str, str]:
    """The facts that the head of a body lists, by placeholder: `previous` is `#123`.

    What a rewriting of the head does not know itself it keeps.
    """
    head, end, _ = body.partition(_END)
    if not end:
        return {}
    return {_FACTS[name]: fact for name, fact in _FACT.findall(head)}


def render_moment(at: datetime) -> str:
    """`Thursday 18 March 2021, 17:00 UTC`, in the time's own zone."""
    return f"{render_date(at.date(), '%A %e %B %Y')}, {render_time(at)}"


def render_time(at: datetime) -> str:
    """`17:00 Europe/London`."""
    return f"{at:%H:%M} {at.tzinfo}"


def _elsewhere(series: Series, occurrence: Occurrence) -> list[datetime]:
    """The start in UTC and the configured zones, without the meeting's own."""
    zones = dict.fromkeys((UTC_ZONE, *series.zones))
    starts = occurrence.starts
    return [starts.astimezone(z) for z in zones if str(z) != str(starts.tzinfo)]


def _converter(starts: datetime, title: str) -> str:
    at = starts.astimezone(UTC)
    # Parentheses are legal in addresses and would end the link in Markdown.
    return f"{CONVERTER}/UTC/{at:%Y-%m-%d/%H:%M}/{quote(title, safe='')}"
