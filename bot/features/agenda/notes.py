"""The short comments beside the agenda: help, and a meeting without topics."""

from datetime import datetime

from bot.core.local_time import UTC_ZONE
from bot.core.mark import Mark
from bot.core.meeting_words import render_moment, render_time
from bot.core.text_format import render_date
from bot.features.agenda.schedule import Schedule
from bot.features.agenda.usages import MEETING_ISSUE, USAGES


def render_help(mark: Mark) -> str:
    """All commands in one table."""
    rows = "\n".join(
        f"| `{u.form}` | {u.effect} | {u.who} |"
        for u in USAGES
        if u.where == MEETING_ISSUE
    )
    return (
        f"{mark}\nIn a comment on a meeting issue, at the start of a line:\n\n"
        f"| Command | What it does | Who may |\n| --- | --- | --- |\n{rows}\n\n"
        "`A3` is the id behind a topic. A comment may hold several commands; editing or"
        " deleting it changes the agenda.\n\n"
        "In any other issue or pull request, `/agenda` proposes that thread for the next"
        " meeting; words that follow it are the topic.\n"
    )


def render_empty(mark: Mark, schedule: Schedule) -> str:
    """Said once where nobody proposed a topic, and unsaid where it is held all the same."""
    nobody = f"{mark}\nNobody proposed a topic before the cut-off"
    if not schedule.occurrence.cancelled:
        return f"{nobody}; the meeting takes place all the same.\n"
    day = schedule.occurrence.starts.date()
    return (
        f"{nobody}, {render_both(schedule.cutoff, schedule)}, so this meeting is"
        f" cancelled.\n\nA comment with `/meeting move {day}`, by the facilitator or"
        " somebody with the triage role or above, has it take place all the same;"
        " with another date it takes place then.\n"
    )


def render_both(at: datetime, schedule: Schedule) -> str:
    """A moment in the meeting's own zone and in UTC."""
    local = at.astimezone(schedule.occurrence.starts.tzinfo)
    utc = local.astimezone(UTC_ZONE)
    if str(local.tzinfo) == str(utc.tzinfo):
        return render_moment(local)
    day = (
        "" if utc.date() == local.date() else f"{render_date(utc.date(), '%A %e %B')}, "
    )
    return f"{render_moment(local)} ({day}{render_time(utc)})"
