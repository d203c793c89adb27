"""A pulse on which people, projects and the plan act in turn, without any GitHub."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.core.actions import (
    Action,
    CreateComment,
    CreateIssue,
    CreateReaction,
    DeleteComment,
    DeleteReaction,
    PinComment,
    UpdateComment,
    UpdateIssue,
)
from bot.core.configuration import parse_configuration
from bot.core.local_time import UTC_ZONE
from bot.core.models import (
    Account,
    Comment,
    Identity,
    Issue,
    IssueEvent,
    Reaction,
    Repository,
    Thread,
)
from bot.core.projects import Change, Line, Project, Release
from bot.core.pulse_text import (
    PulseMemory,
    find_pulse,
    find_pulse_state,
    parse_memory,
)
from bot.core.pulses import Pulse as PulseTime
from bot.core.pulses import last_pulse, pulse_on
from bot.core.releases import Releases
from bot.features.releases.config import SECTION
from bot.features.releases.opening import is_to_be_opened, plan_opening
from bot.features.releases.plan import asks, next_look, plan
from bot.features.releases.seen import Seen
from bot.features.releases.state import State
from bot.projects.due import standings

ME = Identity(7, "team-compass")
BOT = Account(ME.login, "Bot")
MEMBERS = {"minrk", "manics", "consideRatio"}
ROLES = {"georgiana": "triage", "passerby": "read"}
HOME = "jupyterhub/team-compass"
OPENS = datetime(2021, 4, 1, tzinfo=UTC)

CONFIG = """\
releases:
  when: day 1 of january, april, july, october
  projects:
    jupyterhub/configurable-http-proxy: {}
    jupyterhub/jupyterhub: {after: [jupyterhub/configurable-http-proxy]}
    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/oauthenticator: {after: [jupyterhub/jupyterhub]}
    jupyterhub/zero-to-jupyterhub-k8s:
      after: [jupyterhub/kubespawner, jupyterhub/oauthenticator]
    jupyterhub/mybinder.org-deploy: {channel: none}
