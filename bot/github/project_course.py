"""What becomes clear of one project while it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.projects import Line, Manifests, Release
from bot.core.releases import ProjectConfig
from bot.github.project_grounds import Seen
from bot.github.project_parts import GONE, Untold
from bot.github.project_spans import Span
from bot.projects.versions import releases_of


@dataclass(slots=True)
class Course:
    """What becomes clear of one project in the course of a look.

    `releases` are those of its branch, the last one first; `unknown` is as in `Project`.
    A line is `lost` if it could not be read and the others tell nothing without it. The
    project has `moved` where what was there at the beginning of the look was not there a
    moment later, and GitHub has `failed` where it may tell more the next time.
    """

    config: ProjectConfig
    seen: Seen
    releases: tuple[Release, ...] = ()
    lines: tuple[Line, ...] = ()
    manifests: Manifests = field(default_factory=Manifests)
    unknown: list[str] = field(default_factory=list)
    lost: bool = False
    moved: bool = False
    failed: bool = False

    def begin(self) -> None:
        """See what was released at all, and from where."""
        ground = self.seen.ground
        if ground.tags_left:
            self.unknown.append(f"{ground.tags_left:,} of its tags were not read")
        if not ground.default_branch:
            self.unknown.append("it has no commits yet")
        elif self.branch not in self.seen.heads:
            self.unknown.append(f"it has no branch {self.branch}")
        else:
            self.releases = releases_of(ground, self.config)

    @property
    def key(self) -> str:
        """What tells the repository from others, whatever case its name is in."""
        return self.seen.ground.full_name.lower()

    @property
    def last(self) -> Release | None:
        """The last release, if there is one."""
        return self.releases[0] if self.releases else None

    @property
    def branch(self) -> str:
        """The branch that it is released from."""
        return self.config.line or self.seen.ground.default_branch

    @property
    def is_beside(self) -> bool:
        """Whether that is another than the default branch."""
        return self.branch != self.seen.ground.default_branch

    def span(self, release: Release, branch: str) -> Span:
        """From the release to the newest commit of the branch."""
        return Span(
            self.seen.ground.full_name,
            f"refs/tags/{release.tag}",
            release.sha,
            self.seen.heads[branch],
            beside=branch != self.seen.ground.default_branch,
        )

    def not_told(self, what: str, told: Iterable[object]) -> bool:
        """Note that this of it was not read, if something of it was not told."""
        why = [one for one in told if isinstance(one, Untold)]
        if why:
            self.moved |= GONE in why
            self.failed = True
            self.unknown.append(f"{what} not read: {why[0].why}")
        return bool(why)

    def line_not_told(
        self, branch: str, since: Release, told: Iterable[object]
    ) -> bool:
        """The same of what came to a branch since that release."""
        what = f"what came to {branch} since {since.version} was"
        return self.not_told(what, told)

    def back(self, release: Release, branch: str) -> Span:
        """The other way round."""
        name, base = self.seen.ground.full_name, self.seen.heads[branch]
        head = release.sha or f"refs/tags/{release.tag}"
        return Span(name, f"refs/heads/{branch}", base, head, beside=True)

    def between(self, release: Release, later: Release) -> Span:
        """From one release to another."""
        name, ref = self.seen.ground.full_name, f"refs/tags/{release.tag}"
        head = later.sha or f"refs/tags/{later.tag}"
        return Span(name, ref, release.sha, head, beside=True)
