"""A bot and its GitHub as the doctor finds them: well, until something is changed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.doctor.examination import examine
from bot.doctor.finding import Finding
from bot.playground import Playground
from bot.process import Bot
from bot.rounds import SWEEP
from bot.settings import Settings
from bot.todo.job import SWEPT, Todo, Wake
from tests.settings import settings_for

FILE = ".github/team-compass.yml"
CONFIGURATION = """\
meetings:
  team:
    when: third thursday
    time: "17:00"
    labels: [meeting]
agenda:
  label: agenda
"""
PUBLIC = "https://compass.example.org"
HOOK = f"{PUBLIC}/api/github/webhooks"


class Lines(tuple[Finding, ...]):
    """What the doctor says."""

    __slots__ = ()

    def of(self, check: str) -> list[Finding]:
        return [finding for finding in self if finding.check == check]

    def one(self, check: str) -> Finding:
        (finding,) = self.of(check)
        return finding

    @property
    def bad(self) -> list[str]:
        return [str(finding) for finding in self if finding.ok is False]

    @property
    def warned(self) -> list[str]:
        return [str(finding) for finding in self if finding.word == "warning"]

    def warned_of(self, check: str) -> list[Finding]:
        return [finding for finding in self.of(check) if finding.word == "warning"]

    @property
    def not_checked(self) -> set[str]:
        return {finding.check for finding in self if finding.ok is None}

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class Patient:
    """One whose settings may be changed for an examination."""

    def __init__(self, github: Playground, folder: Path) -> None:
        self.github = github
        self.settings = replace(settings_for(github, folder), public_url=PUBLIC)
        self.repo = github.add_repository("jupyterhub/team-compass")
        for name in ("meeting", "agenda"):
            self.repo.label(name)
        self.repo.commit(FILE, CONFIGURATION)
        github.deliver_to(HOOK)
        github.pending.clear()

    @asynccontextmanager
    async def running(self, **changes: Any) -> AsyncIterator[Bot]:
        """The bot, to which GitHub delivers while this lasts."""
        settings: Settings = replace(self.settings, **changes)
        bot = Bot(settings, clock=self.github.clock.now)
        await bot.start(work=False)
        await go_round(bot.todo, self)
        self.github.deliver_to(bot.url + settings.webhook_path)
        try:
            yield bot
        finally:
            await bot.stop()
            self.github.deliver_to(HOOK)

    async def hear(self) -> None:
        """Something happens on GitHub, and is delivered once."""
        self.repo.open_issue("Hello", by="ada")
        await self.github.deliver()

    async def examine(
        self,
        *,
        now: Callable[[], datetime] | None = None,
        patience: timedelta = timedelta(seconds=20),
        files: tuple[Path, ...] = (),
        **changes: Any,
    ) -> Lines:
        settings: Settings = replace(self.settings, **changes)
        return Lines(
            await examine(
                settings,
                now=now or self.github.clock.now,
                zone=UTC,
                files=files,
                patience=patience,
            )
        )


async def go_round(todo: Todo, patient: Patient) -> None:
    """Everything was looked at just now, and will be again."""
    now = patient.github.clock.now()
    await todo.remember(SWEPT, now.isoformat())
    await todo.add([Wake(SWEEP, 0, due=now + timedelta(hours=1), news=False)])


def told(lines: Lines, check: str, *words: str) -> None:
    """That check alone is not ok, in these words, and names a cure."""
    assert {line.check for line in lines if line.ok is False} == {check}, str(lines)
    (finding,) = lines.of(check)
    assert finding.cure
    for word in words:
        assert word in str(finding), str(finding)
