"""The play without its words: people act, the bot answers, every step is checked."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.demo.board import Board, read_board
from bot.demo.stage import Stage
from bot.demo.words import name_of
from bot.playground import Playground
from bot.playground.commits import Commit
from bot.playground.hackmd_notes import StoredNote
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue

_ADDRESS = re.compile(r"(?<=\])\(http[^)\s]*\)")


class CutShort(Exception):
    """The play cannot go on: what the next scene needs is not there."""


class Play:
    """The stage as the acts of the quarter use it: people act, the bot answers.

    `pause` passes before anybody does anything.
    """

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.failed = 0
        self.steps = 0
        self.pause = timedelta(hours=3)
        self._console = console

    def meeting(self, month: str) -> Issue:
        """The issue of that month's meeting, which the bot should have opened by now."""
        return self.thread(f"JupyterHub and BinderHub Team Meeting - {month}")

    def thread(self, title: str, repository: str | None = None) -> Issue:
        """The newest issue or pull request whose title begins like this.

        In the team's own repository, unless another one's `full_name` is given.
        """
        place = self.stage.repository
        if repository is not None:
            place = self.stage.github.repository(repository)
        for issue in reversed(place.issues):
            if issue.title.startswith(title):
                return issue
        raise CutShort(f"there is no “{title}” in {place.full_name}")

    def agenda(self, issue: Issue) -> Comment:
        """The comment that the bot should have pinned."""
        if issue.pinned_comment is None:
            raise CutShort(f"no agenda is pinned on {name_of(issue)}")
        return issue.pinned_comment

    def act(self, title: str) -> None:
        """Begin another part."""
        self._console.print()
        self._console.rule(escape(title), align="left")

    def says(self, issue: Issue, login: str, text: str) -> Comment:
        """Somebody comments."""
        self._print_people(login, "comments on", name_of(issue), text)
        return issue.comment(text, by=login)

    def opens(self, repository: str, login: str, title: str, body: str) -> Issue:
        """Somebody opens an issue in the repository of that `full_name`."""
        place = self.stage.github.repository(repository)
        self._print_people(login, "opens an issue in", place.name, f"{title}\n{body}")
        return place.open_issue(title, body, by=login)

    def edits(self, comment: Comment, text: str, by: str | None = None) -> None:
        """Somebody edits a comment: its author, if nobody else is named."""
        where = name_of(comment.issue)
        self._print_people(by or comment.user.login, "edits a comment on", where, text)
        comment.edit(text, by=by)

    def ticks(self, issue: Issue, login: str, words: str) -> None:
        """Somebody ticks the entry of its agenda that has these words in it."""
        agenda = self.agenda(issue)
        for line in agenda.body.split("\n"):
            if words in line and line.startswith("- [ ] "):
                self._print_people(login, "ticks on", name_of(issue), line[6:])
                agenda.edit(agenda.body.replace(line, f"- [x] {line[6:]}"), by=login)
                return
        raise CutShort(f"there is no “{words}” to be ticked")

    def deletes(self, comment: Comment) -> None:
        """The author deletes a comment."""
        where, login = name_of(comment.issue), comment.user.login
        self._print_people(login, "deletes a comment on", where, comment.body)
        comment.delete()

    def labels(self, issue: Issue, login: str, label: str) -> None:
        """Somebody puts a label on an issue or pull request."""
        self._print_people(login, "labels", name_of(issue), label)
        issue.add_label(label, by=login)

    def closes(self, issue: Issue, login: str) -> None:
        """Somebody closes an issue."""
        self._print_people(login, "closes", name_of(issue), issue.title)
        issue.close(by=login)

    def merges(self, issue: Issue, login: str) -> None:
        """Somebody merges a pull request."""
        if issue.pull is None:
            raise CutShort(f"{name_of(issue)} is no pull request")
        self._print_people(login, "merges", name_of(issue), issue.title)
        issue.pull.merge(by=login)

    def pushes(
        self, repository: Repository, login: str, path: str, text: str
    ) -> Commit:
        """Somebody pushes another text of a file."""
        before = set((repository.commits()[-1].files[path]).decode().splitlines())
        new = "\n".join(line for line in text.splitlines() if line not in before)
        self._print_people(login, "pushes", path, new)
        return repository.commit(path, text, by=login)

    def tags(self, repository: str, login: str, name: str) -> None:
        """Somebody pushes a tag, and that is all there is of the release."""
        place = self.stage.github.repository(repository)
        self._print_people(login, "tags", place.name, name)
        place.tags.create(name, by=login)

    def publishes(self, repository: str, login: str, name: str) -> None:
        """Somebody publishes a release, with a tag of that name."""
        place = self.stage.github.repository(repository)
        self._print_people(login, "publishes a release of", place.name, name)
        place.releases.publish(name, by=login)

    def notes(self, note: StoredNote, login: str, below: str, text: str) -> None:
        """Somebody writes in the note of a meeting, below the line with these words."""
        lines = note.content.splitlines()
        for n, line in enumerate(lines):
            if below in line:
                self._print_people(login, "writes in", "HackMD", text)
                new = [*lines[: n + 1], *text.splitlines(), *lines[n + 1 :]]
                self.stage.hackmd.notes.write(note, "\n".join(new))
                return
        raise CutShort(f"there is no “{below}” in the notes")

    async def wait_until(self, time: datetime, what: str) -> None:
        """Time passes, and the bot does on the way what is due; hours between deeds."""
        self.pause = timedelta(hours=3)
        await self._pass_time(time, what)

    async def meet(self, time: datetime, what: str) -> None:
        """The meeting begins: from now on things happen within minutes."""
        await self._pass_time(time, what)
        self.pause = timedelta(minutes=1)

    async def _pass_time(self, time: datetime, what: str) -> None:
        async for now in self.stage.pass_time(time):
            if now == time:
                self._print(f"[bold]{escape(what)}[/]")
            await self.stage.settle()

    async def sweep(self) -> int:
        """One sweep, as every hour; returns how many writes it led to."""
        before = self._writes()
        await self.stage.bot.sweep()
        await self.stage.settle()
        return self._writes() - before

    def _writes(self) -> int:
        stage = self.stage
        return len(stage.github.requests.writes) + len(stage.hackmd.requests.writes)

    async def expect(
        self, what: str, check: Callable[[], object], **deliver: Any
    ) -> None:
        """Let GitHub tell the bot and the bot do its work; then it must be so.

        `deliver` says what goes wrong on the way: see `Playground.deliver`.
        """
        await self.stage.settle(**deliver)
        self.steps += 1
        if check():
            self._console.print(f"      [green]✓[/] {escape(what)}", soft_wrap=True)
        else:
            self.fail(what)

    def fail(self, what: str) -> None:
        """Say that this was expected, and is not so."""
        self.failed += 1
        words = f"      [bold red]✗ expected: {escape(what)}[/]"
        self._console.print(words, soft_wrap=True)

    def board(self, issue: Issue) -> Board:
        """The issue's agenda as it is now."""
        return read_board(issue)

    def show(self, what: str, text: str) -> None:
        """Print Markdown, without the addresses behind its links."""
        self._console.print()
        self._console.print(f"[bold]{escape(what)}[/]:", soft_wrap=True)
        self._console.print()
        text = _ADDRESS.sub("", text)
        for server, name in (
            (self.stage.github.server_url, "https://github.example"),
            (self.stage.hackmd.server_url, "https://hackmd.example"),
        ):
            text = text.replace(server, name)
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        if not text.endswith("\n"):
            self._console.print()

    def _print_people(self, login: str, does: str, where: str, text: str) -> None:
        self.stage.github.clock.advance(self.pause)
        first, *rest = text.strip().splitlines()
        more = f" (+{len(rest)} lines)" if rest else ""
        self._print(
            f"[magenta]{escape(login)}[/] {does} {escape(where)}:"
            f" {escape(first)}[dim]{more}[/]"
        )

    def _print(self, markup: str) -> None:
        print_line(self._console, self.stage.github, markup)


def print_line(console: Console, github: Playground, markup: str) -> None:
    """Print what happens now, with the playground's time."""
    now = github.clock.now()
    console.print(
        f"[dim]{now:%a %d %b %H:%M}[/]  {markup}", highlight=False, soft_wrap=True
    )
