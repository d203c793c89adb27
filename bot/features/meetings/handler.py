"""The meetings feature: read, plan, apply."""

from collections.abc import Iterable

import structlog

from bot.core.mark import find_mark, has_mark
from bot.core.meeting_mark import parse_meeting_mark
from bot.core.models import Issue
from bot.feature import Context, Feature
from bot.features.meetings.config import SECTION
from bot.features.meetings.plan import (
    Meeting,
    created_since,
    due_occurrences,
    plan_issue,
    watched,
)
from bot.todo.job import Key

log = structlog.get_logger(__name__)


def sweep(repository: str) -> Iterable[Key]:
    """The repository's meetings, all in one job."""
    yield Key("meetings", repository)


async def handle(context: Context) -> None:
    """Every meeting issue whose time has come exists, and their agendas are woken."""
    repository = context.job.key.repository
    configuration = await context.configuration(repository)
    if configuration is None or not configuration.series:
        return
    github, login = context.github, context.me.login
    issues = await github.list_issues(repository, creator=login)
    meetings = await _meetings(context, issues)
    if due_occurrences(configuration, meetings, context.now):
        # Nothing is opened on the word of one list alone: look at the newest of all.
        since = created_since(configuration, context.now)
        everybodys = await github.list_issues(repository, since=since)
        known = {issue.number for issue in issues}
        others = [issue for issue in everybodys if issue.number not in known]
        meetings += await _meetings(context, others)
    for occurrence in due_occurrences(configuration, meetings, context.now):
        series = configuration.series[occurrence.series]
        path = series.template
        file = await context.github.get_file(repository, path) if path else None
        template = file.text if file else None
        opening = plan_issue(repository, series, occurrence, meetings, template)
        if opening.complaint:
            log.warning("template not used", complaint=opening.complaint)
        issue = await context.github.apply(opening.action)
        if isinstance(issue, Issue):
            meetings.append(Meeting(series.id, occurrence.date, issue))
    await context.wake(
        Key("agenda", f"{repository}#{number}")
        for number in watched(configuration, meetings, context.now)
    )


async def _meetings(context: Context, issues: Iterable[Issue]) -> list[Meeting]:
    ours = [i for i in issues if context.me.wrote(i) and not i.is_pull_request]
    return [m for issue in ours if (m := await _meeting(context, issue))]


async def _meeting(context: Context, issue: Issue) -> Meeting | None:
    """The meeting of an issue; comments are read only where they may tell more."""
    found = parse_meeting_mark(context.me, issue, ())
    is_other = has_mark(issue.body) and find_mark(issue.body, "meeting") is None
    if not found and not is_other:
        comments = await context.github.list_comments(issue.repository, issue.number)
        found = parse_meeting_mark(context.me, issue, comments)
    return Meeting(*found, issue) if found else None


FEATURE = Feature(
    name="meetings",
    section=SECTION,
    handle=handle,
    sweep=sweep,
    permissions={"issues": "write", "contents": "read", "metadata": "read"},
    events=("push",),
)
