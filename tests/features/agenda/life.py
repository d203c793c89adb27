"""A meeting whose issue the bot has opened, and what people say there about it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.meeting_head import first_head, replace_head
from bot.core.meeting_words import placeholders, render_head
from bot.features.agenda.reading import Meeting
from tests.features.agenda.thread import MARK, OCCURRENCE, STARTS, TITLE, Thread

BELOW = "\n## Propose a topic\n\nAs you like.\n"
DAY = timedelta(days=1)
ENDS = STARTS + timedelta(hours=1)
MOVE = "/meeting move 2021-03-25"
CANCEL = "/meeting cancel too few of us"
CLOSE = "/meeting close"
THUMB, PUZZLED = ["+1"], ["confused"]


def meet(starts: datetime = STARTS, **keys) -> Thread:
    """A meeting whose issue is as the bot has opened it, assigned to its facilitator."""
    thread = Thread(**keys)
    meeting = Meeting(
        replace(OCCURRENCE, starts=starts, date=starts.date()), thread.meeting.series
    )
    series, occurrence = meeting.series, meeting.occurrence
    values = {**placeholders(series, occurrence, 371), "title": TITLE}
    lines = render_head(series, occurrence, values)
    thread.meeting = meeting
    thread.body = replace_head(MARK, lines, first_head(occurrence)) + BELOW
    thread.assignees = ("sgibson91",)
    thread.settle()
    return thread


def say(thread: Thread, body: str, by: str = "minrk") -> int:
    """What somebody comments, once the bot has heard of it."""
    comment = thread.comment(body, by=by)
    thread.settle()
    return comment


def edit(thread: Thread, comment: int, body: str) -> None:
    thread.edit(comment, body)
    thread.settle()


def delete(thread: Thread, comment: int) -> None:
    thread.delete(comment)
    thread.settle()


def issue(thread: Thread) -> tuple[str, str | None]:
    return thread.state_now, thread.state_reason


def at(thread: Thread, written: str) -> bool:
    """Whether the head says that it takes place then, in UTC: `2021-03-25 17:00`."""
    return thread.head.starts == datetime.fromisoformat(f"{written}+00:00")


def look(thread: Thread, before: timedelta) -> str:
    """What is reminded of when the bot looks so long before the meeting; "" nothing."""
    known = len(thread.reminders)
    thread.now = thread.head.starts - before
    thread.settle()
    return "\n".join(thread.reminders[known:])


def lead(reminder: str) -> str:
    return reminder.partition(" lead=")[2].partition(" -->")[0]
