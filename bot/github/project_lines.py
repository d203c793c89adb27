"""Which release of a project is the last, on which branches it goes on, and what is there.

    5.x    since 5.5.1                      the maintenance branch that has the last release
    main   since 6.0.0b2, in flight there   the default branch beside it

Where the default branch has the last release it comes first, and then what goes on from
that release beside it, if anything does:

    main   since 5.5.0
    5.x    since 5.5.0                      what is not on main, too

A prerelease that the
last release has behind it is given up: after 2.0.0a1 and then 1.2.0 nobody releases 2.0.0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.projects import Line, Release
from bot.github.project_course import Course
from bot.github.project_memory import Apart, Came, Memory
from bot.github.project_parts import FORBIDDEN, GONE, Asking, Untold
from bot.github.project_spans import Span, measure, read
from bot.projects.backports import without_backports
from bot.projects.versions import maintenance_branches, newer_prereleases

CANDIDATES = 10
"""So many of the best releases are looked for on a branch other than the default one."""

MORE = 3
"""So many branches are looked at that may go on from a release of the default one."""

_LIKELY, _IN_FLIGHT, _BEST = 5, 5, 200


async def find_last(asking: Asking, memory: Memory, courses: Iterable[Course]) -> None:
    """The last release of each project; those on its branch, where that is said."""
    beside: list[tuple[Course, dict[Release, Span]]] = []
    for course in courses:
        course.begin()
        if course.releases and course.is_beside:
            candidates = _candidates(course)
            spans = {one: course.span(one, course.branch) for one in candidates}
            beside.append((course, spans))
    told = await measure(
        asking, memory, [span for _, spans in beside for span in spans.values()]
    )
    for course, spans in beside:
        _choose(course, {one: told[span] for one, span in spans.items()})


async def sketch_lines(
    asking: Asking, memory: Memory, courses: Iterable[Course]
) -> None:
    """A line for each project whose last release is known: only what is in flight."""
    started = _started(courses)
    told = await measure(
        asking, memory, [span for one in started for span in one.ahead]
    )
    for one in started:
        flight = one.in_flight(told)
        line = Line(one.course.branch, one.last, complete=False, in_flight=flight)
        one.course.lines = (line,)


def _candidates(course: Course) -> list[Release]:
    """Those that may be the last one on the branch or in flight there, best first.

    A branch such as `4.x` tells by its name which are on it.
    """
    ground, releases = course.seen.ground, course.releases
    likely = [
        one
        for one in releases[:_BEST]
        if course.branch in maintenance_branches(ground, one)
    ]
    chosen = dict.fromkeys(likely[:_LIKELY])
    for one in releases:
        if len(chosen) < CANDIDATES:
            chosen[one] = None
    in_flight = [one for one in releases if one.prerelease][:_IN_FLIGHT]
    chosen |= dict.fromkeys(in_flight)
    return [one for one in releases if one in chosen]


def _choose(course: Course, told: Mapping[Release, Apart | Untold]) -> None:
    """Keep only those releases of the project that its branch has."""
    course.releases = tuple(one for one, apart in told.items() if _contains(apart))
    if course.not_told(f"which releases are on {course.branch} was", told.values()):
        course.releases = ()
    elif not course.releases:
        course.unknown.append(f"none of its newest releases is on {course.branch}")


_Told = Mapping[Span, Apart | Untold]


@dataclass(frozen=True, slots=True)
class _Started:
    """A project with its last release, and prereleases that may be in flight."""

    course: Course
    last: Release
    flights: tuple[Release, ...]

    @property
    def ahead(self) -> list[Span]:
        """What tells which prereleases are in flight."""
        course = self.course
        return [*(course.span(one, course.branch) for one in self.flights), *self.over]

    @property
    def over(self) -> list[Span]:
        """What tells which of these the last release has behind it.

        None whose commit is younger; when a release was published does not tell that.
        """
        by_release = self.course.config.channel == "release"
        return [
            self.course.between(flight, self.last)
            for flight in self.flights
            if by_release or flight.at <= self.last.at
        ]

    def branches(self, told: _Told) -> list[str]:
        """The others that may have the last release, likeliest first.

        Where the default branch has it only those count that have something besides.
        """
        course, heads = self.course, self.course.seen.heads
        apart = told[course.span(self.last, course.branch)]
        if isinstance(apart, Untold) or (course.is_beside and not apart.behind):
            return []
        likely = [
            branch
            for branch in maintenance_branches(course.seen.ground, self.last)
            if branch in heads and branch != course.branch
        ]
        if apart.behind:
            return likely
        seen = {self.last.sha, heads[course.branch]}
        new: dict[str, str] = {}
        for branch in likely:
            if heads[branch] not in seen:
                new.setdefault(heads[branch], branch)
        return list(new.values())[:MORE]

    def is_over(self, flight: Release, told: _Told) -> bool:
        """Whether the last release has that prerelease behind it."""
        return _contains(told.get(self.course.between(flight, self.last)))

    def in_flight(self, told: _Told) -> Release | None:
        """The prerelease that the branch has, and from which it goes on."""
        for flight in self.flights:
            there = told[self.course.span(flight, self.course.branch)]
            self.course.moved |= there is GONE
            self.course.failed |= isinstance(there, Untold)
            if _contains(there) and not self.is_over(flight, told):
                return flight
        return None


def _started(courses: Iterable[Course]) -> list[_Started]:
    return [
        _Started(course, last, newer_prereleases(course.releases, last))
        for course in courses
        if (last := course.last)
    ]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A line that is to be read, of `apart` commits; `back` is where backports may be.

    With `more` the default branch has the release, too; only what came to this one alone
    is on the line, and there is none without that.
    """

    course: Course
    branch: str
    since: Release
    in_flight: Release | None
    span: Span
    apart: Apart
    back: Span | None = None
    more: bool = False

    def put(self, here: Came | Untold, there: Came | Untold) -> None:
        """Give the line to the project with what came to it, and what `back` has."""
        course = self.course
        lost = course.line_not_told(self.branch, self.since, [here, there])
        course.lost |= lost and not self.more
        if isinstance(here, Untold) or isinstance(there, Untold):
            return
        others = there.changes
        if self.more:
            others = tuple(one for line in course.lines for one in line.changes)
        changes = without_backports(here.changes, others)
        if changes or not here.complete or not self.more:
            line = Line(self.branch, self.since, changes, here.complete, self.in_flight)
            course.lines += (line,)


