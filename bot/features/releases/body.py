"""The body of a pulse's issue, and the comment with which it ends, as Markdown.

    <!-- team-compass:pulse date=2021-04-01 -->
    Some of our projects have changes that nobody can install yet. Until the end of
    Wednesday 7 April 2021 we go through them together, …

    - **Take one** with a comment such as `/release claim kubespawner`.
    …

and in the end

    <!-- team-compass:pulse-summary -->
    This pulse is over.

    - **Released:** jupyterhub/kubespawner 7.1.0
    - **Skipped:** jupyterhub/binderhub (manics: it waits for the new chart)
    - **Carried over:** jupyterhub/oauthenticator
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.core.mark import Mark
from bot.core.markdown import quote_text
from bot.core.pulse_text import Row, pulse_mark
from bot.core.pulses import Pulse
from bot.core.releases import Releases
from bot.core.text_format import render_date
from bot.features.releases.heard import Heard
from bot.features.releases.names import short_name
from bot.features.releases.room import LIMIT, Room

SUMMARY = Mark("pulse-summary")

_ROOMS = tuple(Room(changes=0, title=n, rest=0, names=n // 60) for n in (300, 60, 0))

# Each paragraph is one line: GitHub shows a line break of an issue as one.
_BODY = """\
Some of our projects have changes that nobody can install yet. Until the end of {until} \
we go through them together, in the order in which they need each other: a project is \
ready as soon as everything it waits for is released or skipped.

- **Take one** with a comment such as `/release claim {example}`.
- **Leave one out** this time: `/release skip {example} because …`. It comes back once \
something new waits there.
- **Put it off:** `/release snooze 30d`, or one project alone: \
`/release snooze {example} 30d`.

Members of the team may say so; who changes their mind edits or deletes the comment. The \
list is in the first comment. It ticks itself when a release appears: nothing is tagged or \
published from here. What nobody has taken is a topic of the next meeting.
"""


def render_body(pulse: Pulse, rows: Iterable[Row], config: Releases) -> str:
    """The issue's text, which is people's from then on."""
    example = short_name(next(row.name for row in rows), config.names)
    text = _BODY.format(until=render_last_day(pulse.closes), example=example)
    return f"{pulse_mark(pulse.date)}\n{text}"


def render_last_day(closes: datetime) -> str:
    """The last day of a pulse that closes then: at midnight that is the one before."""
    last = closes - timedelta(microseconds=1)
    return render_date(last.date(), "%A %e %B %Y")


def render_summary(rows: Iterable[Row], heard: Heard) -> str:
    """What has become of every row; the reasons only as far as there is room."""
    rows, text = tuple(rows), ""
    for room in _ROOMS:
        lines = "\n".join(_summary(rows, heard, room))
        text = f"{SUMMARY}\nThis pulse is over.\n\n{lines}\n"
        if len(text) <= LIMIT:
            break
    return text


def _summary(rows: tuple[Row, ...], heard: Heard, room: Room) -> Iterator[str]:
    released = [
        (row.name, f" {quote_text(row.released)}" if row.released else "")
        for row in rows
        if row.standing == "released"
    ]
    skipped = [
        (row.name, f" ({quote_text(said.login)}{f': {why}' if why else ''})")
        for row in rows
        if row.standing == "skipped" and (said := heard.of(row.name).skipped)
        for why in (quote_text(room.cut(said.why)),)
    ]
    rest = [
        (row.name, f" ({', '.join(map(quote_text, taken))})" if taken else "")
        for row in rows
        if row.standing not in ("released", "skipped")
        for taken in (heard.of(row.name).claimed[: room.names],)
    ]
    for what, told in (
        ("Released", released),
        ("Skipped", skipped),
        ("Carried over", rest),
    ):
        names = ", ".join(f"{quote_text(name)}{more}" for name, more in told)
        yield f"- **{what}:** {names or 'none'}"
