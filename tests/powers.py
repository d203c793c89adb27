"""What each feature needs at GitHub, found out by letting all of them work.

Each has an App of its own there, which is given what the feature says it needs and
nothing else: the playground refuses the rest, and puts on record what was needed.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.app import FEATURES
from bot.core.configuration import Configuration
from bot.core.neighbours import Neighbour
from bot.feature import Context, Feature
from bot.github.app import App
from bot.github.permissions import LEVELS
from bot.github.tokens import load_key
from bot.playground import Clock, Playground
from bot.playground.requests import Request
from bot.playground.threads import Issue
from tests.features.request_info.resources import SECTION, body
from tests.stories.minuted import ENDS, FILED, HOUR, STARTS, TOPIC
from tests.stories.small_pulse import begin
from tests.stories.team import CONFIGURATION, FILE, Team, judge, meetings

WHOLE = f"""\
{CONFIGURATION}{FILED}    template: .github/meeting.md
support: {{forum: "https://discourse.example.org", similar: false, lock: true}}
{SECTION}releases:
  when: day 5 of march
  min_age: 0d
  projects: {{jupyterhub/hub: {{}}}}
"""
MISTAKE = "agenda: {minutes: many}\n"


@dataclass
class Powers:
    """By feature: what its requests needed, and the requests."""

    needed: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: dict[str, list[Request]] = field(default_factory=dict)

    def note(self, feature: str, request: Request) -> None:
        self.requests.setdefault(feature, []).append(request)
        levels = self.needed.setdefault(feature, {})
        for name, level in (need.split(":") for need in request.needed):
            levels[name] = max(level, levels.get(name, "none"), key=LEVELS.index)


async def powers_at_work(clock: Clock, folder: Path) -> Powers:
    """What a team asked GitHub for that uses everything."""
    powers = Powers()
    async with AsyncExitStack() as stack:
        github = await stack.enter_async_context(
            Playground(clock=clock, webhook_secret="compass-and-map")
        )
        begin(github, "hub")
        team = Team(github, folder, WHOLE)
        team.repo.commit(".github/meeting.md", "See you on {weekday}!")
        alone = [_alone(one, github, powers, stack) for one in FEATURES]
        await team.start(features=alone)
        stack.push_async_callback(team.stop)
        await _live(team)
        judge(github)
    return powers


def _alone(
    feature: Feature, github: Playground, powers: Powers, stack: AsyncExitStack
) -> Feature:
    """The same, with an App of its own; what it asks for is noted.

    What the bot looks at for all features, as the configuration, is its own affair.
    """
    app = App(
        app_id=github.app.id,
        private_key=load_key(github.app.private_key_pem, checked=True),
        api_url=github.url,
        permissions=feature.permissions,
        now=github.clock.now,
        write_interval=0,
        waits=(0,),
    )
    stack.push_async_callback(app.close)

    async def handle(context: Context) -> None:
        others: list[Request] = []

        @asynccontextmanager
        async def aside() -> AsyncIterator[None]:
            before = len(github.requests)
            yield
            others.extend(list(github.requests)[before:])

        async def configuration(full_name: str) -> Configuration | None:
            async with aside():
                return await context.configuration(full_name)

        async def neighbours(
            label: str, *, anew: bool = False
        ) -> tuple[Neighbour, ...]:
            async with aside():
                return await context.neighbours(label, anew=anew)

        before = len(github.requests)
        hub = app.installation(context.job.installation, feature.permissions)
        alone = replace(
            context, github=hub, configuration=configuration, neighbours=neighbours
        )
        try:
            await feature.handle(alone)
        finally:
            for request in list(github.requests)[before:]:
                if not any(request is other for other in others):
                    powers.note(feature.name, request)

    return replace(feature, handle=handle)


async def _live(team: Team) -> None:
    """A fortnight in which people do all that the bot does something about."""
    repo, clock = team.repo, team.github.clock
    hub = team.github.repository("jupyterhub/hub")
    clock.advance(timedelta(days=1))
    await _swept(team)
    meeting, pulse = _opened(team)

    # topics and commands by rank, here and elsewhere; a mistake, and its end
    topic = meeting.comment(TOPIC, by="sgibson91")
    meeting.comment("/agenda move A1 first", by="manics")
    mistaken = meeting.comment("/agenda move A9 first", by="manics")
    hub.open_issue("Builds hang", by="ada").comment("/agenda", by="ada")
    pull = hub.open_issue("Bump k8s", by="ada", pull_request=True)
    proposed = pull.comment("/agenda", by="ada")
    await _settled(team)
    mistaken.edit("/agenda move A2 first")
    proposed.delete()

    # what is for issues, said on a pull request
    change = repo.open_issue("Mend it", by="ada", pull_request=True, labels=["support"])
    change.comment("/support", by="minrk")
    change.comment("/not-support", by="ada")
    change.comment("/release claim hub", by="minrk")
    change.add_label("needs-more-info", by="manics")
    change.comment("Which one?", by="ada")
    await _settled(team)

    # a claim and a mistaken one; a question, and a report that lacks something
    pulse.comment("/release claim hub", by="minrk")
    pulse.comment("/release claim nothing", by="minrk")
    question = repo.open_issue("How do I add users?", "?", by="ada", labels=["support"])
    report = repo.open_issue("A course", body(number=""), by="ada", labels=["impact"])
    await _settled(team)
    clock.advance(timedelta(minutes=1))
    await _settled(team)
    question.comment("/not-support", by="ada")
    report.edit(body=body(), by="ada")
    hub.releases.publish("1.0.1", by="minrk")
    await _settled(team)

    # a configuration that is wrong, proposed and pushed, and mended
    repo.commit(FILE, MISTAKE, branch="plan", by="minrk")
    repo.open_pull("Another time", by="minrk", head="plan")
    repo.commit(FILE, WHOLE + MISTAKE, by="minrk")
    await _settled(team)
    mended = repo.commit(FILE, WHOLE, by="minrk")
    await _settled(team)
    repo.branches.checks.suites[mended.sha].latest[0].rerequest("minrk")
    await _settled(team)

    # the meeting, its minutes, what is said later, and the end of all
    for time in (STARTS, ENDS):
        clock.set(time)
        await _settled(team)
    topic.edit(f"{TOPIC}- Decision: we ask Tim\n", by="sgibson91")
    await _settled(team)
    clock.set(ENDS + HOUR)
    await _settled(team)
    repo.pulls[-1].merge(by="minrk")
    await _settled(team)
    clock.advance(timedelta(days=2))
    await _swept(team)


def _opened(team: Team) -> tuple[Issue, Issue]:
    """The meeting's issue and the pulse."""
    meeting, pulse = sorted(
        meetings(team.repo), key=lambda issue: "Meeting" not in issue.title
    )
    return meeting, pulse


async def _swept(team: Team) -> None:
    assert team.bot
    assert not (await team.bot.sweep()).failures
    await _settled(team)


async def _settled(team: Team) -> None:
    """All is heard and done, one job at a time, so that each request is one feature's."""
    assert team.bot
    await team.bot.run_idle(concurrency=1)
    while team.github.pending:
        await team.github.deliver()
        await team.bot.run_idle(concurrency=1)