async def read_lines(
    asking: Asking, memory: Memory, courses: Iterable[Course], now: datetime
) -> None:
    """The lines of each project whose last release is known, with what waits on them."""
    wanted = await _find_lines(asking, memory, courses)
    many: dict[Span, int] = {}
    for one in (it for it in wanted if not it.course.seen.blind):
        many[one.span] = one.apart.ahead
        if one.back:
            many[one.back] = one.apart.behind
    updated = {it.course.seen.ground.full_name: it.course.seen.updated for it in wanted}
    came = await read(asking, memory, many, updated, now)
    for one in wanted:
        there = came.get(one.back, FORBIDDEN) if one.back else Came(())
        one.put(came.get(one.span, FORBIDDEN), there)
    for course in (one.course for one in wanted if one.course.lost):
        course.lines = ()  # the first would not be the one that has the last release


async def _find_lines(
    asking: Asking, memory: Memory, courses: Iterable[Course]
) -> list[_Wanted]:
    """The branches that have the last release of each project, or go on beside it."""
    started = _started(courses)
    spans = [one.course.span(one.last, one.course.branch) for one in started]
    spans += [span for one in started for span in one.ahead]
    told = dict(await measure(asking, memory, spans))
    elsewhere = [
        one.course.span(one.last, branch)
        for one in started
        for branch in one.branches(told)
    ]
    told |= await measure(asking, memory, elsewhere)
    return [line for one in started for line in _lines(one, told)]


def _lines(one: _Started, told: _Told) -> Iterator[_Wanted]:
    course, last, branch = one.course, one.last, one.course.branch
    span = course.span(last, branch)
    apart = told[span]
    if isinstance(apart, Untold):
        course.lost |= course.line_not_told(branch, last, [apart])
        return
    flight = one.in_flight(told)
    if apart.behind == 0:
        yield _Wanted(course, branch, last, flight, span, apart)
        for other in one.branches(told):
            beside = course.span(last, other)
            found = told[beside]
            if found is not GONE:
                course.line_not_told(other, last, [found])
            if isinstance(found, Apart) and found.behind == 0:
                yield _Wanted(course, other, last, None, beside, found, more=True)
        return
    for other in one.branches(told):
        beside = course.span(last, other)
        found = told[beside]
        if isinstance(found, Apart) and found.behind == 0:
            yield _Wanted(course, other, last, None, beside, found)
            break
    since = course.span(flight, branch) if flight else None
    there = told[since] if since else None
    if flight and since and isinstance(there, Apart):
        yield _Wanted(course, branch, flight, flight, since, there)
    elif not apart.related:
        strangers = f"{last.version} has no history in common with {branch}"
        course.unknown.append(strangers)
    else:
        back = course.back(last, branch)
        yield _Wanted(course, branch, last, None, span, apart, back)


def _contains(apart: Apart | Untold | None) -> bool:
    return isinstance(apart, Apart) and apart.behind == 0
