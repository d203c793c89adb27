"""What the pages show of a repository's files, and how a visitor changes one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.commits import Commit
from bot.playground.page_deeds import Form, NotDone
from bot.playground.repositories import Repository

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A text file as of a commit; `is_newest` where that is the default branch's tip."""

    path: str
    text: str
    commit: Commit
    is_newest: bool

    @property
    def lines(self) -> Sequence[str]:
        """Its lines, without their ends."""
        return self.text.splitlines()

    @property
    def prose(self) -> str | None:
        """The Markdown to be shown, without its front matter; None of another file."""
        return _FRONT.sub("", self.text) if self.path.endswith(".md") else None


def find_file(repository: Repository, ref: str, path: str) -> ShownFile:
    """The file at a branch, a commit or `HEAD`; KeyError where there is no such text."""
    if ref == "HEAD":
        ref = repository.default_branch
    commit = repository.commit_at(ref)
    if commit is None:
        raise KeyError(ref)
    try:
        text = commit.files[path].decode()
    except UnicodeDecodeError:
        raise KeyError(path) from None
    return ShownFile(path, text, commit, ref == repository.default_branch)


def paths_of(repository: Repository) -> Sequence[str]:
    """The paths of all files on the default branch, in order."""
    commits = repository.commits()
    return sorted(commits[-1].files) if commits else ()


def push_file(repository: Repository, file: ShownFile, form: Form) -> None:
    """Push another text of the file; NotDone says why not."""
    if not file.is_newest:
        raise NotDone("Only the newest version of a file can be changed.")
    text = form.text("text").replace("\r\n", "\n")
    repository.commit(file.path, text, by=form.steward)
