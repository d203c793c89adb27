"""The meetings feature: read, plan, apply."""

from dataclasses import replace
from typing import cast

import structlog

from bot.core.actions import CreateIssue
from bot.core.calendar_feed import calendar_url
from bot.core.configuration import Configuration
from bot.core.errors import Refused
from bot.core.meeting_course import Meeting, twins
from bot.core.models import Issue
from bot.feature import Context
from bot.features.meetings.moments import minuted, next_moment, watched
from bot.features.meetings.plan import (
    closed_already,
    created_since,
    due_occurrences,
    has_own_pin,
    is_forgotten,
    is_unpinned,
    newcomers,
    overdue,
    plan_closing,
    plan_issue,
    plan_pin,
    plan_unpinning,
    spare,
)
from bot.github.meeting_issues import find_meetings
from bot.handling import wake_for_twins
from bot.todo.job import Key

log = structlog.get_logger(__name__)


async def handle(context: Context) -> None:
    """Meeting issues are opened, pinned and closed as their time has come.

    Their agendas and minutes are woken, and this job for the next time that something
    is due.
    """
    repository = context.job.key.repository
    configuration = await context.configuration(repository)
    if configuration is None or not configuration.series:
        return
    issues = await context.github.list_issues(repository, creator=context.me.login)
    meetings = await find_meetings(context.github, context.me, issues)
    if due_occurrences(configuration, meetings, context.now):
        # Nothing is opened on the word of one list alone: look at the newest of all.
        since = created_since(configuration, context.now)
        everybodys = await context.github.list_issues(repository, since=since)
        known = {issue.number for issue in issues}
        others = [issue for issue in everybodys if issue.number not in known]
        meetings += await find_meetings(context.github, context.me, others)
    opened = await _open(context, configuration, meetings)
    await context.wake(
        Key(name, f"{repository}#{number}")
        for name, numbers in (
            ("agenda", watched(configuration, meetings, opened, context.now)),
            ("minutes", minuted(configuration, meetings, context.now)),
        )
        for number in numbers
    )
    await _settle(context, configuration, meetings, opened)
    if moment := next_moment(configuration, meetings, context.now):
        await context.wake([context.job.key], due=moment)


async def _open(
    context: Context, configuration: Configuration, meetings: list[Meeting]
) -> set[int]:
    """Open what is due, and add it to the meetings; returns the numbers."""
    opened: set[int] = set()
    repository = context.job.key.repository
    due = due_occurrences(configuration, meetings, context.now)
    calendar = await _calendar(context, repository) if due else ""
    for occurrence in due:
        series = configuration.series[occurrence.series]
        path = series.template
        file = await context.github.get_file(repository, path) if path else None
        template = file.text if file else None
        opening = plan_issue(
            repository, series, occurrence, meetings, template, calendar=calendar
        )
        if opening.complaint:
            log.warning("template not used", complaint=opening.complaint)
        await wake_for_twins(context, opening.action)
        issue = await _created(context, opening.action)
        meetings.append(Meeting(series.id, occurrence.date, issue))
        opened.add(issue.number)
    return opened


async def _calendar(context: Context, repository: str) -> str:
    """Where everybody can subscribe to the meetings; "" where nobody can."""
    if context.public_url is None:
        return ""
    found = await context.github.get_repository(repository)
    return "" if found.private else calendar_url(context.public_url, found.full_name)


async def _created(context: Context, action: CreateIssue) -> Issue:
    """The issue, without its assignee where GitHub refuses to create it with one.

    GitHub answers 422 to the login of somebody who cannot be assigned, and a wrong name
    in a rota must not cost the team its meeting.
    """
    try:
        issue = await context.github.apply(action)
    except Refused as refused:
        if not action.assignees:
            raise
        log.warning("not assigned", assignees=action.assignees, why=str(refused))
        issue = await context.github.apply(replace(action, assignees=()))
    return cast("Issue", issue)  # GitHub answers with what it has created


async def _settle(
    context: Context,
    configuration: Configuration,
    meetings: list[Meeting],
    opened: set[int],
) -> None:
    """Pin what is new, unpin and close what is over, unless people decided otherwise."""
    github, repository = context.github, context.job.key.repository
    instead = twins(configuration, meetings)
    counting = [m for m in meetings if m.issue.number not in instead]
    new = newcomers(configuration, counting, opened, context.now)
    over = overdue(configuration, meetings, context.now)
    closed = closed_already(configuration, meetings, context.now)
    closed += spare(configuration, meetings, instead, context.now)
    events = {
        number: await github.list_events(repository, number)
        for meeting in (*new, *over, *closed)
        if (number := meeting.issue.number) not in opened
    }
    new = tuple(m for m in new if is_unpinned(m, events))
    over = tuple(m for m in over if is_forgotten(configuration, m, events, context.me))
    left = tuple(m for m in (*over, *closed) if has_own_pin(m, events, context.me))
    pinned = set(await github.list_pinned(repository)) if new or left else set()
    actions = [
        a for m in left for a in plan_unpinning(configuration, m, pinned, instead)
    ]
    actions += [plan_closing(configuration, m) for m in over]
    pinned.difference_update(m.issue.number for m in left)
    actions += [a for m in new for a in plan_pin(m, meetings, pinned)]
    for action in actions:
        await github.apply(action)
