"""Reads an owner's issues and what people said of them, through the App's installation."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.app import FEATURES, sections, wall_clock
from bot.core.configuration import Configuration
from bot.core.errors import Refused
from bot.core.models import Identity, Issue, Thread
from bot.core.report_forms import SECTION as REQUEST_INFO
from bot.core.report_forms import RequestInfo, form_labels
from bot.core.support import Support
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.overview import Overview
from bot.outside import app_arguments
from bot.settings import Settings
from bot.training.lessons import Labels, Lesson, Unsaid, lacks_reply, lesson

MOST_ISSUES = 5_000
"""Of each repository, the newest: what was asked ten years ago is asked no more."""


_PRECISION: float = Support.model_fields["precision"].default


@dataclass(frozen=True, slots=True)
class Source:
    """A repository as it is configured: which labels count, and the precision asked for."""

    full_name: str
    labels: Labels
    precision: float


@dataclass(frozen=True, slots=True)
class Past:
    """An issue, and what people said of it, or why nothing is learned from it."""

    source: Source
    issue: Issue
    said: Lesson | Unsaid


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read, newest first."""

    sources: tuple[Source, ...]
    past: tuple[Past, ...]

    @property
    def lessons(self) -> tuple[tuple[Source, Lesson], ...]:
        """What can be learned from, oldest first."""
        found = ((one.source, one.said) for one in reversed(self.past))
        return tuple((source, s) for source, s in found if isinstance(s, Lesson))

    def counts(self) -> Counter[str]:
        """How many issues there are of each kind, as `Said` and `Unsaid` call them."""
        return Counter(
            one.said.said if isinstance(one.said, Lesson) else one.said
            for one in self.past
        )


async def gather(
    settings: Settings,
    repositories: Sequence[str],
    *,
    labels: Iterable[str],
    told: Callable[[str], None],
) -> Reading:
    """The issues of these repositories of one owner, through the App of the settings.

    `labels` are the support labels of all of them, if there are any; else each one's
    configuration tells. `told` hears what is being done. Raises `Refused` where the App
    is not installed or the labels are not known, saying what to do, and `Gone`,
    `RetryLater`.
    """
    app = App(**app_arguments(settings, FEATURES))
    try:
        overview = Overview(sections(FEATURES), wall_clock)
        return await _read(app, overview, repositories, labels, told)
    finally:
        await app.close()


async def _read(
    app: App,
    overview: Overview,
    repositories: Sequence[str],
    labels: Iterable[str],
    told: Callable[[str], None],
) -> Reading:
    me = await app.identity()
    given = frozenset(label.lower() for label in labels)
    sources: list[tuple[GitHub, Source]] = []
    for name in repositories:
        installation = await app.installation_of(name)
        if installation is None:
            raise Refused(
                f"{name}: the App is not installed there: give it the repository in the"
                " installation's settings on GitHub"
            )
        github = app.installation(installation)
        loaded = await overview.load(github, name)
        sources.append((github, _source(name, loaded.configuration, given)))
    past: list[Past] = []
    for github, source in sources:
        for thread in await _threads(github, source, me, told):
            said = lesson(thread, source.labels, me)
            past.append(Past(source, thread.issue, said))
    past.sort(key=lambda one: one.issue.created_at, reverse=True)
    return Reading(tuple(source for _, source in sources), tuple(past))


def _source(
    name: str, configuration: Configuration | None, given: frozenset[str]
) -> Source:
    configuration = configuration or Configuration()
    support = configuration.sections.get("support")
    known = support.labels if isinstance(support, Support) else ()
    wanted = given or frozenset(label.lower() for label in known)
    if not wanted:
        raise Refused(
            f"{name}: nothing says which label its support questions have: give it a"
            " section support in .github/team-compass.yml, or say --label NAME"
        )
    info = configuration.section(REQUEST_INFO, RequestInfo)
    return Source(
        name,
        Labels(wanted, form_labels(configuration), frozenset({info.label.lower()})),
        support.precision if isinstance(support, Support) else _PRECISION,
    )


async def _threads(
    github: GitHub, source: Source, me: Identity, told: Callable[[str], None]
) -> list[Thread]:
    name = source.full_name
    found = await github.list_past(
        name,
        MOST_ISSUES,
        lambda many: told(f"Reading {name}: {many:,} issues"),
    )
    return [
        await github.look_at(name, thread.issue.number)
        if lacks_reply(thread, source.labels, me)
        else thread
        for thread in found
    ]
