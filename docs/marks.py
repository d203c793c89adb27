"""The reference of marks: what each means, beside ones that the code really writes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.actions import Action
from bot.core.agenda_text import parse_agenda_text
from bot.core.configuration import ConfigurationError, Problem, parse_configuration
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
from bot.core.series import Occurrence, Series
from bot.core.support import Support
from bot.features.agenda.carried import Around, Following, Previous
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.plan import plan
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
from bot.features.request_info.lacks import Item
from bot.features.request_info.request import request_mark
from bot.features.support.plan import plan as plan_support
from bot.features.support.state import State as Question
from bot.github.repo_config import PATH

KINDS = {
    "meeting": "First line of a meeting's issue: which meeting it is for. It is how the"
    " issue is known, whatever becomes of its title and labels.",
    "head": "Last line of what the bot writes in the text of a meeting's issue: when the"
    " meeting takes place after all. What stands below it is people's.",
    "agenda": "First line of the agenda comment, with all that it has to remember.",
    "reminder": "First line of a reminder.",
    "empty": "First line of the comment that tells that the meeting is cancelled since"
    " nobody proposed a topic.",
    "mend": "First line of a note about a command that cannot be done.",
    "pointer": "First line of a comment that tells where a topic that came too late is"
    " proposed instead.",
    "carried": "First line of the question whether topics that were carried over three"
    " times are still wanted.",
    "help": "First line of the answer to `/agenda help`.",
    "check": "First line of the summary of a check run on a commit that changed the"
    " configuration.",
    "configuration": "First line of the issue about a wrong configuration.",
    "minutes": "First line of the minutes comment, with all that it has to remember.",
    "support": "First line of the reply to a support question.",
    "mend-support": "First line of a note about a `/support` or `/not-support` that cannot"
    " be done.",
    "minutes-file": "First line of the text of the pull request with the minutes.",
    "request-info": "First line of the comment that asks for what a report lacks; without"
    " fields it only tells why the issue was closed.",
}
FIELDS = {
    "id": "the series, as in `meetings:`",
    "date": "the date by the rule, before any `move`",
    "starts": "when it starts, in UTC",
    "sequence": "how often the bot has written the head anew; absent at first",
    "status": "`cancelled`, or absent",
    "why": "`empty`: cancelled since nobody proposed a topic",
    "facilitator": "where a command named one",
    "zone": "where a command named one with the time",
    "v": "the version of the memory's form",
    "p": "the comment has been pinned once, and is not pinned again",
    "next": "the next id: none is used twice",
    "t": "the ids given: number, comment (0: no comment here proposes it), fingerprint of"
    " the words or of where it comes from, when it came, and when its words were seen to"
    " be gone (0: they are there)",
    "k": "what a command was answered that another day would answer otherwise: comment,"
    " fingerprint, `+` allowed, `-` refused (and when the comment had last been edited"
    " then), `?` about something unseen",
    "r": "the reactions given: comment, `+` for 👍 or `c` for 😕",
    "prev": "the issue of the meeting before; 0 where there is none",
    "then": "the issue of the next meeting, once there is one",
    "by": "who proposed a topic that no comment here proposes: number and login",
    "own": "who was named as a topic's owner by their login: number and login",
    "asked": "the topics about which people were asked whether they are still wanted",
    "off": "the threads that lost their label since they are done or taken off here, to"
    " have it again if that is taken back: number, repository and number there",
    "ed": "the topics from elsewhere that commands here have changed",
    "lead": "how long before the meeting",
    "topics": "those that it asks about",
    "comment": "the comment that it is about",
    "told": "a fingerprint of what it tells; absent once there is nothing to tell",
    "a": "the bot's own lines among the open actions, by fingerprint; `+` where the notes"
    " say that it is done",
    "note": "the note at HackMD",
    "link": "where people write in it",
    "from": "what the minutes were last made from, `note` or `agenda`",
    "file": "fingerprints of the file as the bot wrote it on its branch, and as it was"
    " about to: anything else there is people's",
    "no": "what was refused when it was last tried: `note`, or branch and `pull` request",
    "tried": "when `pull` was refused last, and a fingerprint of what was asked for",
    "issue": "the meeting's issue",
    "state": "what the reply tells: `guess` it may be one, `open`, `closed`, `locked` or"
    " `held` (only locked) it is one, `undone` its label was taken off, `declined` somebody"
    " has said for ever that it is none",
    "since": "when people said what it answers",
    "said": "the comment with the command that said it; absent where a label did",
    "heard": "when each command was first understood: comment, `s` for `/support` or `n`"
    " for `/not-support`, time",
    "at": "`declined`: since when",
    "left": "what is asked for: `body`, `title`, or a fingerprint of an answer's heading",
    "done": "what was asked for and is there now",
}
OTHERWISE = {("reminder", "date"): "the day on which the meeting takes place"}
"""Fields that mean something else in one kind of mark."""

ME = Identity(1, "team-compass")
ADA, BOT = Account("ada"), Account(ME.login, "Bot")
CAME = datetime(2021, 3, 11, 12, tzinfo=UTC)


def marks() -> Iterator[str]:
    """The page: every kind with an example and its fields."""
    yield "# Marks"
    yield ""
    yield "GitHub is the bot's database. What it must remember it writes into its own"
    yield "text, as an HTML comment on the first line that nobody sees. A mark is trusted"
    yield "only where this App is the author, so copying one into a comment does nothing."
    for mark in examples():
        yield from ("", f"## `{mark.kind}`", "", KINDS[mark.kind], "")
        yield from ("```html", str(mark), "```")
        if mark.fields:
            yield ""
            for name in mark.fields:
                yield f"- `{name}`: {OTHERWISE.get((mark.kind, name), FIELDS[name])}"


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
    ]
    return tuple(sorted(found, key=lambda mark: list(KINDS).index(mark.kind)))


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


def parse(body: str) -> Mark:
    """The mark on the first line."""
    kind, *pairs = body.partition("\n")[0].split()[1:-1]
    return Mark(
        kind.removeprefix("team-compass:"),
        dict(pair.split("=", 1) for pair in pairs),
    )
