"""The feature that asks for what a report lacks: read, plan, apply."""

from dataclasses import replace

from bot.core.configuration import Configuration
from bot.core.models import File, Thread
from bot.core.report_forms import SECTION as NAME
from bot.core.report_forms import RequestInfo
from bot.core.support import Support
from bot.feature import Context
from bot.features.request_info.plan import Plan, may_matter, plan, wants_templates
from bot.features.request_info.state import State
from bot.handling import apply_once, looked_over
from bot.todo.freshness import check_freshness
from bot.todo.job import Key

SUPPORT = "support"
"""The section whose labels hand an issue over to the forum."""


async def handle(context: Context) -> None:
    """Label and comment are there as long as something is missing, and no longer."""
    key = context.job.key
    if "#" not in key.place:
        await _look_over(context)
        return
    configuration = await context.configuration(key.repository)
    if configuration is None or NAME not in configuration.sections:
        return
    made = await _planned(context, configuration)
    if made.closes:  # on no look but the last: an answer may have come meanwhile
        made = await _planned(context, configuration)
    if made.look is not None:
        await context.wake([key], due=made.look)
    for action in made.actions:
        await apply_once(context, action)
        if context.superseded():
            return  # the job that waits reads anew, and does the rest


async def _planned(context: Context, configuration: Configuration) -> Plan:
    key, github = context.job.key, context.github
    thread = await github.look_at(key.repository, key.number)
    check_freshness(context.job, thread.comments)
    state = _state(context, configuration, thread)
    if wants_templates(state, context.now):
        templates = await github.list_templates(thread.issue.repository)
        state = replace(state, templates=templates)
    return plan(state, context.now)


def _state(context: Context, configuration: Configuration, thread: Thread) -> State:
    support = configuration.sections.get(SUPPORT)
    return State(
        context.me,
        configuration.section(NAME, RequestInfo),
        thread,
        is_support=isinstance(support, Support)
        and support.has_label(thread.issue.labels),
    )


async def _look_over(context: Context) -> None:
    """Issues are woken if there is work in them, now or later."""
    github, now = context.github, context.now
    templates: dict[str, tuple[File, ...]] = {}
    async for configuration, thread in looked_over(context, NAME, _labels):
        name = thread.issue.repository
        state = _state(context, configuration, thread)
        if wants_templates(state, now):
            if name not in templates:
                templates[name] = await github.list_templates(name)
            state = replace(state, templates=templates[name])
        made, key = plan(state, now), Key(NAME, f"{name}#{thread.issue.number}")
        if made.actions or (not thread.complete and may_matter(state, now)):
            await context.wake([key], due=now)
        elif made.look is not None:
            await context.wake([key], due=made.look)


def _labels(configuration: Configuration) -> tuple[str, ...]:
    return (configuration.section(NAME, RequestInfo).label,)
