"""The reference of marks: what each means, beside ones that the code really writes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.core.configuration import ConfigurationError, Problem, parse_configuration
from bot.core.mark import Mark
from bot.core.meeting_head import Head
from bot.core.meeting_mark import meeting_mark
from bot.core.models import Account, Comment, Identity, Issue, Reaction
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.plan import plan
from bot.features.agenda.reading import Meeting, State
from bot.features.configuration.findings import mistakes_of
from bot.features.configuration.plan import Look, plan_check, plan_issue
from bot.features.meetings.config import SECTION
from bot.github.repo_config import PATH

KINDS = {
    "meeting": "First line of a meeting's issue: which meeting it is for. It is how the"
    " issue is known, whatever becomes of its title and labels.",
    "head": "Last line of what the bot writes in the text of a meeting's issue: when the"
    " meeting takes place after all. What stands below it is people's.",
    "agenda": "First line of the agenda comment, with all that it has to remember.",
    "mend": "First line of a note about a command that cannot be done.",
    "help": "First line of the answer to `/agenda help`.",
    "check": "First line of the summary of a check run on a commit that changed the"
    " configuration.",
    "configuration": "First line of the issue about a wrong configuration.",
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
    "t": "the ids given: number, comment, fingerprint of the words, when it came, and"
    " when its words were seen to be gone (0: they are there)",
    "k": "what a command was answered that another day would answer otherwise: comment,"
    " fingerprint, `+` allowed, `-` refused, `?` about something unseen",
    "r": "the reactions given: comment, `+` for 👍 or `c` for 😕",
    "comment": "the comment that the note is about",
    "told": "a fingerprint of the mistakes that it tells; absent once they are mended",
}
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
            yield from (f"- `{name}`: {FIELDS[name]}" for name in mark.fields)


def examples() -> tuple[Mark, ...]:
    """Marks as the code writes them for a small meeting."""
    configuration = parse_configuration(
        "meetings: {team: {when: third thursday, time: '17:00'}}",
        file="team-compass.yml",
        sections=dict([SECTION]),
    )
    series = configuration.series["team"]
    occurrence = next(series.occurrences(CAME))
    head = meeting_mark(occurrence)
    issue = Issue(
        "jupyterhub/team-compass", 378, "", f"{head}\n", BOT, "open", CAME, CAME
    )
    texts = ("/agenda Release pulses (10 min)", "/agenda move A1 first\n/agenda help")
    people = [
        Comment(101 + n, text, ADA, at, at)
        for n, text in enumerate(texts)
        for at in [CAME + timedelta(hours=n)]
    ]
    agenda = Comment(100, "<!-- team-compass:agenda -->\n", BOT, CAME, CAME)
    state = State(
        ME,
        issue,
        (agenda, *people),
        roles={"ada": "read"},
        reactions={101: (Reaction(1, "+1", BOT),)},
    )
    meeting = Meeting(occurrence, series)
    actions = plan(AgendaConfig(), meeting, state, CAME + timedelta(days=1))
    bodies = [str(action.request().get("body", "")) for action in actions]
    written = [parse(body) for body in bodies if body.startswith("<!--")]
    everything = Head(
        occurrence.starts,
        sequence=2,
        status="cancelled",
        reason="empty",
        facilitator="ada",
        zone="Europe/London",
    )
    return (head, parse(str(everything)), *written, *told())


def told() -> Iterator[Mark]:
    """Marks as the code writes them for a wrong configuration."""
    mistake = Problem(4, 5, "meetings.team.wen", "is an unknown key")
    look = Look("6dcb09b", mistakes_of(ConfigurationError(PATH, [mistake])))
    repository = "jupyterhub/team-compass"
    check = plan_check(repository, look, (), None, CAME)
    yield parse(check.output.summary)
    issue = plan_issue(repository, look, None, "", "")
    yield parse(str(issue.request()["body"]) if issue else "")


def parse(body: str) -> Mark:
    """The mark on the first line."""
    kind, *pairs = body.partition("\n")[0].split()[1:-1]
    return Mark(
        kind.removeprefix("team-compass:"),
        dict(pair.split("=", 1) for pair in pairs),
    )
