"""A team of four projects, of which three have something to release, and their pulse."""

import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Comment
from tests.stories.pulsing import pulse
from tests.stories.team import Team, judge, reactions

CONFIGURATION = """\
releases:
  when: day 1 of january, april, july, october
  projects:
    jupyterhub/hub: {}
    jupyterhub/spawner: {after: [jupyterhub/hub]}
    jupyterhub/charts: {after: [jupyterhub/spawner]}
    jupyterhub/quiet: {}
"""
OPENS = datetime(2021, 4, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
BEFORE = OPENS - timedelta(days=200)
NAMES = ("hub", "spawner", "charts", "quiet")
FIXED = NAMES[:3]
"""Those with a fix that was not released yet."""


def begin(
    github: Playground, name: str, *, fixed: bool = True, **how: bool
) -> Repository:
    """A project with one release and, since then, one fix; the App sees it."""
    made = github.add_repository(f"jupyterhub/{name}", **how)
    made.commit("setup.py", f"from setuptools import setup\nsetup(name='{name}')\n")
    made.tags.create("1.0.0")
    if fixed:
        made.land(f"Mend the {name}", {f"{name}.py": "1"}, by="ada", labels=["bug"])
    return made


@asynccontextmanager
async def small(
    folder: Path,
    configuration: str = CONFIGURATION,
    *,
    now: datetime = OPENS + timedelta(minutes=5),
    names: Iterable[str] = NAMES,
    fixed: Collection[str] = FIXED,
) -> AsyncIterator[Team]:
    """The team with its projects; the bot runs, and has not looked yet."""
    async with Playground(clock=Clock(BEFORE), webhook_secret="map") as github:
        people = Team(github, folder, configuration)
        for name in names:
            begin(github, name, fixed=name in fixed)
        github.clock.set(now)
        github.pending.clear()
        await people.start()
        try:
            yield people
        finally:
            await people.stop()
        judge(github)


class Told:
    """What people do in a pulse, and what they have said."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.said: dict[str, Comment] = {}

    def project(self, name: str) -> Repository:
        return self.team.github.repository(f"jupyterhub/{name}")

    def say(self, name: str, by: str, text: str) -> None:
        self.said[name] = pulse(self.team).comment(text, by=by)

    def end(self) -> None:
        self.team.github.clock.set(CLOSES)


STEPS: tuple[Callable[[Told], object], ...] = (
    lambda t: t.say("claim", "minrk", "/release claim spawner"),
    lambda t: t.say("wrong", "minrk", "/release claim nothing"),
    lambda t: t.project("hub").tags.create("1.0.1", by="minrk"),
    lambda t: t.say("skip", "manics", "/release skip charts they wait for Helm 4"),
    lambda t: t.said["wrong"].edit("/release claim hub"),
    lambda t: t.project("spawner").releases.publish("1.1.0", by="manics"),
    lambda t: t.end(),
)
"""What happens, one after the other, at noon of the days of the pulse."""


def noon(day: int) -> datetime:
    return OPENS + timedelta(days=day, hours=12)


def sketch(repo: Repository) -> str:
    """All that there is to see in the repository, without ids and addresses."""
    text = "\n".join(_sketch(repo)).replace(repo.world.server_url, "")
    return re.sub(r"(?<=#issuecomment-)\d+|(?<=comment=)\d+", "…", text)


def _sketch(repo: Repository) -> Iterable[str]:
    for issue in repo.issues:
        yield f"{issue.title}: {issue.state}, {issue.state_reason}, {issue.label_names}"
        pinned = issue.pinned_comment
        yield f"pinned: {pinned and pinned.body.split()[1]}"
        for comment in sorted(issue.comments, key=_ours_last):
            yield f"{comment.user.login} {sorted(reactions(comment))}: {comment.body}"


def _ours_last(comment: Comment) -> tuple[bool, str]:
    """In which order the bot's own are made is nobody's concern."""
    ours = comment.body.startswith("<!-- team-compass:")
    return ours, comment.body.partition("\n")[0] if ours else ""
