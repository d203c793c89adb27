"""The support feature: read, plan, apply."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.actions import Action, CreateComment
from bot.core.commands import may_hold_command
from bot.core.delivery import Delivery
from bot.core.detector import Verdict
from bot.core.errors import Gone, RetryLater
from bot.core.forum import Topic
from bot.core.models import Issue, Wanted
from bot.core.report_forms import form_labels
from bot.core.support import Support
from bot.feature import Context, Feature
from bot.features.support.commands import NAMES, USAGES
from bot.features.support.config import SECTION, support_in
from bot.features.support.plan import asks, next_look, plan
from bot.features.support.state import State
from bot.todo.freshness import LAG, TWICE, check_freshness
from bot.todo.job import Key

NAME = "support"


def sweep(repository: str) -> Iterable[Key]:
    """The same in one repository: where it is configured anew, or swept alone."""
    yield Key(NAME, repository)


def sweep_account(login: str) -> Iterable[Key]:
    """Labels and commands that nobody told of, in one look over all repositories."""
    yield Key(NAME, login)


def wakes(delivery: Delivery) -> Iterable[Key]:
    """New issues, what people do to labels, and comments that hold or held a command."""
    if delivery.issue and delivery.repository and _concerns(delivery):
        yield Key(NAME, f"{delivery.repository}#{delivery.issue}")


def _concerns(delivery: Delivery) -> bool:
    if delivery.event == "issue_comment":
        if delivery.comment_author.is_bot:
            return False
        return any(may_hold_command(text, NAMES) for text in delivery.texts)
    if delivery.event != "issues":
        return False
    if delivery.action == "opened":
        return not delivery.issue_author.is_bot
    # its own deeds, and those of other bots, are no news
    stirs = delivery.action in ("labeled", "unlabeled", "reopened", "unlocked")
    return stirs and not delivery.sender.is_bot


async def handle(context: Context) -> None:
    """Reply, label and state of the issue are what people say of it."""
    key = context.job.key
    if "#" not in key.place:
        await _look_over(context, key.place)
        return
    configuration = await context.configuration(key.repository)
    config = support_in(configuration)
    if configuration is None or config is None:
        return
    thread = await context.github.look_at(key.repository, key.number)
    check_freshness(context.job, thread.comments)
    state = State(context.me, thread, forms=form_labels(configuration))
    state = await _completed(context, config, state)
    if moment := next_look(config, state, context.now):
        await context.wake([key], due=moment)
    for action in plan(config, state, context.now):
        await _apply(context, action)
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


async def _look_over(context: Context, place: str) -> None:
    """Threads of an account, or of one repository, are woken if there is work in them."""
    github, now = context.github, context.now
    purpose = f"{NAME} {place}"
    wanted, configurations = [], {}
    since = github.looked.since(purpose, now)
    for one in await context.neighbours("", anew=context.job.news):
        if not one.is_at(place):
            continue
        config = support_in(one.configuration)
        if config is not None and one.configuration is not None:
            name = one.repository.full_name
            configurations[name.lower()] = (one.configuration, config)
            wanted.append(Wanted(one.repository, config.labels, since))
    keys = []
    for thread in await github.look_over(wanted):
        issue = thread.issue
        configuration, config = configurations[issue.repository.lower()]
        state = State(context.me, thread, forms=form_labels(configuration))
        wishes = asks(config, state, now)
        if wishes.verdict:
            state = replace(state, verdict=_judge(context, config, issue))
            wishes = asks(config, state, now)
        if wishes or plan(config, state, now) or next_look(config, state, now):
            keys.append(Key(NAME, f"{issue.repository}#{issue.number}"))
    await context.wake(keys, due=now)
    github.looked.note(purpose, now)


async def _apply(context: Context, action: Action) -> None:
    if isinstance(action, CreateComment):
        await context.wake([context.job.key], due=context.now + TWICE)
    try:
        await context.github.apply(action)
    except Gone as gone:  # a comment went while we looked; the issue may be there
        raise RetryLater(str(gone), after=LAG) from gone


FEATURE = Feature(
    name=NAME,
    section=SECTION,
    commands=USAGES,
    handle=handle,
    wakes=wakes,
    sweep=sweep,
    sweep_account=sweep_account,
    permissions={"contents": "read", "issues": "write", "metadata": "read"},
    events=("issues", "issue_comment"),
)
