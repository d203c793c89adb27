"""The releases feature at work: read, plan, apply."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import structlog

from bot.core.actions import CreateIssue
from bot.core.configuration import Configuration
from bot.core.errors import Gone
from bot.core.models import Issue, Thread
from bot.core.pulse_text import (
    PulseMemory,
    find_pulse,
    find_pulse_state,
    parse_memory,
)
from bot.core.pulses import Pulse, last_pulse, pulse_on
from bot.core.releases import SECTION, Releases, releases_in
from bot.feature import Context
from bot.features.releases.late import late_answers
from bot.features.releases.opening import (
    created_since,
    is_at_work,
    is_to_be_opened,
    next_moment,
    plan_opening,
)
from bot.features.releases.plan import asks, next_look, plan
from bot.features.releases.seen import Seen
from bot.features.releases.state import State
from bot.features.releases.twins import plan_twin_comments, plan_twin_issues
from bot.github.pulse_issues import find_pulses
from bot.handling import apply, apply_once
from bot.projects.due import standings
from bot.todo.freshness import TWICE, check_freshness
from bot.todo.job import Key

log = structlog.get_logger(__name__)

NAME = SECTION

LATELY = timedelta(hours=1)
"""How old a look at the projects may be that only a comment asks for, or a new issue."""

A_DAY = timedelta(hours=20)
"""The same where nothing was due so far: it is looked at once a day."""

A_MINUTE = timedelta(minutes=1)
"""The same where something is due: it may have been released since, but hardly just now."""

_REMEMBERED = 3
"""Earlier pulses that are looked at for one with a list: people may have deleted it."""

Pulses = Sequence[tuple[date, Issue]]
"""The issues of pulses, each with its date, newest first."""


async def handle(context: Context) -> None:
    """A pulse is what its comments and GitHub's tags say, or all of a repository's are."""
    if "#" in context.job.key.place:
        await _pulse(context)
    else:
        await _repository(context)


async def _repository(context: Context) -> None:
    """The pulse that is due is opened, and those that are open are looked at.

    News of a repository may be a release: whatever pulses have it as a project are
    looked at too.
    """
    repository = context.job.key.repository
    if context.job.news:
        context.github.forget_project(repository)
    configuration = await context.configuration(repository)
    config = releases_in(configuration)
    if configuration is not None and config is not None:
        found = await _find_pulses(context, repository)
        for action in plan_twin_issues(found):
            await apply(context, action)
        opened = await _open(context, configuration, config, found)
        await _wake(context, repository, [*opened, *found])
        if moment := next_moment(config, configuration.timezone, context.now):
            await context.wake([context.job.key], due=moment)
    if context.job.news:
        await _tell_others(context, repository)


async def _find_pulses(context: Context, repository: str) -> Pulses:
    issues = await context.github.list_issues(repository, creator=context.me.login)
    return await find_pulses(context.github, context.me, issues)


async def _wake(context: Context, repository: str, pulses: Pulses) -> None:
    await context.wake(
        Key(NAME, f"{repository}#{issue.number}")
        for _, issue in pulses
        if issue.state == "open"
    )


async def _tell_others(context: Context, repository: str) -> None:
    for neighbour in await context.neighbours(""):
        config, home = releases_in(neighbour.configuration), neighbour.repository
        name = home.full_name
        if config is None or name.lower() == repository.lower():
            continue
        if config.project(repository) is not None:
            await _wake(context, name, await _find_pulses(context, name))


async def _open(
    context: Context, configuration: Configuration, config: Releases, found: Pulses
) -> Pulses:
    """The pulse of now, if it should be open and never was."""
    github, now, repository = context.github, context.now, context.job.key.repository
    pulse = last_pulse(config, configuration.timezone, now)
    if pulse is None or not is_to_be_opened(pulse, [day for day, _ in found], now):
        return []
    zone = configuration.timezone
    if any(is_at_work(pulse_on(config, zone, day), issue, now) for day, issue in found):
        return []  # the file has another day now
    before = await _before(context, found, pulse.date)
    action = await _opening(context, config, pulse, before)
    if action is None:
        log.info("nothing to release", repository=repository, pulse=str(pulse.date))
        return []
    # Nothing is opened on the word of one list alone: look at the newest of all.
    everybodys = await github.list_issues(repository, since=created_since(pulse))
    known = await find_pulses(github, context.me, everybodys)
    if pulse.date in [day for day, _ in known]:
        return []
    await context.wake([context.job.key], due=now + TWICE)
    issue = await github.apply(action)
    return [(pulse.date, issue)] if isinstance(issue, Issue) else []


async def _opening(
    context: Context, config: Releases, pulse: Pulse, before: PulseMemory
) -> CreateIssue | None:
    """The issue that is to be made, if any; what an older look has shown is looked at anew.

    It was right to wait for the next day, but is not enough to open a pulse.
    """
    github, now = context.github, context.now
    home = await github.get_repository(context.job.key.repository)
    action = None
    for lately in (A_DAY, A_MINUTE):
        projects = await github.look_at_projects(config, now, lately=lately)
        stand = standings(config, projects, pulse.judged)
        seen = Seen(projects, stand, in_private=home.private)
        action = plan_opening(home, config, pulse, seen, before, now=now)
        if action is None:
            break
    return action


async def _before(context: Context, found: Pulses, day: date) -> PulseMemory:
    """What the last pulse before that day remembers that has a list to tell of it."""
    earlier = sorted(
        (pulse for pulse in found if pulse[0] < day), reverse=True, key=_day
    )
    for _, issue in earlier[:_REMEMBERED]:
        try:
            comments = await context.github.list_comments(
                issue.repository, issue.number
            )
        except Gone:
            continue
        if live := find_pulse_state(context.me, comments):
            memory = parse_memory(live.body)
            return memory.of_closed() if issue.state == "closed" else memory
    return PulseMemory()


def _day(pulse: tuple[date, Issue]) -> tuple[date, int]:
    return pulse[0], -pulse[1].number  # of twins the first


async def _pulse(context: Context) -> None:
    """The live comment, notes, reactions and the issue's state are as they should be."""
    github, key, now = context.github, context.job.key, context.now
    configuration = await context.configuration(key.repository)
    config = releases_in(configuration)
    if configuration is None or config is None:
        return
    thread = await github.look_at(key.repository, key.number)
    check_freshness(context.job, thread.comments)
    day = find_pulse(context.me, thread.issue, thread.comments)
    if day is None:
        return
    for action in plan_twin_comments(context.me, thread):
        await apply(context, action)
    if thread.issue.state == "closed":
        await _answer_late(context, thread)
        if context.job.news:
            await _tell_agendas(context, configuration)
        return
    if not thread.complete:
        log.warning("too long to be read", issue=key.place)
        return
    pulse = pulse_on(config, configuration.timezone, day)
    # of what it was opened for all was read just now; what pins it reads anew
    is_new = find_pulse_state(context.me, thread.comments) is None
    lately = LATELY if is_new or context.job.newest_comment else timedelta(0)
    projects = await github.look_at_projects(config, now, lately=lately)
    state = State(
        context.me,
        thread,
        config,
        pulse,
        Seen(
            projects,
            standings(config, projects, pulse.judged),
            in_private=thread.issue.is_private,
        ),
    )
    if state.live is None:
        found = await _find_pulses(context, key.repository)
        state = replace(state, before=await _before(context, found, day))
    state = await _completed(context, state)
    await context.wake([key], due=next_look(state, now))
    if context.job.news and not context.job.newest_comment:
        # what is told of a release may be ahead of what can be read
        await context.wake([key], due=now + TWICE)
    actions = plan(state, now)
    for action in actions:
        await apply_once(context, action)
        if context.superseded():
            return  # the job that waits reads anew, and does the rest
    if actions and state.live is None:
        await context.wake([key])  # once it is there it is pinned
    if actions:
        await _tell_agendas(context, configuration)