"""
CHP, HUB = "jupyterhub/configurable-http-proxy", "jupyterhub/jupyterhub"
SPAWNER, OAUTH = "jupyterhub/kubespawner", "jupyterhub/oauthenticator"
CHARTS, BINDER = "jupyterhub/zero-to-jupyterhub-k8s", "jupyterhub/mybinder.org-deploy"


def releases(text: str = CONFIG) -> Releases:
    configuration = parse_configuration(text, file="f.yml", sections=dict([SECTION]))
    section = configuration.sections["releases"]
    assert isinstance(section, Releases)
    return section


def change(
    number: int,
    title: str,
    *,
    by: str | Account = "minrk",
    days: float = 10,
    labels: tuple[str, ...] = (),
    paths: tuple[str, ...] | None = ("src/code.py",),
) -> Change:
    author = by if isinstance(by, Account) else Account(by)
    at = OPENS - timedelta(days=days)
    return Change(number, f"{number:040x}", title, author, at, labels, "", paths)


_KINDS = ("+1", "confused")
DEPENDABOT = Account("dependabot[bot]", "Bot")


def bumped(number: int) -> Change:
    title = f"Bump actions/checkout from {number} to {number + 1}"
    return change(number, title, by=DEPENDABOT, paths=(".github/workflows/test.yml",))


def project(
    name: str,
    version: str,
    *changes: Change,
    days: float = 200,
    private: bool = False,
) -> Project:
    """Released so many days before the pulse, and what has come to main since."""
    last = Release(version, version, OPENS - timedelta(days=days))
    return Project(name, name, private, last=last, lines=(Line("main", last, changes),))


def hub() -> dict[str, Project]:
    """Two are old and have something to ship; one is young, and they wait for it."""
    found = [
        project(CHP, "4.5.0", bumped(1), bumped(2)),
        project(HUB, "1.3.0", change(31, "Keep the `PORT` of a server"), days=20),
        project(
            SPAWNER,
            "0.15.0",
            change(41, "Let a pod keep its name", labels=("enhancement",)),
            change(42, "Do not fail where there is no volume", by="manics"),
            bumped(43),
        ),
        project(OAUTH, "0.12.0", change(51, "Fix typo", paths=("docs/index.md",))),
        project(CHARTS, "0.11.0", change(61, "Add a budget"), days=140),
        Project(BINDER, BINDER),
    ]
    return {one.name: one for one in found}


@dataclass
class Pulse:
    """One repository with pulses; every deed takes a minute, so that all have an order."""

    config: Releases = field(default_factory=releases)
    projects: dict[str, Project] = field(default_factory=hub)
    now: datetime = OPENS
    private: bool = False
    zone: ZoneInfo = UTC_ZONE
    issues: list[Issue] = field(default_factory=list)
    said: dict[int, list[Comment]] = field(default_factory=dict)
    events: list[IssueEvent] = field(default_factory=list)
    done: list[Action] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = count(1001)
        self._reacted: dict[int, set[str]] = {}

    # What people and projects do

    def wait(self, **time: float) -> "Pulse":
        self.now += timedelta(**time)
        return self

    def say(self, body: str, by: str = "minrk") -> Comment:
        self.wait(minutes=1)
        number = next(self._ids)
        association = "MEMBER" if by in MEMBERS else "NONE"
        comment = Comment(
            number,
            body,
            BOT if by == ME.login else Account(by),
            self.now,
            self.now,
            f"https://github.com/{HOME}/issues/{self.issue.number}#issuecomment-{number}",
            author_association=association,
        )
        self.comments.append(comment)
        return comment

    def edit(self, comment: Comment, body: str) -> None:
        self.wait(minutes=1)
        self._put(replace(self._now(comment), body=body, updated_at=self.now))

    def delete(self, comment: Comment) -> None:
        self.wait(minutes=1)
        self.comments.remove(self._now(comment))

    def close(self, by: str = "minrk") -> None:
        self._turn("closed", Account(by))

    def reopen(self, by: str = "minrk") -> None:
        self._turn("reopened", Account(by))

    def release(self, name: str, version: str, *changes: Change) -> None:
        self.wait(minutes=1)
        before = self.projects[name]
        last = Release(version, version, self.now)
        line = Line("main", last, changes)
        self.projects[name] = replace(before, last=last, lines=(line,))

    def land(self, name: str, *changes: Change) -> None:
        """More changes on the first line."""
        self.wait(minutes=1)
        before = self.projects[name]
        line, *rest = before.lines
        new = replace(line, changes=(*line.changes, *changes))
        self.projects[name] = replace(before, lines=(new, *rest))

    # What there is

    @property
    def issue(self) -> Issue:
        return self.issues[-1]

    @property
    def comments(self) -> list[Comment]:
        return self.said[self.issue.number]

    @property
    def live(self) -> str:
        """The live comment's text, without its mark."""
        found = find_pulse_state(ME, self.comments)
        assert found is not None
        return found.body.partition("\n")[2]

    @property
    def memory(self) -> PulseMemory:
        found = find_pulse_state(ME, self.comments)
        return parse_memory(found.body) if found else PulseMemory()

    @property
    def notes(self) -> list[str]:
        """What the bot says besides the live comment."""
        live = find_pulse_state(ME, self.comments)
        return [c.body for c in self.comments if ME.wrote(c) and c != live]

    def row(self, name: str) -> str:
        """A row with what is nested under it; "" where there is none."""
        lines = self.live.split("\n")
        at = next((n for n, one in enumerate(lines) if f"] **{name}**" in one), None)
        if at is None:
            return ""
        end = at + 1
        while end < len(lines) and lines[end].startswith("  "):
            end += 1
        return "\n".join(lines[at:end])

    def reactions(self, comment: Comment) -> set[str]:
        return self._reacted.get(comment.id, set())

    # What the bot does

    def open(self) -> bool:
        """Whether a pulse has been opened now."""
        pulse = last_pulse(self.config, self.zone, self.now)
        known = [self._pulse_of(issue).date for issue in self.issues]
        if pulse is None or not is_to_be_opened(pulse, known, self.now):
            return False
        home = Repository(HOME, private=self.private)
        found = standings(self.config, self.projects, pulse.judged)
        seen = Seen(self.projects, found, in_private=self.private)
        before = self.memory if self.issues else PulseMemory()
        if self.issues and self.issue.state == "closed":
            before = before.of_closed()
        action = plan_opening(home, self.config, pulse, seen, before, now=self.now)
        if action is not None:
            self._do(action)
        return action is not None

    def look(self, most: int | None = None) -> list[Action]:
        """One run of the job for the newest pulse, or only its first writes."""
        if self.issue.state == "closed":
            return []
        state = self._state()
        while wanted := asks(state, self.now):
            roles = {one: ROLES.get(one, "read") for one in wanted.roles}
            state = replace(
                state,
                roles={**state.roles, **roles},
                reactions={
                    **state.reactions,
                    **{n: self._listed(n) for n in wanted.reactions},
                },
            )
        assert next_look(state, self.now) > self.now
        actions = list(plan(state, self.now))
        if most is not None:  # what pins twice does no harm, and tells nobody
            pins = sum(isinstance(one, PinComment) for one in actions)
            actions = actions[: most + pins]
        for action in actions:
            self._do(action)
        return actions

    def settle(self) -> "Pulse":
        """Until nothing is left to be done."""
        for _ in range(10):
            if not self.look():
                return self
        raise AssertionError("it never ends")

    def opened(self) -> "Pulse":
        assert self.open()
        return self.settle()

    def _state(self) -> State:
        before = self.issues[-2] if len(self.issues) > 1 else None
        live = find_pulse_state(ME, self.said[before.number]) if before else None
        pulse = self._pulse_of(self.issue)
        comments = tuple(
            replace(c, reacted=frozenset(self.reactions(c))) for c in self.comments
        )
        return State(
            ME,
            Thread(self.issue, comments, tuple(self.events)),
            self.config,
            pulse,
            Seen(
                dict(self.projects),
                standings(self.config, self.projects, pulse.judged),
                in_private=self.private,
            ),
            parse_memory(live.body) if live else PulseMemory(),
        )

    def _pulse_of(self, issue: Issue) -> PulseTime:
        day = find_pulse(ME, issue)
        assert day is not None
        return pulse_on(self.config, self.zone, day)

    def _listed(self, number: int) -> tuple[Reaction, ...]:
        kinds = self._reacted.get(number, set())
        return tuple(
            Reaction(at, kind, BOT) for at, kind in enumerate(_KINDS) if kind in kinds
        )

    def _turn(self, event: str, actor: Account) -> None:
        self.wait(minutes=1)
        self._record(event, actor)

    def _record(self, event: str, actor: Account) -> None:
        state = "closed" if event == "closed" else "open"
        self.issues[-1] = replace(self.issue, state=state, updated_at=self.now)
        place = len(self.events) + 1
        self.events.append(IssueEvent(place, event, actor, self.now))

    def _now(self, comment: Comment) -> Comment:
        return next(one for one in self.comments if one.id == comment.id)

    def _put(self, comment: Comment) -> None:
        place = [one.id for one in self.comments].index(comment.id)
        self.comments[place] = comment

    def _do(self, action: Action) -> None:
        self.done.append(action)
        match action:
            case CreateIssue(title=title, body=body, labels=labels):
                number = len(self.issues) + 1
                url = f"https://github.com/{HOME}/issues/{number}"
                issue = Issue(
                    HOME, number, title, body, BOT, "open", self.now, self.now
                )
                self.issues.append(
                    replace(issue, labels=labels, html_url=url, is_private=self.private)
                )
                self.said[number] = []
                self.events = []
            case CreateComment(body=body):
                self.now -= timedelta(minutes=1)
                self.say(body, ME.login)
            case UpdateComment(comment_id=number, body=body):
                old = next(c for c in self.comments if c.id == number)
                self._put(replace(old, body=body, updated_at=self.now))
            case DeleteComment(comment_id=number):
                self.said[self.issue.number] = [
                    c for c in self.comments if c.id != number
                ]
            case CreateReaction(comment_id=number, content=content):
                self._reacted.setdefault(number, set()).add(content)
            case DeleteReaction(comment_id=number, reaction_id=reaction):
                self._reacted[number].remove(_KINDS[reaction])
            case UpdateIssue(state="closed"):
                self._record("closed", BOT)
            case PinComment():
                pass
            case other:
                raise AssertionError(other)
