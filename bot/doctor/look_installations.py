"""Every installation looked at: what it grants, has left, and is asked for there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.app import events, sections
from bot.core.configuration import Configuration
from bot.core.errors import Gone, Refused, RetryLater
from bot.doctor.addresses import Pages
from bot.doctor.ask_github import RATES, read_installations, read_rates, try_graphql
from bot.doctor.asking import Asking
from bot.doctor.facts import Installed, RepositoryFacts, Window
from bot.doctor.finding import Finding, not_checked
from bot.doctor.judge_configuration import CONFIGURATION, judge_configurations
from bot.doctor.judge_installations import RATE, judge_installed, judge_rates
from bot.doctor.judge_reach import GRAPHQL, judge_silence
from bot.doctor.judge_rights import judge_grants
from bot.doctor.look_elsewhere import FORUM, look_at_forums
from bot.doctor.look_repositories import look_at_repositories
from bot.doctor.safely import prevented, safely
from bot.doctor.troubles import trouble_of
from bot.github.overview import Overview

AT_ONCE = 8
"""Installations that are looked at at the same time."""

REST = (RATE, GRAPHQL, CONFIGURATION)
"""What can be looked at only as an installation."""

_Repositories = dict[int, tuple[RepositoryFacts, ...]]


async def look_at_installations(asking: Asking, pages: Pages) -> tuple[Finding, ...]:
    """What there is to say of all of them; raises where GitHub does not list them."""
    listed = await asking.asked(read_installations(asking.app))
    needs = {one.name: one.permissions for one in asking.features}
    grants = judge_grants(listed, pages.app, needs, events(asking.features))
    used = [one for one in listed if not one.suspended]
    if not used:
        why = "there is no installation to ask as"
        return (
            judge_installed(listed, {}, pages),
            *grants,
            *(not_checked(check, why) for check in REST),
        )
    rates, reached, failed = await _rates(asking, used)
    windows = [(one.account, rates[one.id]) for one in reached if one.id in rates]
    graphql = await _graphql(asking, reached)
    seen: _Repositories = {}
    configured: tuple[Finding, ...] = (
        not_checked(CONFIGURATION, f"{GRAPHQL} has to answer first"),
    )
    if graphql.ok:
        configured = await _configurations(asking, reached, seen)
    counts = {number: len(facts) for number, facts in seen.items()}
    return (
        judge_installed(listed, counts, pages),
        *grants,
        *failed,
        *judge_rates(windows, now=asking.app.clock(), zone=asking.zone),
        graphql,
        *configured,
    )


async def _rates(
    asking: Asking, used: Sequence[Installed]
) -> tuple[dict[int, tuple[Window, ...]], Sequence[Installed], tuple[Finding, ...]]:
    """What is left to each installation, which can be asked, and what is wrong there."""
    asking.told("Asking what is left of the limits")
    rates: dict[int, tuple[Window, ...]] = {}
    unasked: set[int] = set()

    async def ask(one: Installed) -> tuple[Finding, ...]:
        github = asking.app.installation(one.id)
        try:
            rates[one.id] = await asking.asked(read_rates(github))
        except (Gone, Refused, RetryLater, TimeoutError) as error:
            if RATES in str(error):
                bad = prevented(RATE, error)
                return (replace(bad, says=f"{one.account}: {bad.says}"),)
            unasked.add(one.id)  # it has no token
            raise
        return ()

    failed = await _each(used, "installation", ask)
    return rates, [one for one in used if one.id not in unasked], failed


async def _graphql(asking: Asking, reached: Sequence[Installed]) -> Finding:
    """Whether GraphQL answers to one of them."""
    url = asking.settings.graphql_url
    if not reached:
        return not_checked(GRAPHQL, "there is no installation to ask as")
    try:
        await asking.asked(try_graphql(asking.app.installation(reached[0].id)))
    except (Gone, Refused, RetryLater, TimeoutError) as error:
        return judge_silence(
            GRAPHQL,
            trouble_of(error),
            url=url,
            variable="GITHUB_GRAPHQL_URL",
            server_url=asking.settings.server_url,
        )
    return Finding(GRAPHQL, True, f"{url} answers")


async def _configurations(
    asking: Asking, reached: Sequence[Installed], seen: _Repositories
) -> tuple[Finding, ...]:
    """What is configured where; `seen` has each installation's repositories then."""
    overview = Overview(sections(asking.features), asking.now)
    in_force: list[Configuration] = []

    async def look(one: Installed) -> tuple[Finding, ...]:
        github = asking.app.installation(one.id)
        seen[one.id], found = await look_at_repositories(github, overview)
        in_force.extend(found)
        told = f"{len(seen):,} of {len(reached):,} installations"
        asking.told(f"Reading configurations: {told}")
        return ()

    asking.told("Reading configurations")
    failed = await _each(reached, CONFIGURATION, look)
    every = [facts for one in reached for facts in seen.get(one.id, ())]
    judged = judge_configurations(every, asking.settings.server_url) if seen else ()
    forums = partial(look_at_forums, asking.settings, in_force, asking.now)
    return (*failed, *judged, *await safely(FORUM, forums))


async def _each(
    installations: Sequence[Installed],
    check: str,
    look: Callable[[Installed], Awaitable[Iterable[Finding]]],
) -> tuple[Finding, ...]:
    """What is found at each of them, a few at the same time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one_by_one(one: Installed) -> tuple[Finding, ...]:
        async with gate:
            return await safely(f"{check} {one.account}", partial(look, one))

    found = await asyncio.gather(*map(one_by_one, installations))
    return tuple(finding for findings in found for finding in findings)
