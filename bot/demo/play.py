"""The play without its words: people speak, the bot answers, every step is checked."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.demo.board import Board, read_board
from bot.demo.stage import Stage
from bot.playground import Playground
from bot.playground.threads import Comment, Issue


class CutShort(Exception):
    """The play cannot go on: what the next scene needs is not there."""


class Play:
    """The stage as the quarter's three acts use it: people speak, the bot answers.

    `pause` passes before anybody comments, edits or deletes.
    """

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.failed = 0
        self.steps = 0
        self.pause = timedelta(hours=3)
        self._console = console

    @property
    def issues(self) -> Sequence[Issue]:
        """All issues, oldest first."""
        return self.stage.repository.issues

    def issue(self, number: int) -> Issue:
        """The issue of that number, which the bot should have opened by now."""
        if number > len(self.issues):
            raise CutShort(f"there is no issue #{number}")
        return self.issues[number - 1]

    def act(self, title: str) -> None:
        """Begin another part."""
        self._console.print()
        self._console.rule(escape(title), align="left")

    def says(self, issue: Issue, login: str, text: str) -> Comment:
        """Somebody comments."""
        self._print_people(login, "comments on", issue, text)
        return issue.comment(text, by=login)

    def edits(self, comment: Comment, text: str, by: str | None = None) -> None:
        """Somebody edits a comment: its author, if nobody else is named."""
        self._print_people(
            by or comment.user.login, "edits a comment on", comment.issue, text
        )
        comment.edit(text, by=by)

    def deletes(self, comment: Comment) -> None:
        """The author deletes a comment."""
        self._print_people(
            comment.user.login, "deletes a comment on", comment.issue, comment.body
        )
        comment.delete()

    def meet(self, time: datetime) -> None:
        """The meeting begins: from now on things happen within minutes."""
        self.stage.github.clock.set(time)
        self.pause = timedelta(minutes=1)

    async def time_comes(self, time: datetime, what: str) -> None:
        """The clock is moved, and the bot sweeps as it does every hour."""
        self.stage.github.clock.set(time)
        self.pause = timedelta(hours=3)
        self._print(f"[bold]{what}: the bot sweeps[/]")
        await self.sweep()

    async def sweep(self) -> int:
        """One sweep; returns how many writes it led to."""
        before = len(self.stage.github.requests.writes)
        await self.stage.bot.sweep()
        await self.stage.settle()
        return len(self.stage.github.requests.writes) - before

    async def expect(
        self, what: str, check: Callable[[], object], **deliver: Any
    ) -> None:
        """Let GitHub tell the bot and the bot do its work; then it must be so.

        `deliver` says what goes wrong on the way: see `Playground.deliver`.
        """
        await self.stage.settle(**deliver)
        self.steps += 1
        if check():
            self._console.print(f"      [green]✓[/] {escape(what)}")
        else:
            self.fail(what)

    def fail(self, what: str) -> None:
        """Say that this was expected, and is not so."""
        self.failed += 1
        self._console.print(f"      [bold red]✗ expected: {escape(what)}[/]")

    def board(self, issue: Issue) -> Board:
        """The issue's agenda as it is now."""
        return read_board(issue)

    def show(self, issue: Issue) -> None:
        """Print the agenda as Markdown."""
        self._console.print()
        self._console.print(f"[bold]{escape(issue.title)}[/], the agenda:")
        self._console.print()
        text = self.board(issue).text
        text = text.replace(self.stage.github.server_url, "https://github.example")
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _print_people(self, login: str, does: str, issue: Issue, text: str) -> None:
        self.stage.github.clock.advance(self.pause)
        first, *rest = text.strip().splitlines()
        more = f" (+{len(rest)} lines)" if rest else ""
        self._print(
            f"[magenta]{escape(login)}[/] {does} #{issue.number}:"
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
