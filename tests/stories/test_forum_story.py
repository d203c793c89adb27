"""The forum that a reply leads to: asked for similar topics, and never relied on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.draft import Draft, open_link
from bot.playground import Clock
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.faults import Fault
from bot.playground.render import Place, render_markdown
from bot.playground.threads import Issue
from tests.stories.asked import TITLE, ask, asked, link, look, reply, told
from tests.stories.team import FILE, Team

SECTION = "support:\n  forum: {forum}\n  category: jupyterhub\n  detect: 'off'\n"
SIMILAR = "Perhaps one of these topics"
FOUND = "Add users to a hub"
HTML = {"Content-Type": "text/html"}
FAULTS = {
    "disconnected": Fault(reset=True, times=2),
    "it answered 502": Fault(status=502, body="<h1>Bad gateway</h1>", headers=HTML),
    "text/html instead": Fault(status=200, body="<h1>Maintenance</h1>", headers=HTML),
    "limit is reached": Fault(status=429, body="{}", headers={"Retry-After": "60"}),
    "it answered 404": Fault(status=404, body="{}"),
}
"""By what the operator is told of each."""


@pytest.fixture
async def forum(clock: Clock) -> AsyncIterator[PlaygroundDiscourse]:
    async with PlaygroundDiscourse(clock=clock) as server:
        yield server


@pytest.fixture
async def people(
    forum: PlaygroundDiscourse,
    clock: Clock,
    tmp_path: Path,
    logs: list[dict[str, object]],
) -> AsyncIterator[Team]:
    section = SECTION.format(forum=forum.url)
    async with asked(clock, tmp_path, section) as team:
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def hand_over(people: Team, **how: str) -> Issue:
    """Somebody opens an issue that its form calls a support question."""
    issue = ask(people, labels=("support",), **how)
    await look(people)
    assert (told(issue), issue.state) == ("closed", "closed")
    return issue


def complaints(logs: list[dict[str, object]]) -> list[object]:
    """What the operator is told of the forum."""
    return [one["why"] for one in logs if one["event"] == "no similar topics"]


def as_page(people: Team, issue: Issue) -> str:
    """The reply as people see it, where every mention and reference would be one."""
    place = Place(
        server_url=people.github.server_url,
        repository=people.repo.full_name,
        known=lambda _login: True,
        exists=lambda _repository, _number: True,
    )
    return render_markdown(reply(issue).body, place)


async def test_similar_topics_are_shown_as_text_of_strangers(people, forum):
    forum.topics.create("Add users to a pub")
    good = forum.topics.create(FOUND)
    bad = forum.topics.create("Add hub users @minrk #1 [x](https://evil.org) <!-- -->")
    issue = await hand_over(people)
    (request,) = forum.requests
    assert request.query == {"q": "add users hub"}
    page = as_page(people, issue)
    for topic in (good, bad):
        assert f'href="{forum.url}/t/{topic.slug}/{topic.id}"' in page
    assert page.count("<li>") == 2
    assert page.count("<a ") == 2 + 2  # the forum and the way to ask there; the topics
    assert "&lt;!-- --&gt;</a>" in page
    assert 'class="mention"' not in page
    assert 'class="reference"' not in page


async def test_whatever_the_forum_answers_the_reply_is_made(people, forum, logs, clock):
    forum.topics.create(FOUND)
    for why, fault in FAULTS.items():
        forum.faults.add(fault)
        assert SIMILAR not in reply(await hand_over(people)).body
        assert len(complaints(logs)) == 1, why
        assert why in str(complaints(logs)[0])
        logs.clear()
        clock.advance(timedelta(minutes=11))
    assert SIMILAR in reply(await hand_over(people)).body
    assert complaints(logs) == []


async def test_a_forum_that_does_not_answer_is_not_waited_for(people, forum, logs):
    never = asyncio.Event()
    forum.faults.add(Fault(until=never))
    async with asyncio.timeout(15):  # it is given three seconds
        assert SIMILAR not in reply(await hand_over(people)).body
    assert complaints(logs) == ["no answer in time"]
    never.set()


async def test_a_long_report_arrives_with_its_beginning_and_its_address(people, forum):
    words = " ".join(
        f"Line {n} of the log says that all is *well*." for n in range(800)
    )
    issue = await hand_over(people, body=f"It began on Monday.\n\n{words}")
    assert len(issue.body) > 30_000
    draft = await open_link(issue)
    assert forum.opened == [link(issue)]
    assert (draft.title, draft.category) == (TITLE, "JupyterHub")
    assert "It began on Monday.\n\nLine 0 of the log" in draft.body
    assert f"{people.repo.full_name}/issues/{issue.number}" in draft.body
    assert "cannot carry all of it" in reply(issue).body


async def test_a_category_that_is_not_there_keeps_nobody_from_a_reply(people, forum):
    section = SECTION.format(forum=forum.url).replace("category: jup", "category: pup")
    people.repo.commit(FILE, section)
    await people.settle()
    issue = await hand_over(people)
    assert await open_link(issue) == Draft("", "", "")  # it says that there is no such


async def test_the_forum_hears_nothing_of_a_private_repository(people, forum):
    forum.topics.create(FOUND)
    people.repo.private = True
    text = reply(await hand_over(people)).body
    assert list(forum.requests) == []
    assert "**This repository is private, and the forum is public**" in text


async def test_who_wants_no_similar_topics_tells_the_forum_nothing(people, forum):
    forum.topics.create(FOUND)
    section = SECTION.format(forum=forum.url)
    people.repo.commit(FILE, f"{section}  similar: false\n")
    await people.settle()
    assert SIMILAR not in reply(await hand_over(people)).body
    assert list(forum.requests) == []
