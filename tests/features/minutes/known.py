"""A meeting as the pure parts of the feature know it, and its documents."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.core.agenda_text import AgendaEntry, AgendaText, AgendaTopic
from bot.core.local_time import UTC_ZONE
from bot.core.models import Account, Comment, Identity, Issue, Repository
from bot.core.series import Series
from bot.features.minutes.front import Front
from bot.features.minutes.plan import plan
from bot.features.minutes.state import State

ME = Identity(7, "team-compass")
BOT = Account(ME.login, "Bot")
REPOSITORY = "jupyterhub/team-compass"
URL = f"https://github.com/{REPOSITORY}"
TITLE = "Team Meeting - March 2021"
STARTS = datetime(2021, 3, 18, 17, tzinfo=UTC)
DURING = STARTS + timedelta(minutes=1)
ENDS = STARTS + timedelta(hours=1)
AFTER = ENDS + timedelta(minutes=5)
FRONT = Front(
    title=TITLE,
    when="Thursday 18 March 2021, 17:00 UTC",
    issue_url=f"{URL}/issues/378",
    issue_name=f"{REPOSITORY}#378",
    facilitator="sgibson91",
    video="https://meet.example.org/hub",
)
AGENDA = """\
<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=4 -->
## Agenda

25 of 60 min · starts 17:00 UTC

1. Code of Conduct · Sarah · 10 min · 17:00 · [comment](https://x.y/1) · `A1`

   - Is it visible enough?
   - Decision: we link to it
   - TODO @\u200btim: open a pull request

2. Fix the hub · ada · 5 min · 17:10 · [jupyterhub/binderhub#\u200b12](https://x.y/2) · `A2`

## Quick updates

- Helm 3 everywhere · sgibson91 · [comment](https://x.y/3)

## Roll call

- Sarah Gibson / The Alan Turing Institute / sgibson91 · [comment](https://x.y/4)
- ada · [comment](https://x.y/5)

## Deferred

3. Release pulses · minrk · 5 min · [comment](https://x.y/6) · `A3`
"""


def topic(title: str, **other: Any) -> AgendaTopic:
    """A topic of an agenda."""
    known = {
        "id": "A1",
        "owner": "ada",
        "minutes": 5,
        "starts": "",
        "link": "https://x.y/1",
        "link_text": "comment",
        "times": 1,
        "details": "",
        "heading": "Agenda",
    }
    return AgendaTopic(title=title, **(known | other))


def told(text: str, who: str = "ada", details: str = "") -> AgendaEntry:
    """A quick update or report."""
    return AgendaEntry(text, "https://x.y/2", details, who)


def agenda(*topics: AgendaTopic, **other: Any) -> AgendaText:
    """What an agenda comment says."""
    return AgendaText(topics=topics, **other)


def comment(number: int, body: str, by: Account = BOT) -> Comment:
    """A comment; the bot's, unless it is said whose."""
    return Comment(number, body, by, STARTS, STARTS)


def known(
    *comments: Comment,
    series: dict[str, Any] | None = None,
    issue: dict[str, Any] | None = None,
    **other: Any,
) -> State:
    """What there is of the meeting of March, with its agenda and these comments."""
    keys = {"when": "third thursday", "time": "17:00", **(series or {})}
    named = Series.model_validate(keys).named("team", UTC_ZONE)
    occurrence = named.occurrence(date(2021, 3, 18))
    assert occurrence
    thread = Issue(
        repository=REPOSITORY,
        number=378,
        title=TITLE,
        body="<!-- team-compass:meeting id=team date=2021-03-18 -->\n",
        user=BOT,
        state="open",
        created_at=STARTS - timedelta(days=14),
        updated_at=STARTS,
        html_url=f"{URL}/issues/378",
    )
    return State(
        ME,
        other.pop("repository", Repository(REPOSITORY)),
        replace(thread, **(issue or {})),
        (comment(1, AGENDA), *comments),
        named,
        occurrence,
        **other,
    )


def body(state: State, now: datetime) -> str:
    """The text that the minutes comment is to have."""
    action = plan(state, now).comment
    assert action
    return action.body


def said(state: State, now: datetime, text: str | None = None) -> State:
    """The same with the comment that is planned, or as people left it."""
    written = body(state, now) if text is None else text
    others = [c for c in state.comments if c != state.current]
    return replace(state, comments=(*others, comment(2, written)))
