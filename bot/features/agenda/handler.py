"""The agenda feature: read, plan, apply."""

from dataclasses import replace
from datetime import date

from bot.core.actions import AddLabels, CreateComment, RemoveLabel, UpdateIssue
from bot.core.meeting_course import Meeting as MeetingIssue
from bot.core.meeting_course import course
from bot.core.meeting_mark import parse_meeting_mark
from bot.feature import Context
from bot.features.agenda.applying import apply_to
from bot.features.agenda.around import look_around
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.plan import asks, next_look, plan
from bot.features.agenda.reading import Meeting, State
from bot.features.agenda.threads import handle_thread
from bot.features.agenda.twins import plan_twin_issue, twin_asks
from bot.todo.freshness import check_freshness, look_again
from bot.todo.job import Key


async def handle(context: Context) -> None:
    """The agenda comment, notes, reactions and labels are what the comments ask for."""
    key, github = context.job.key, context.github
    if "/" not in key.place:
        found = await github.search_news("/agenda", key.place, context.now)
        await context.wake(
            (Key("agenda", f"{repository}#{number}") for repository, number in found),
            due=context.now,
        )
        return
    issue = await github.get_issue(key.repository, key.number)
    comments = await github.list_comments(issue.repository, issue.number)
    state = State(context.me, issue, comments)
    found_meeting = parse_meeting_mark(context.me, issue, comments)
    if found_meeting is None:
        await handle_thread(context, state)
    elif not await _meeting(context, state, found_meeting):
        return
    check_freshness(context.job, comments)


async def _meeting(context: Context, state: State, about: tuple[str, date]) -> bool:
    """Whether all was done; what is left is left to others."""
    issue, key = state.issue, context.job.key
    configuration = await context.configuration(issue.repository)
    series = configuration and configuration.series.get(about[0])
    if not configuration or not series:
        return False
    config = configuration.section("agenda", AgendaConfig)
    meeting = Meeting(series.planned(about[1]), series)
    own = MeetingIssue(*about, issue)
    around = await look_around(context, configuration, own, state)
    state = replace(state, around=around)
    if soon := look_again(context.me, state.comments, context.now):
        await context.wake([key], due=soon)
    if around.twin_of:
        await _twin(context, meeting, state)
        return True
    state = await _completed(context, config, meeting, state)
    actions = plan(config, meeting, state, context.now)
    if moment := next_look(config, meeting, state, context.now):
        await context.wake([key], due=moment)
    for action in actions:
        await apply_to(context, action)
        if context.superseded():
            return False  # the job that waits reads anew, and does the rest
    if any(isinstance(action, AddLabels | RemoveLabel) for action in actions):
        await context.neighbours(config.label, anew=True)
    again = CreateComment | UpdateIssue | AddLabels
    if any(isinstance(action, again) for action in actions):
        await context.wake([key])
    if actions and course(configuration, own).starts <= context.now:
        minutes = Key("minutes", f"{issue.repository}#{issue.number}")
        await context.wake([minutes], due=context.now)  # which are made from this
    await _tell_others(context, state, changed=bool(actions))
    return True


async def _twin(context: Context, meeting: Meeting, state: State) -> None:
    """It is closed, and says which issue of the meeting counts in its place."""
    reactions = {
        comment: await context.github.list_reactions(state.issue.repository, comment)
        for comment in sorted(twin_asks(state))
    }
    for action in plan_twin_issue(meeting, replace(state, reactions=reactions)):
        await apply_to(context, action)


async def _tell_others(context: Context, state: State, *, changed: bool) -> None:
    """Later meetings take over what this one leaves; earlier ones answer what is late.

    Threads are looked at that have the label for nothing.
    """
    around = state.around
    numbers = set(around.unanswered)
    if around.over is not None and (changed or context.job.news):
        numbers.update(later.number for later in around.following if later.number)
    repository = state.issue.repository
    threads = [*around.unasked, *((repository, number) for number in sorted(numbers))]
    await context.wake(
        (Key("agenda", f"{name}#{number}") for name, number in threads),
        due=context.now,
    )


async def _completed(
    context: Context, config: AgendaConfig, meeting: Meeting, state: State
) -> State:
    """With the roles, reactions and events that the plan asks for."""
    github, issue = context.github, state.issue
    while wanted := asks(config, meeting, state, context.now):
        roles = {
            login: await github.get_role(issue.repository, login)
            for login in sorted(wanted.roles)
        }
        reactions = {
            comment: await github.list_reactions(issue.repository, comment)
            for comment in sorted(wanted.reactions)
        }
        if wanted.events:
            events = await github.list_events(issue.repository, issue.number)
            state = replace(state, events=events)
        state = replace(
            state,
            roles={**state.roles, **roles},
            reactions={**state.reactions, **reactions},
        )
    return state
