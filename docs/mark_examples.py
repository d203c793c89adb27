"""Marks as the code writes them, for the reference to show."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.actions import Action
from bot.core.agenda_text import parse_agenda_text
from bot.core.configuration import ConfigurationError, Problem, parse_configuration
from bot.core.local_time import UTC_ZONE
from bot.core.mark import Mark
from bot.core.meeting_head import Head
from bot.core.meeting_mark import meeting_mark
from bot.core.models import (
    Account,
    Comment,
    Identity,
    Issue,
    Reaction,
    Repository,
    Thread,
)
from bot.core.notes_server import Note
from bot.core.projects import Change, Line, Project, Release
from bot.core.pulse_text import PulseMemory
from bot.core.pulses import pulse_on
from bot.core.releases import Releases
from bot.core.series import Occurrence, Series
from bot.core.support import Support
from bot.features.agenda.carried import Around, Following, Previous
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.plan import plan
from bot.features.agenda.pulses import Quiet
from bot.features.agenda.reading import Meeting, State
from bot.features.agenda.sources import thread_fingerprint
from bot.features.agenda.ties import Ties
from bot.features.agenda.values import Source
from bot.features.configuration.findings import mistakes_of
from bot.features.configuration.plan import Look, plan_check, plan_issue
from bot.features.meetings.config import SECTION
from bot.features.minutes.memory import Tried
from bot.features.minutes.plan import plan as plan_minutes
from bot.features.minutes.pull import Ground, branch_of
from bot.features.minutes.state import State as Noted
from bot.features.releases.opening import plan_opening
from bot.features.releases.plan import plan as plan_pulse
from bot.features.releases.seen import Seen
from bot.features.releases.state import State as PulseState
from bot.features.request_info.lacks import Item
from bot.features.request_info.request import request_mark
from bot.features.support.plan import plan as plan_support
from bot.features.support.state import State as Question
from bot.github.repo_config import PATH
from bot.projects.due import standings

ME = Identity(1, "team-compass")
ADA, BOT = Account("ada"), Account(ME.login, "Bot")
CAME = datetime(2021, 3, 11, 12, tzinfo=UTC)


def examples() -> tuple[Mark, ...]:
    """Marks as the code writes them, of each kind one."""
    configuration = parse_configuration(
        "meetings:\n"
        "  team: {when: third thursday, time: '17:00', reminders: [6d], empty: cancel}",
        file="team-compass.yml",
        sections=dict([SECTION]),
    )
    series = configuration.series["team"]
    occurrence = next(series.occurrences(CAME))
    head = meeting_mark(occurrence)
    issue = Issue(
        "jupyterhub/team-compass", 378, "", f"{head}\n", BOT, "open", CAME, CAME
    )
    everything = Head(
        occurrence.starts,
        sequence=2,
        status="cancelled",
        reason="empty",
        facilitator="ada",
        zone="Europe/London",
    )
    meeting = Meeting(occurrence, series)
    found = [
        head,
        parse(str(everything)),
        *talked_over(meeting, issue),
        *cancelled(meeting, issue),
        *told(),
        *minutes(issue, series, occurrence),
        *asked(replace(issue, body="", user=ADA, labels=("support",))),
        request_mark(
            (Item("body"), Item("3f8a12c4", "Dates and times", "zone")),
        ),
        *pulse(),
    ]
    return tuple(found)


def talked_over(meeting: Meeting, issue: Issue) -> Iterator[Mark]:
    """Marks in the comments of a meeting to which a topic was carried over."""
    texts = (
        "/agenda @grace Release pulses (10 min)",
        "/agenda move A9 first\n/agenda help",
        "/agenda time A2 20m\n/agenda done A2",
        "/agenda Too late",
    )
    people = [
        Comment(101 + n, text, ADA, at, at)
        for n, text in enumerate(texts)
        for at in [CAME + timedelta(hours=n)]
    ]
    agenda = Comment(100, "<!-- team-compass:agenda -->\n", BOT, CAME, CAME)
    before = (
        "## Agenda\n\n1. Docs · minrk · 5 min · 17:00 · [comment](https://…)"
        " · 3rd time · `A4`\n"
    )
    ended = CAME - timedelta(days=20)
    around = Around(
        known_previous=371,
        previous=Previous(
            371,
            parse_agenda_text(before),
            over=ended,
            ties=Ties(proposers={4: "minrk"}),
        ),
        outside=(thread(),),
        following=(Following(390, meeting.occurrence.starts + timedelta(days=28)),),
        quiet=frozenset({Quiet(date(2021, 3, 10))}),
    )
    state = State(
        ME,
        issue,
        (agenda, *people),
        roles={"ada": "triage"},
        reactions={101: (Reaction(1, "+1", BOT),)},
        events=(),
        around=around,
    )
    now = CAME + timedelta(days=2)
    asked = next(
        body
        for body in bodies(plan(AgendaConfig(), meeting, state, now))
        if parse(body).kind == "carried"
    )
    yield parse(asked)
    comments = (*state.comments, Comment(110, asked, BOT, now, now))
    around = replace(around, over=CAME + timedelta(minutes=150))
    state = replace(state, comments=comments, around=around)
    yield from map(parse, bodies(plan(AgendaConfig(), meeting, state, now)))


def thread() -> Source:
    """A pull request elsewhere that is a topic."""
    repository, number = "jupyterhub/binderhub", 12
    return Source(
        fingerprint=thread_fingerprint(repository, number),
        arrived=int((CAME - timedelta(days=1)).timestamp()),
        title="Builds hang",
        owner="ada",
        link=f"https://github.com/{repository}/pull/{number}",
        link_text=f"{repository}#{number}",
        thread=(repository, number),
    )


def cancelled(meeting: Meeting, issue: Issue) -> Iterator[Mark]:
    """The mark in the comment of a meeting for which nobody proposed a topic."""
    agenda = Comment(100, "<!-- team-compass:agenda -->\n", BOT, CAME, CAME)
    state = State(ME, issue, (agenda,), events=())
    actions = plan(AgendaConfig(), meeting, state, meeting.cutoff)
    yield from (m for m in map(parse, bodies(actions)) if m.kind == "empty")


def bodies(actions: Iterable[Action]) -> Iterator[str]:
    """The texts with a mark that are written."""
    written = (str(action.request().get("body", "")) for action in actions)
    return (body for body in written if body.startswith("<!--"))


def told() -> Iterator[Mark]:
    """Marks as the code writes them for a wrong configuration."""
    mistake = Problem(4, 5, "meetings.team.wen", "is an unknown key")
    look = Look("6dcb09b", mistakes_of(ConfigurationError(PATH, [mistake])))
    repository = "jupyterhub/team-compass"
    check = plan_check(repository, look, (), None, CAME)
    yield parse(check.output.summary)
    issue = plan_issue(repository, look, None, "", "")
    yield parse(str(issue.request()["body"]) if issue else "")


def minutes(issue: Issue, series: Series, occurrence: Occurrence) -> Iterator[Mark]:
    """Marks as the code writes them after a meeting with notes."""
    content = "## Agenda\n\n- Release pulses\n  - [ ] ask\n"
    state = Noted(
        ME,
        Repository(issue.repository),
        issue,
        (),
        series,
        occurrence,
        note=Note(
            "KCgyv1YAAk4gyyNwPojLnC", "", "https://hackmd.io/KCgyv1YAAk4gyyNw", content
        ),
        refused=frozenset({"pull"}),
        tried=Tried(occurrence.ends, "5b0c3d1f9a27"),
        ground=Ground(
            "docs/2021-03.md", branch_of(occurrence), "main", base_sha="6dcb09b"
        ),
    )
    made = plan_minutes(state, occurrence.ends)
    yield parse(made.comment.body if made.comment else "")
    yield parse(str(made.file[-1].request()["body"]))


def asked(issue: Issue) -> Iterator[Mark]:
    """Marks as the code writes them about a support question that is none."""
    said = (
        (
            BOT,
            "<!-- team-compass:support state=closed since=2021-03-11T12:00Z said=202 -->",
        ),
        (BOT, "<!-- team-compass:help -->"),
        (Account("grace"), "/support"),
        (Account("heidi"), "/support"),
        (ADA, "/not-support"),
    )
    thread = Thread(
        issue,
        tuple(
            Comment(200 + n, text, user, CAME, CAME)
            for n, (user, text) in enumerate(said)
        ),
    )
    roles = {"grace": "triage", "heidi": "none"}
    question = Question(ME, thread, roles=roles)
    config = Support(forum="https://discourse.example.org")
    yield from map(parse, bodies(plan_support(config, question, CAME)))


def pulse() -> Iterator[Mark]:
    """Marks as the code writes them in a pulse of two projects, and after it."""
    config = Releases.model_validate(
        {
            "when": "day 1 of april",
            "projects": {"jupyterhub/jupyterhub": {}, "jupyterhub/kubespawner": {}},
        }
    )
    time = pulse_on(config, UTC_ZONE, date(2021, 4, 1))
    now, a_year = time.opens, timedelta(days=365)
    projects = {
        name: Project(name, name, last=last, lines=(Line("main", last, (fix,)),))
        for name in config.names
        for last in [Release("1.3.0", "1.3.0", now - a_year)]
        for fix in [Change(12, "a" * 40, "Keep the port", ADA, now - timedelta(1))]
    }
    seen = Seen(projects, standings(config, projects, now))
    home, before = Repository("jupyterhub/team-compass"), PulseMemory()
    opened = plan_opening(home, config, time, seen, before, now=now)
    body = opened.body if opened else ""
    yield parse(body)
    issue = Issue(home.full_name, 390, "", body, BOT, "open", now, now)
    said = (
        (BOT, "<!-- team-compass:pulse-state rows= past= -->"),
        (ADA, "/release skip kubespawner it waits for the chart"),
        (
            ADA,
            "/release snooze jupyterhub 20d\n/release snooze 14d\n/release claim hub",
        ),
    )
    comments = tuple(
        Comment(300 + n, text, user, now, now, author_association="MEMBER")
        for n, (user, text) in enumerate(said)
    )
    state = PulseState(ME, Thread(issue, comments), config, time, seen, before)
    yield from map(parse, bodies(plan_pulse(state, now)))
    *_, summary = map(parse, bodies(plan_pulse(state, now + a_year)))
    yield summary


def parse(body: str) -> Mark:
    """The mark on the first line."""
    kind, *pairs = body.partition("\n")[0].split()[1:-1]
    return Mark(
        kind.removeprefix("team-compass:"),
        dict(pair.split("=", 1) for pair in pairs),
    )
