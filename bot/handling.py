"""What handlers share that look after single issues: where to look, and how to write."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from bot.core.actions import Action, CreateComment, CreateIssue
from bot.core.configuration import Configuration
from bot.core.errors import Gone, RetryLater
from bot.core.models import Comment, Issue, Thread, Wanted
from bot.feature import Context
from bot.todo.freshness import LAG, TWICE
from bot.todo.job import Key


def looks_over(feature: str) -> Callable[[str], Iterable[Key]]:
    """A feature's `sweep` and `sweep_account`: one key, for the place as a whole.

    Its handler then finds what nobody told of, with `looked_over`: in all repositories of
    an account at once, or in one that is configured anew or swept alone.
    """
    return lambda place: [Key(feature, place)]


async def looked_over(
    context: Context, section: str, labels: Callable[[Configuration], Sequence[str]]
) -> AsyncIterator[tuple[Configuration, Thread]]:
    """The issues at the job's place that may need something, a part of them at a time.

    These are the open ones with one of the labels and all updated since the last look,
    in every repository that has the section. What was seen there counts as looked at once
    all of it has been dealt with; where GitHub or the configuration could not be read
    just now, the next look goes back as far as this one.
    """
    github, now, place = context.github, context.now, context.job.key.place
    purpose = f"{section} {place}"
    configurations: dict[str, Configuration] = {}
    wanted: list[Wanted] = []
    for one in await context.neighbours("", anew=context.job.news):
        name, configuration = one.repository.full_name, one.configuration
        if one.is_at(place) and configuration and section in configuration.sections:
            since = github.looked.since(purpose, name, now)
            wanted.append(Wanted(one.repository, tuple(labels(configuration)), since))
            configurations[name] = configuration
    async for found in github.look_over(wanted):
        name = found.wanted.repository.full_name
        for thread in found.threads:
            yield configurations[name], thread
        if found.last:
            github.looked.note(purpose, name, now)


async def apply(context: Context, action: Action) -> Issue | Comment | None:
    """Do it; where something went while we looked, all is looked at again: RetryLater."""
    try:
        return await context.github.apply(action)
    except Gone as gone:  # a comment may be gone, and the issue be there
        raise RetryLater(str(gone), after=LAG) from gone


async def apply_once(context: Context, action: Action) -> Issue | Comment | None:
    """Do it, as `apply` does; what it makes is looked at again, after `TWICE`."""
    await wake_for_twins(context, action)
    return await apply(context, action)


async def wake_for_twins(context: Context, action: Action) -> None:
    """Look at the job's place again, after `TWICE`, where it may be made twice now."""
    if isinstance(action, CreateComment | CreateIssue):
        await context.wake([context.job.key], due=context.now + TWICE)
