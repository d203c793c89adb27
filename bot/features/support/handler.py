"""The support feature: read, plan, apply."""

from dataclasses import replace

import structlog

from bot.core.configuration import Configuration
from bot.core.detector import Verdict
from bot.core.forum import Topic
from bot.core.models import Issue
from bot.core.report_forms import form_labels
from bot.core.support import Support
from bot.feature import Context
from bot.features.support.config import support_in
from bot.features.support.feature import NAME
from bot.features.support.plan import asks, may_matter, next_look, plan
from bot.features.support.state import State
from bot.handling import apply_once, looked_over
from bot.todo.freshness import check_freshness
from bot.todo.job import Key

log = structlog.get_logger(__name__)


async def handle(context: Context) -> None:
    """Reply, label and state of the issue are what people say of it."""
    key = context.job.key
    if "#" not in key.place:
        await _look_over(context)
        return
    configuration = await context.configuration(key.repository)
    config = support_in(configuration)
    if configuration is None or config is None:
        return
    thread = await context.github.look_at(key.repository, key.number)
    check_freshness(context.job, thread.comments)
    if not thread.complete:
        log.warning("too long to be read", issue=key.place)
        return
    state = State(context.me, thread, forms=form_labels(configuration))
    state = await _completed(context, config, state)
    if moment := next_look(config, state, context.now):
        await context.wake([key], due=moment)
    for action in plan(config, state, context.now):
        await apply_once(context, action)
        if context.superseded():
            return  # the job that waits reads anew, and does the rest


async def _completed(context: Context, config: Support, state: State) -> State:
    """With all that the plan asks for."""
    github, issue = context.github, state.issue
    while wanted := asks(config, state, context.now):
        roles = {
            login: await github.get_role(issue.repository, login)
            for login in sorted(wanted.roles)
        }
        reactions = {
            comment: await github.list_reactions(issue.repository, comment)
            for comment in sorted(wanted.reactions)
        }
        state = replace(
            state,
            roles={**state.roles, **roles},
            reactions={**state.reactions, **reactions},
        )
        if wanted.verdict:
            state = replace(state, verdict=_judge(context, config, issue))
        if wanted.similar:
            state = replace(state, similar=await _similar(context, config, issue))
    return state


async def _similar(
    context: Context, config: Support, issue: Issue
) -> tuple[Topic, ...]:
    if context.forum is None:
        return ()
    return await context.forum.similar(config.forum, issue.title)


def _judge(context: Context, config: Support, issue: Issue) -> Verdict:
    owner = issue.repository.partition("/")[0]
    return context.detector.judge(
        owner, issue.title, issue.body, precision=config.precision
    )


async def _look_over(context: Context) -> None:
    """Threads are woken if there is work in them, or more than could be seen."""
    now = context.now
    async for configuration, thread in looked_over(context, NAME, _labels):
        config = configuration.section(NAME, Support)
        issue = thread.issue
        state = State(context.me, thread, forms=form_labels(configuration))
        wishes = asks(config, state, now)
        if wishes.verdict:
            state = replace(state, verdict=_judge(context, config, issue))
            wishes = asks(config, state, now)
        works = wishes or plan(config, state, now) or next_look(config, state, now)
        if works or (not thread.complete and may_matter(config, state)):
            key = Key(NAME, f"{issue.repository}#{issue.number}")
            await context.wake([key], due=now)


def _labels(configuration: Configuration) -> tuple[str, ...]:
    return configuration.section(NAME, Support).labels
