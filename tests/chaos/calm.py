"""The story as it goes when nothing goes wrong: what chaos is compared with."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.playground import Clock, Playground
from bot.process import Bot
from bot.settings import load_settings
from tests.chaos.picture import Picture
from tests.chaos.places import BEGIN, END
from tests.chaos.told import Script, Telling
from tests.stories.team import judge

SECRET = "compass-and-chaos"


@dataclass(frozen=True)
class Calm:
    """How it ends, and what it took."""

    picture: Picture
    requests: int
    writes: int


def environ(github: Playground, folder: Path) -> dict[str, str]:
    app = github.app
    return {
        "APP_ID": str(app.id),
        "PRIVATE_KEY": app.private_key_pem,
        "WEBHOOK_SECRET": app.webhook_secret,
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": github.server_url,
        "DATA_DIR": str(folder / "data"),
        "PORT": "0",
        "LOG_LEVEL": "warning",
        "LOG_FORMAT": "json",
    }


class OneBot:
    """A bot in this process that hears of everything at once, and only once."""

    def __init__(self, github: Playground, bot: Bot) -> None:
        self.github = github
        self.bot = bot

    def begin(self, moment: int) -> None:
        """Nothing depends on it."""

    async def hear(self) -> None:
        await self.settle()

    async def settle(self) -> None:
        for _ in range(100):
            await self.bot.run_idle()
            if self.github.pending:
                attempts = await self.github.deliver()
                assert {attempt.status_code for attempt in attempts} == {202}
                continue
            counts = await self.bot.todo.counts()
            if not counts.waiting or counts.next_due is None:
                return
            self.github.clock.set(max(counts.next_due, self.github.clock.now()))
        raise AssertionError("it never settles")

    async def look(self, until: datetime = END) -> None:
        assert not (await self.bot.sweep()).failures


async def play_calmly(told: Script, folder: Path) -> Calm:
    async with Playground(clock=Clock(BEGIN), webhook_secret=SECRET) as github:
        telling = Telling(told, github)
        settings = load_settings(
            environ(github, folder) | {"WRITE_INTERVAL": "0"}, directory=folder
        )
        bot = Bot(settings, clock=github.clock.now)
        await bot.start(work=False)
        github.deliver_to(bot.url + settings.webhook_path)
        try:
            bots = OneBot(github, bot)
            await bots.look()
            await telling.play(bots)
            await bots.look()
            await bots.settle()
            assert telling.witness.twice == []
            assert await bot.todo.failed() == ()
            picture = Picture(github)
        finally:
            await bot.stop()
        judge(github)
        return Calm(picture, len(github.requests), len(github.requests.writes))
