"""Two years of third Thursdays: what people do, when the bot looks, what comes of it.

`python -m tests.stories.two_years` prints the table.
"""

import asyncio
import calendar
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.agenda_text import parse_agenda_text
from bot.core.mark import find_mark
from bot.playground import Clock, Playground
from bot.playground.threads import Comment, Issue
from bot.settings import load_settings
from bot.tick import tick
from tests.stories.team import Team, agenda, judge, meetings, mine, reactions

CONFIGURATION = """\
meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    slots: {odd: "17:00 UTC", even: "09:00 Europe/London"}
    facilitators: [sgibson91, minrk, manics]
    reminders: [7d, 1d]
    skip: [2020-12]
    move: {2020-10-15: 2020-10-22}
"""
BEGIN = datetime(2020, 6, 1, 12, tzinfo=UTC)
AFTER_A_YEAR = datetime(2021, 6, 4, 12, tzinfo=UTC)
FIRST_YEAR = 11
"""Meetings that are over by then; the next one's issue is open, and linked by the last."""

END = datetime(2022, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


def starts() -> list[datetime]:
    """When the team meets, by the calendar on the wall and not by the bot's."""
    found = []
    for year, month in [(2020 + n // 12, n % 12 + 1) for n in range(5, 29)]:
        weeks = calendar.monthcalendar(year, month)
        thursdays = [
            week[calendar.THURSDAY] for week in weeks if week[calendar.THURSDAY]
        ]
        day = date(year, month, thursdays[2])
        if day == date(2020, 10, 15):
            day = date(2020, 10, 22)  # JupyterCon
        at = datetime.combine(day, time(17), UTC)
        if month % 2 == 0:
            at = datetime.combine(day, time(9), LONDON)
        if (year, month) != (2020, 12):
            found.append(at.astimezone(UTC))
    return found


@dataclass(frozen=True)
class Deed:
    """What somebody does on a meeting's issue, the first one being number 0."""

    at: datetime
    meeting: int
    do: Callable[[Issue], object]


def says(text: str, by: str) -> Callable[[Issue], object]:
    return lambda issue: issue.comment(text, by=by)


def deeds() -> list[Deed]:
    """Proposals in time and late, outcomes, and whims; each id is that of its topic."""
    found: list[Deed] = []
    carried: list[str] = []
    for n, at in enumerate(starts()):
        month, said = f"{at:%B}", n % 6 != 5  # when nobody says anything
        new: list[str] = []
        done: list[tuple[timedelta, Callable[[Issue], object]]] = []
        if said:
            new = [f"Pulses of {month}"]
            done.append((-6 * DAY, says(f"/agenda {new[0]} (10 min)", "minrk")))
        if said and n % 4 == 0:
            new += [f"Grant of {month}", f"Chart of {month}"]
            text = f"/agenda\n- {new[1]} [Sarah] 20m\n- {new[2]}, ~5min"
            done.append((-2 * DAY, says(text, "sgibson91")))
        if said and n % 4 == 3:
            new.append(f"News of {month}")
            done.append((-2 * HOUR, says(f"/agenda {new[-1]}", "ada")))
        ids = {title: f"A{number}" for number, title in enumerate([*carried, *new], 1)}
        # Grants wait for somebody, and the first chart until they ask about it.
        deferred = [title for title in new if title.startswith("Grant")] if said else []
        left = [title for title in new if title.startswith(("Chart", "News"))]
        left += [title for title in carried if title == "Chart of June" and n < 5]
        if not said:
            left = [*carried, *new]
        over = [title for title in ids if title not in (*left, *deferred)]
        if over:
            text = "\n".join(f"/agenda done {ids[title]}" for title in over)
            done.append((30 * MINUTE, says(text, "manics")))
        if deferred:
            text = "\n".join(f"/agenda defer {ids[title]}" for title in deferred)
            done.append((40 * MINUTE, says(text, "minrk")))
        if n == 7:
            done.append((HOUR + 10 * MINUTE, lambda issue: issue.close(by="manics")))
        if n == 9:
            done.append((40 * DAY, lambda issue: issue.reopen(by="ada")))
        found += [Deed(at + when, n, do) for when, do in done]
        carried = [title for title in ids if title in left] + deferred
    return sorted(found, key=lambda deed: deed.at)


def on_time() -> list[datetime]:
    """When anything is due; what somebody did in between is seen then."""
    leads = (-14 * DAY, -7 * DAY, -DAY, timedelta(), HOUR, HOUR + DAY)
    return sorted(at + lead for at in starts() for lead in leads)


def and_too_early() -> list[datetime]:
    """The same, and in the first year each time a minute before as well."""
    early = [at - MINUTE for at in on_time() if at < AFTER_A_YEAR]
    return sorted({*early, *on_time()})


def two_of_three(left_out: int) -> list[datetime]:
    """The times at which something is due, but of each three one is left out."""
    return [look for n, look in enumerate(on_time()) if n % 3 != left_out]


def fortnights() -> list[datetime]:
    """Every second Thursday, and never else."""
    first = datetime(2020, 6, 4, 18, tzinfo=UTC)
    number = (END - first) // (14 * DAY)
    return [first + n * 14 * DAY for n in range(number + 1)]


class TwoYears:
    """The team's repository from `BEGIN` to `END`, which the bot sees only in ticks."""

    def __init__(self, github: Playground, folder: Path) -> None:
        self.team = Team(github, folder, CONFIGURATION)
        self.clock = github.clock
        self._settings = load_settings(self.team.environ(), directory=folder)

    @property
    def issues(self) -> list[Issue]:
        return meetings(self.team.repo)

    async def play(
        self, looks: Sequence[datetime], *, end: datetime = END, times: int = 1
    ) -> None:
        """Let people do what they do, and the bot look at these times, so often each.

        After the `end` only two more looks are taken.
        """
        waiting = deeds()
        for look in [*(look for look in looks if look < end), end, end + HOUR]:
            while waiting and waiting[0].at <= look:
                deed = waiting.pop(0)
                self._pass_to(deed.at)
                deed.do(self.issues[deed.meeting])
            self._pass_to(look)
            assert await tick(self._settings, self.clock.now()) == ()
            written = len(self.team.writes) if times > 1 else 0
            for _ in range(times - 1):
                assert await tick(self._settings, self.clock.now()) == ()
                assert len(self.team.writes) == written

    def _pass_to(self, at: datetime) -> None:
        self.clock.set(max(at, self.clock.now()))

    def table(self, most: int | None = None) -> str:
        """What became of each meeting, or of so many of the first, and when."""
        columns = ("Issue", "Meeting", "Opened", "Reminders", "Closed", "In the end")
        rows = [columns, tuple("---" for _ in columns)]
        rows += [tuple(_row(issue)) for issue in self.issues[:most]]
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    def picture(self, most: int | None = None) -> str:
        """All that people see in the end, but for what is only said on time."""
        return "\n".join(_picture(issue) for issue in self.issues[:most])


def _row(issue: Issue) -> Iterator[str]:
    mark = find_mark(issue.body or "", "meeting")
    assert mark
    when = re.search(r"^\*\*(.*?)\*\*", issue.body or "", re.MULTILINE)
    yield f"#{issue.number} {mark.fields['date']}"
    yield when[1] if when else ""
    yield _time(issue.created_at)
    reminders = [c for c in mine(issue) if find_mark(c.body, "reminder")]
    yield ", ".join(f"{_lead(c)} {_time(c.created_at)}" for c in reminders)
    closings = [e for e in issue.events if e.event in ("closed", "reopened")]
    yield ", ".join(
        f"{_time(e.created_at)}{'' if e.via_app else f' ({e.event} by {e.actor.login})'}"
        for e in closings
    )
    yield "; ".join(_topics(issue))


def _lead(reminder: Comment) -> str:
    mark = find_mark(reminder.body, "reminder")
    return mark.fields["lead"] if mark else ""


def _topics(issue: Issue) -> Iterator[str]:
    for topic in parse_agenda_text(mine(issue)[0].body).topics:
        again = f", time {topic.times}" if topic.times > 1 else ""
        yield f"{topic.id} {topic.title} ({topic.heading.lower()}{again})"


def _time(at: datetime) -> str:
    return f"{at:%a %Y-%m-%d %H:%M}"


def _picture(issue: Issue) -> str:
    people = [c for c in issue.comments if c not in mine(issue)]
    told = [f"{c.user.login} {c.body!r} {reactions(c)}" for c in people]
    facts = f"{issue.state} {issue.state_reason} {issue.label_names}"
    assigned = [person.login for person in issue.assignees]
    about = f"{facts} {assigned} pinned: {issue.pinned}"
    return "\n".join([issue.title, about, issue.body or "", agenda(issue), *told])


@asynccontextmanager
async def two_years(folder: Path):
    clock = Clock(BEGIN)
    async with Playground(clock=clock, webhook_secret="compass-and-map") as github:
        yield TwoYears(github, folder)
        judge(github)


async def _show() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with two_years(Path(folder)) as years:
            await years.play(and_too_early())
            print(years.table())


if __name__ == "__main__":
    asyncio.run(_show())
