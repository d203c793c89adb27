"""Actions on what a repository holds beside its threads: commits' checks, files, pulls.

As in `actions.py`, each is one write, named as GitHub names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from bot.core.actions import Action

Conclusion = Literal["success", "failure", "neutral"]
Level = Literal["notice", "warning", "failure"]

MOST_ANNOTATIONS = 50
"""Of one request; GitHub answers 422 to more."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A word on one line of a file, as a check run shows it there; lines count from 1."""

    path: str
    line: int
    level: Level
    title: str
    message: str

    def json(self) -> Mapping[str, Any]:
        """As GitHub takes it."""
        return {
            "path": self.path,
            "start_line": self.line,
            "end_line": self.line,
            "annotation_level": self.level,
            "title": self.title,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class CheckOutput:
    """What a check run says: a title, Markdown, and words on lines."""

    title: str
    summary: str
    annotations: tuple[Annotation, ...] = ()

    def json(self) -> Mapping[str, Any]:
        """As GitHub takes it; ValueError with more annotations than one request may."""
        if len(self.annotations) > MOST_ANNOTATIONS:
            raise ValueError(f"{len(self.annotations)} annotations")
        said = {"title": self.title, "summary": self.summary}
        annotations = [annotation.json() for annotation in self.annotations]
        return {**said, **({"annotations": annotations} if annotations else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCheckRun(Action):
    """Say on a commit how a check ended."""

    operation: ClassVar[str] = "create_check_run"
    name: str
    head_sha: str
    conclusion: Conclusion
    output: CheckOutput
    status: str = "completed"
    details_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCheckRun(Action):
    """Say anew how a check of this App ended; annotations come on top of those there."""

    operation: ClassVar[str] = "update_check_run"
    check_run_id: int
    conclusion: Conclusion
    output: CheckOutput
    status: str = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRef(Action):
    """Make a branch (`ref` is `refs/heads/NAME`) that points at a commit."""

    operation: ClassVar[str] = "create_ref"
    ref: str
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrUpdateFile(Action):
    """Commit a text file on a branch.

    `sha` is the blob's that is replaced (None: the file is new): GitHub refuses where
    another is there, so that nobody is overwritten.
    """

    operation: ClassVar[str] = "create_or_update_file"
    path: str
    message: str
    content: str
    branch: str
    sha: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePullRequest(Action):
    """Open a pull request from the branch `head` into the branch `base`."""

    operation: ClassVar[str] = "create_pull_request"
    title: str
    head: str
    base: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePullRequest(Action):
    """Change what is not None of a pull request."""

    operation: ClassVar[str] = "update_pull_request"
    pull_number: int
    title: str | None = None
    body: str | None = None
    seen: str | None = field(default=None, compare=False)
