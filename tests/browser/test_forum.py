"""The stand-in forum in a browser: the link opens, and nothing keeps anybody out."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from bot.core.forum_link import forum_link
from bot.playground import Clock
from bot.playground.discourse import PlaygroundDiscourse
from tests.browser.conftest import WIDE
from tests.browser.test_axe import NARROW, needs_axe, violations

TRIED = "I restarted it twice, which did not help."


@pytest.fixture
def forum() -> Iterator[PlaygroundDiscourse]:
    """One that runs in a thread: Playwright has the event loop of this one."""
    server = PlaygroundDiscourse(clock=Clock(datetime(2021, 3, 4, 12, tzinfo=UTC)))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    yield server
    ended = server.__aexit__(None, None, None)
    asyncio.run_coroutine_threadsafe(ended, loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@needs_axe
@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("light", WIDE), ("dark", NARROW)],
    ids=["by day", "on a phone at night"],
)
def test_a_newcomer_asks_by_the_link(chromium, forum, scheme, viewport):
    link = forum_link(
        forum.url,
        title="Why does my hub not start?",
        body="It **hangs**, see https://hub.example.org.\n\n```\na log\n```",
        category="jupyterhub/tljh",
        tags=("k8s",),
        address="https://github.com/jupyterhub/jupyterhub/issues/5",
    )
    how = {"color_scheme": scheme, "viewport": viewport, "reduced_motion": "reduce"}
    with chromium.new_context(**how) as context:
        page = context.new_page()
        page.goto(link.url)
        assert violations(page) == []
        expect(page.get_by_label("Category")).to_have_value("16")
        text = page.get_by_label("Your question")
        asked = text.input_value()
        placeholder = asked.split("\n\n")[1]
        text.fill(asked.replace(placeholder, TRIED))
        page.get_by_role("button", name="Create topic").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Why does my hub not start?"
        )
        expect(page.locator("article")).to_contain_text(TRIED)
        assert violations(page) == []
        for path in ("/", "/new-topic?title=Help"):
            page.goto(f"{forum.url}{path}")
            assert violations(page) == []
    (topic,) = forum.topics
    assert (topic.category.slug, topic.tags) == ("tljh", ("k8s",))
