"""`compass-bot replay`: one delivery is asked for once more."""

import re
from typing import TYPE_CHECKING

import click

from bot.environment import begin_logs, read_settings
from bot.terminal import Failure, print_text, progress

if TYPE_CHECKING:
    from bot.settings import Settings

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Guid(click.ParamType[str]):
    """What GitHub calls a delivery by."""

    name = "GUID"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The GUID as it was given."""
        if not _GUID.fullmatch(str(value)):
            self.fail(
                f"{value!r} is no GUID: give one such as"
                " 0b989ba4-242f-11e5-81e1-c7b6966d2516, as GitHub has it on the App's"
                " page, under Advanced",
                param,
                ctx,
            )
        return str(value)


@click.command()
@click.argument("guid", type=Guid())
def replay(guid: str) -> None:
    """Ask GitHub to deliver again.

    GUID is that of a delivery on the App's page on GitHub, under Advanced, where it can
    also be seen what comes of it. GitHub keeps deliveries for 3 days, GitHub Enterprise
    Server for 7. Ends with 1 if GitHub cannot do it.
    """
    settings = read_settings()

    import asyncio

    from bot.core.errors import Gone, Refused, RetryLater
    from bot.tick import in_words

    with progress("Looking for the delivery"):
        begin_logs(settings)
        try:
            done = asyncio.run(_replay(settings, guid))
        except (Gone, Refused) as error:
            raise Failure(f"GitHub does not deliver {guid} again: {error}") from None
        except RetryLater as error:
            when = f"in {in_words(error.after)}" if error.after else "later"
            raise Failure(f"{error}: try again {when}") from None
    print_text(done)


async def _replay(settings: "Settings", guid: str) -> str:
    """What was done, in words; `Gone` where GitHub has no such delivery any more."""
    from bot.app import FEATURES
    from bot.core.errors import Gone
    from bot.github.app import App
    from bot.outside import app_arguments
    from bot.web.payload import parse_logged

    app = App(**app_arguments(settings, FEATURES))
    try:
        deliveries = app.deliveries()
        attempt = await deliveries.find(guid, pages=_PAGES)
        if attempt is None:
            raise Gone(
                "there is no such delivery in its log of the last days; is it one of"
                " this App's?"
            )
        facts = parse_logged(await deliveries.read(attempt.id))
        await deliveries.redeliver(attempt.id)
    finally:
        await app.close()
    named = facts["repository"] if facts else ""
    numbered = f"repository {attempt.repository}" if attempt.repository else ""
    where = f"{named} ({numbered})" if named and numbered else named or numbered
    before = f"{attempt.status_code} ({attempt.status})".removeprefix("0 ")
    return (
        f"GitHub was asked to deliver {attempt.name}{' of ' if where else ''}{where}"
        f" again; at {attempt.delivered_at:%Y-%m-%d %H:%M:%S} UTC it was answered with"
        f" {before}."
    )


_PAGES = 100
"""Of 100 attempts each, of all and of those that failed."""
