"""The demo by itself: plays a quarter, says what happens, and checks every step."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape

from bot.app import FEATURES
from bot.core.actions import Action
from bot.demo.play import CutShort, Play, print_line
from bot.demo.quarter import play_quarter
from bot.demo.stage import PREFIX, staged
from bot.demo.words import describe_action
from bot.feature import Feature
from bot.logs import configure_logs
from bot.playground import Clock, Playground

NEW_YEAR = datetime(2021, 1, 4, 8, tzinfo=UTC)
"""The first Monday of the quarter."""


async def play_on_terminal() -> bool:
    """Play the quarter for whoever looks at standard output; False if a step failed."""
    configure_logs(level="error", form="pretty")
    return await play(Console())


async def play(console: Console, *, features: Sequence[Feature] = FEATURES) -> bool:
    """Play the quarter; True if every step had its effect."""
    github = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX)

    def tell(action: Action) -> None:
        words = describe_action(github, action)
        print_line(console, github, f"[cyan]bot[/] {escape(words)}")

    async with staged(github, tell, features=features, work=False) as stage:
        played = Play(stage, console)
        try:
            await play_quarter(played)
        except CutShort as reason:
            played.fail(f"the play goes on, but {reason}")
        if unknown := github.unknown + stage.hackmd.unknown:
            played.fail(f"the bot knows GitHub and HackMD, but asked for {unknown}")
    failed = f"{played.failed} had not" if played.failed else "all had their effect"
    console.print(f"\n{played.steps} steps, {failed}.", highlight=False)
    return not played.failed