async def _answer_late(context: Context, thread: Thread) -> None:
    """Who says something of a pulse that is over hears that."""
    github, repository = context.github, thread.issue.repository
    asked = late_answers(context.me, thread, {}).asked
    reactions = {
        comment: await github.list_reactions(repository, comment)
        for comment in sorted(asked)
    }
    for action in late_answers(context.me, thread, reactions).plan():
        await apply_once(context, action)


async def _completed(context: Context, state: State) -> State:
    """With the roles and reactions that the plan asks for."""
    github, repository = context.github, state.issue.repository
    while wanted := asks(state, context.now):
        roles = {
            login: await github.get_role(repository, login)
            for login in sorted(wanted.roles)
        }
        reactions = {
            comment: await github.list_reactions(repository, comment)
            for comment in sorted(wanted.reactions)
        }
        state = replace(
            state,
            roles={**state.roles, **roles},
            reactions={**state.reactions, **reactions},
        )
    return state


async def _tell_agendas(context: Context, configuration: Configuration) -> None:
    """Meetings are looked at where a row may be a topic, or no more.

    Those of the repository itself or, where it has none, all that there are: which of
    them takes its topics is for the agenda to say.
    """
    names = [context.job.key.repository]
    if not configuration.series:
        names = [
            neighbour.repository.full_name
            for neighbour in await context.neighbours("")
            if neighbour.configuration and neighbour.configuration.series
        ]
    await context.wake([Key("meetings", name) for name in names], due=context.now)
