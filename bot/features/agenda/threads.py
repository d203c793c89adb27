"""Any other thread: read, plan, apply, and tell the meeting that it is a topic of."""

from dataclasses import replace

from bot.core.agenda_text import find_agenda
from bot.core.configuration import Configuration
from bot.core.errors import Gone
from bot.core.meeting_course import without_twins
from bot.core.neighbours import Neighbour
from bot.feature import Context
from bot.features.agenda.applying import apply_to
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.homes import (
    all_known,
    anybody_meets,
    home_of,
    label_of,
    next_meeting,
)
from bot.features.agenda.reading import State
from bot.features.agenda.sources import shown_threads, thread_fingerprint
from bot.features.agenda.thread_plan import (
    help_asks,
    is_labelled,
    plan_only_help,
    plan_thread,
    thread_asks,
)
from bot.github.meeting_issues import find_meetings
from bot.todo.job import Key


async def handle_thread(context: Context, state: State) -> None:
    """The thread is labelled as its comments ask for, and they are answered.

    The next meeting is woken where this may be a topic of it, or no more.
    """
    repository = state.issue.repository
    neighbours = await context.neighbours(AgendaConfig().label)
    if not any(n.repository.full_name == repository for n in neighbours):
        neighbours = await context.neighbours(AgendaConfig().label, anew=True)
    neighbours = all_known(neighbours)
    home = home_of(repository, neighbours, context.now)
    if home is None and not anybody_meets(neighbours):
        state = await _with_reactions(context, help_asks(state), state)
        actions = plan_only_help(state)
    else:
        found = home.configuration if home else None
        label = label_of(found) if found else None
        state = await _completed(context, label, state)
        actions = plan_thread(label, state)
    for action in actions:
        await apply_to(context, action)
    if home is not None and home.configuration is not None:
        await _wake(context, home, home.configuration, state, changed=bool(actions))


async def _wake(
    context: Context,
    home: Neighbour,
    configuration: Configuration,
    state: State,
    *,
    changed: bool,
) -> None:
    """The next meeting is looked at, if this may be a topic of it, or no more."""
    label = label_of(configuration)
    number = await _next_meeting(context, home, configuration)
    if not number:
        return  # its issue will be opened, and finds the threads then
    if (
        changed
        or is_labelled(label, state)
        or await _is_shown(context, home, number, state)
    ):
        await context.neighbours(label, anew=True)
        key = Key("agenda", f"{home.repository.full_name}#{number}")
        await context.wake([key], due=context.now)


async def _completed(context: Context, label: str | None, state: State) -> State:
    """With the reactions and the record that the plan asks for."""
    issue = state.issue
    unknown, needs_record = thread_asks(label, state)
    state = await _with_reactions(context, unknown, state)
    if needs_record:
        events = await context.github.list_events(issue.repository, issue.number)
        state = replace(state, events=events)
    return state


async def _with_reactions(
    context: Context, comments: frozenset[int], state: State
) -> State:
    reactions = {
        comment: await context.github.list_reactions(state.issue.repository, comment)
        for comment in sorted(comments)
    }
    return replace(state, reactions=reactions)


async def _next_meeting(
    context: Context, home: Neighbour, configuration: Configuration
) -> int:
    """The number of the next meeting's issue there; 0 where it is not open yet."""
    github, me = context.github, context.me
    issues = await github.list_issues(home.repository.full_name, creator=me.login)
    there = await find_meetings(github, me, issues)
    meetings = without_twins(configuration, there)
    found = next_meeting(configuration, meetings, context.now)
    numbers = {(m.series, m.date): m.issue.number for m in meetings}
    return numbers.get(found, 0) if found else 0


async def _is_shown(
    context: Context, home: Neighbour, number: int, state: State
) -> bool:
    """Whether that meeting's agenda has the thread."""
    try:
        comments = await context.github.list_comments(home.repository.full_name, number)
    except Gone:
        return False
    agenda = find_agenda(context.me, comments)
    issue = state.issue
    known = thread_fingerprint(issue.repository, issue.number)
    return agenda is not None and known in shown_threads(agenda.body)
