"""Whatever goes wrong while something is looked at becomes a line, too."""

from collections.abc import Awaitable, Callable, Iterable

from bot.core.errors import Gone, Refused, RetryLater
from bot.doctor.finding import Finding
from bot.doctor.spoken import span

Look = Callable[[], Awaitable[Iterable[Finding]]]


async def safely(check: str, look: Look) -> tuple[Finding, ...]:
    """What the look finds, or why it finds nothing; nothing is raised."""
    try:
        return tuple(await look())
    except (Gone, Refused, RetryLater, TimeoutError) as error:
        return (prevented(check, error),)
    except Exception as error:  # noqa: BLE001 - the other lines are to be told all the same
        says = f"could not be looked at ({type(error).__name__}: {error})"
        cure = "this is a mistake in compass-bot: please tell its maintainers this line"
        return (Finding(check, False, says, cure),)


def prevented(check: str, error: Exception) -> Finding:
    """What somebody else's server had against it."""
    match error:
        case RetryLater(patience=True):
            after = f" in {span(error.after)}" if error.after else ""
            return Finding(check, False, f"{error}", f"run this again{after}")
        case RetryLater() | TimeoutError():
            says = str(error) or "no answer in time"
            cure = "run this again; if it stays so, find out why that is not answered"
            return Finding(check, False, says, cure)
        case Gone():
            cure = "run this again: it has gone just now, or was renamed"
            return Finding(check, False, str(error), cure)
        case _:
            cure = "mend what it names, and run this again"
            return Finding(check, False, str(error), cure)
