"""What each account's installation has: repositories, and requests left."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from bot.doctor.addresses import Pages
from bot.doctor.facts import Installed, Window
from bot.doctor.finding import Finding
from bot.doctor.spoken import clock_time, counted, listed, span

INSTALLATIONS, RATE = "installations", "rate"

MOST_LINES = 10
"""So many installations have a line each; of more, those with the least left do."""

_SCARCE = 0.1


def judge_installed(
    installations: Sequence[Installed], repositories: Mapping[int, int], pages: Pages
) -> Finding:
    """Where the App is installed; `repositories` counts those of each, where known."""
    if not installations:
        cure = f"install it: {pages.install}"
        return Finding(INSTALLATIONS, True, "the App is installed nowhere", cure)
    names = [
        f"{one.account} ({counted(repositories[one.id], 'repository', 'repositories')})"
        if one.id in repositories
        else one.account
        for one in installations
    ]
    says = f"{len(installations):,}: {listed(names)}" if len(names) > 1 else names[0]
    return Finding(INSTALLATIONS, True, says)


def judge_rates(
    rates: Sequence[tuple[str, Sequence[Window]]], *, now: datetime, zone: tzinfo
) -> tuple[Finding, ...]:
    """What is left of GitHub's limits to each account's installation."""
    judged = [_judge_rate(account, windows, now, zone) for account, windows in rates]
    if len(judged) <= MOST_LINES:
        return tuple(judged)
    bad = [one for one in judged if one.word != "ok"]
    rest = len(judged) - len(bad)
    well = Finding(RATE, True, f"{rest:,} installations have enough left")
    return (*bad, well) if rest else tuple(bad)


def _judge_rate(
    account: str, windows: Sequence[Window], now: datetime, zone: tzinfo
) -> Finding:
    if not windows:
        return Finding(RATE, True, f"{account}: there are no limits on this server")
    left = ", ".join(
        f"{one.resource} {one.remaining:,} of {one.limit:,}" for one in windows
    )
    scarce = [one for one in windows if one.remaining <= one.limit * _SCARCE]
    used_up = [one for one in scarce if not one.remaining]
    if not scarce:
        first = windows[0]
        again = f"anew at {clock_time(first.reset, zone)}, in {span(first.reset - now)}"
        return Finding(RATE, True, f"{account}: {left}; {first.resource} {again}")
    last = max(used_up or scarce, key=lambda one: one.reset)
    until = f"{clock_time(last.reset, zone)}, in {span(last.reset - now)}"
    if used_up:
        cure = f"wait until {until}: the bot does so by itself"
        return Finding(RATE, False, f"{account}: used up: {left}", cure)
    cure = (
        f"nothing, if it is so once: it is whole again at {until}. Otherwise look in"
        " compass_github_requests_total at what is asked for so often"
    )
    return Finding(RATE, True, f"{account}: little is left: {left}", cure)
