"""What people and bots do in the projects, one after the other in all of them at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.playground import Playground
from bot.playground.pulls import PullRequest, open_pull
from bot.playground.repositories import Repository
from tests.playground.hub.shapes import Deed, Shape, Tagged

_COMMENTED = (".cfg", ".in", ".py", ".toml", ".txt", ".yaml", ".yml")
_MAINTAINERS = ("minrk", "consideRatio", "manics", "yuvipanda")


class Days:
    """The days before a pulse, and what is done on each."""

    def __init__(self, github: Playground, today: datetime, size: float) -> None:
        self.github = github
        self._today = today
        self._size = size
        self._deeds: list[tuple[datetime, int, Callable[[], object]]] = []

    def on(self, days: float, deed: Callable[[], object]) -> None:
        """Do it so many days before the pulse; of the same time what was said first."""
        when = self._today - timedelta(days=days)
        self._deeds.append((when, len(self._deeds), deed))

    def some(self, number: int) -> int:
        """How many of so many things that only fill a history there are to be."""
        return max(min(number, 1), round(number * self._size))

    def pass_by(self) -> None:
        """Let all of it happen."""
        clock = self.github.clock
        for when, _, deed in sorted(self._deeds, key=lambda one: one[:2]):
            if when > clock.now():
                clock.set(when)
            deed()
        clock.set(self._today)


class Life:
    """What is done in one project, as it is planned."""

    def __init__(self, days: Days, repository: Repository, shape: Shape) -> None:
        self.days = days
        self.repository = repository
        self.shape = shape
        self._changes = 0

    def begin(self, days: float) -> None:
        """The first commit, with all that the project says of itself."""
        readme = f"# {self.repository.name}\n"
        files = {"README.md": readme, "LICENSE": "BSD-3-Clause\n", **self.shape.files}
        self.days.on(days, partial(self._commit, files, "Begin", "yuvipanda"))

    def tag(self, it: Tagged, *, branch: str | None = None, back: bool = True) -> None:
        """A release: a commit that says so, its tag and, with `back`, one after it."""
        repository, shape = self.repository, self.shape
        release = Deed(f"Bump to {it.name}", "minrk", (shape.version or shape.news,))
        made: list[str] = []

        def set_tag() -> None:
            commit = repository.branches.known[made[0]]
            message = f"release {it.name}" if it.message else None
            repository.tags.create(it.name, commit, by="minrk", message=message)
            if it.name in shape.released:
                flagged = it.name in shape.flagged
                repository.releases.publish(it.name, by="minrk", prerelease=flagged)

        self.days.on(it.days, lambda: made.append(self.commit(release, branch)))
        self.days.on(it.days if it.late is None else it.late, set_tag)
        if back:
            after = Deed("Back to dev", "minrk", release.paths)
            self.days.on(it.days - 0.01, lambda: self.commit(after, branch))

    def plan(
        self,
        deeds: Sequence[Deed],
        start: float,
        end: float,
        *,
        extra: int = 0,
        direct: Sequence[Deed] = (),
    ) -> list[float]:
        """Pull requests, merged one after the other from one day to another.

        `extra` is how many commits more they have than one each; fewer than none are
        left out by merging some without a commit that says so. Returns the days.
        """
        places = range(len(deeds))
        able = [place for place in places if "[bot]" not in deeds[place].by] or places
        more = [0] * len(deeds)
        for number in range(extra):
            more[able[number % len(able)]] += 1
        every = (start - end) / max(len(deeds), 1)
        found = [start - every * (place + 0.5) for place in places]
        for place, (day, deed) in enumerate(zip(found, deeds, strict=True)):
            landing = partial(self.land, commits=1 + more[place], quick=place < -extra)
            self.days.on(day, partial(landing, deed))
        for place, deed in enumerate(direct):
            day = start - (start - end) * (place + 0.5) / len(direct)
            self.days.on(day, partial(self.commit, deed))
        return found

    def land(
        self,
        deed: Deed,
        *,
        commits: int = 1,
        quick: bool = False,
        branch: str | None = None,
    ) -> PullRequest:
        """Bring a change in by a pull request; `quick` without a commit that merges."""
        repository = self.repository
        branches, world = repository.branches, repository.world
        into = branch or repository.default_branch
        head = deed.head or f"change-{repository.numbers + 1}"
        author = world.account(deed.by)
        for number in range(commits):
            title = "[pre-commit.ci] auto fixes from pre-commit.com hooks"
            self._commit(
                self._changed(deed.paths, into),
                title if number else deed.title,
                "pre-commit-ci[bot]" if number else deed.by,
                head,
                into,
            )
        pull = open_pull(
            repository,
            deed.title,
            "",
            by=author,
            head=head,
            base=into,
            labels=deed.labels,
        )
        merger = next(who for who in _MAINTAINERS if who != deed.by)
        if quick:
            branches.move(into, pull.head, merger)
        else:
            pull.merge(merger)
        branches.delete(head, merger)
        return pull

    def commit(self, deed: Deed, branch: str | None = None) -> str:
        """Push a change without any pull request."""
        into = branch or self.repository.default_branch
        return self._commit(self._changed(deed.paths, into), deed.title, deed.by, into)

    def _commit(
        self,
        files: Mapping[str, str],
        title: str,
        by: str,
        branch: str | None = None,
        start: str | None = None,
    ) -> str:
        repository = self.repository
        made = repository.branches.commit(
            {path: text.encode() for path, text in files.items()},
            message=title,
            by=repository.world.account(by),
            branch=branch or repository.default_branch,
            start=start,
        )
        return made.sha

    def _changed(self, paths: Iterable[str], branch: str) -> dict[str, str]:
        """The files with something else in them, which means the same."""
        self._changes += 1
        tip = self.repository.branches.tip(branch)
        found = {}
        for path in paths:
            before = tip.files.get(path, b"") if tip else b""
            kept = before.decode() if path.endswith(_COMMENTED) else ""
            found[path] = f"{kept}# {self._changes}\n"
        return found
