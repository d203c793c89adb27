"""What is asked by whoever asks GitHub for one project after the other, by REST alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp

from bench.github import SECRET
from bench.organisations import BEFORE, HUB
from bench.report import Figure
from bot.playground import Clock, Playground
from tests.playground import hub

_HEADERS = {"User-Agent": "plain", "Accept": "application/vnd.github+json"}
_PAGE = {"per_page": "100"}


async def measure_plain_way(today: datetime, *, instead_of: int) -> list[Figure]:
    """The same 27 projects, really asked; `instead_of` so many requests of ours.

    This tool is told which tag is the last and which branch to compare with. It remembers
    nothing: the next day it asks for all of it again.
    """
    async with Playground(clock=Clock(today - BEFORE), webhook_secret=SECRET) as github:
        github.limits.limits["anonymous"] = 10**6
        HUB.build(github, today)
        async with aiohttp.ClientSession(headers=_HEADERS) as session:
            commits = await _compare(github, session)
            of_projects = len(github.requests)
            for path in commits:
                await _read(session, f"{github.url}{path}/pulls")
        assert not github.unknown, github.unknown
        assert all(request.status == 200 for request in github.requests)
        of_all = len(github.requests)
    return [
        Figure(
            "the plain way, `GET /tags` and `GET /compare` of each: requests, each time",
            [of_projects],
        ),
        Figure(
            "… and `GET /commits/…/pulls` for titles, labels and authors: requests",
            [of_all],
        ),
        Figure("… plain : the pulse from nothing", [of_all / instead_of], "×", 0),
    ]


async def _compare(github: Playground, session: aiohttp.ClientSession) -> list[str]:
    """The commits that came since the last releases, by their paths."""
    found = []
    for name, expected in hub.EXPECTED.items():
        repository = github.repository(f"{hub.OWNER}/{name}")
        path = f"/repos/{repository.full_name}"
        pages = await _read(session, f"{github.url}{path}/tags")
        named = {tag["name"] for page in pages for tag in page}
        last = next((t for t in (expected.last, f"v{expected.last}") if t in named), "")
        if last:
            ends = f"{last}...{repository.default_branch}"
            pages = await _read(session, f"{github.url}{path}/compare/{ends}")
            commits = [commit for page in pages for commit in page["commits"]]
            found += [f"{path}/commits/{commit['sha']}" for commit in commits]
    return found


async def _read(session: aiohttp.ClientSession, url: str) -> list[Any]:
    """All pages."""
    pages = []
    query: Mapping[str, str] = _PAGE
    while url:
        async with session.get(url, params=query) as answer:
            pages.append(await answer.json())
            following = answer.links.get("next")
            url, query = str(following["url"]) if following else "", {}
    return pages
