"""The stand-in Discourse: its search, and the editor that a link opens."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote

import aiohttp
import pytest
from hypothesis import given, settings

from bot.core.forum_link import forum_link
from bot.playground import Clock
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.discourse_rules import count, wrong_with_body, wrong_with_title
from bot.playground.faults import Fault
from tests.core.forum_links import fields, made
from tests.core.test_forum_link import hostile

TITLE = "How do I start a hub here?"
BODY = "I would like to know how a hub is started."
ADDRESS = "https://github.com/jupyterhub/jupyterhub/issues/5"


@pytest.fixture
async def forum(clock: Clock) -> AsyncIterator[PlaygroundDiscourse]:
    async with PlaygroundDiscourse(clock=clock) as server:
        yield server


@pytest.fixture
async def visitor(forum) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Origin": forum.url}
    async with aiohttp.ClientSession(forum.url, headers=headers) as session:
        yield session


async def opened(visitor, url: str) -> tuple[int, str]:
    from yarl import URL

    async with visitor.get(URL(url, encoded=True)) as response:
        return response.status, await response.text()


def link(title: str = TITLE, body: str = BODY, **more: str) -> str:
    parts = {"title": title, "body": body, **more}
    return "/new-topic?" + "&".join(
        f"{k}={quote(v, safe='')}" for k, v in parts.items()
    )


class TestSearch:
    async def ask(self, visitor, query: str) -> tuple[int, dict]:
        async with visitor.get("/search.json", params={"q": query}) as response:
            return response.status, await response.json()

    async def test_topics_with_all_the_words_are_found(self, forum, visitor):
        old = forum.topics.create("Spawner is slow")
        new = forum.topics.create("Why is my spawner slow?")
        forum.topics.create("Something else")
        forum.topics.create("A slow spawner").archetype = "private_message"
        status, found = await self.ask(visitor, "slow spawner")
        assert status == 200
        assert [post["topic_id"] for post in found["posts"]] == [new.id, old.id]
        assert [topic["id"] for topic in found["topics"]] == [old.id, new.id]
        assert found["grouped_search_result"]["term"] == "slow spawner"

    @pytest.mark.parametrize(
        "query", ["#support slow", "@tim slow", "in:title slow", '"slow"']
    )
    async def test_its_operators_are_no_words(self, forum, visitor, query):
        forum.topics.create("Spawner is slow support tim in title")
        _, found = await self.ask(visitor, query)
        assert found["posts"] == []

    async def test_a_short_term_is_refused(self, visitor):
        assert (await self.ask(visitor, "a"))[0] == 400

    async def test_it_may_be_asked_twice_a_second_and_fifteen_times_a_minute(
        self, visitor, clock
    ):
        statuses = [(await self.ask(visitor, "hub"))[0] for _ in range(3)]
        assert statuses == [200, 200, 429]
        for _ in range(13):
            clock.advance(timedelta(seconds=1))
            assert (await self.ask(visitor, "hub"))[0] == 200
        clock.advance(timedelta(seconds=1))
        async with visitor.get("/search.json", params={"q": "hub"}) as response:
            assert response.status == 429
            assert response.headers["Retry-After"] == "46"
            assert (await response.json())["error_type"] == "rate_limit"
        clock.advance(timedelta(seconds=46))
        assert (await self.ask(visitor, "hub"))[0] == 200

    async def test_it_goes_wrong_as_it_is_told(self, forum, visitor):
        html = Fault(
            status=502, body="<h1>Down</h1>", headers={"Content-Type": "text/html"}
        )
        forum.faults += [html, Fault(reset=True, times=2)]
        async with visitor.get("/search.json?q=hub") as response:
            assert (response.status, response.content_type) == (502, "text/html")
        with pytest.raises(aiohttp.ClientError):
            await visitor.get("/search.json?q=hub")
        assert [request.status for request in forum.requests] == [502, 0, 0]


class TestEditor:
    async def test_a_link_fills_it(self, forum, visitor):
        url = link(category="jupyterhub/tljh", tags="k8s,oauth")
        status, page = await opened(visitor, url)
        assert status == 200
        assert f'value="{TITLE}"' in page
        assert f'<textarea id="body" name="body" rows="20" required>\n{BODY}<' in page
        assert '<option value="16" selected>The Littlest JupyterHub<' in page
        assert 'value="k8s, oauth"' in page
        assert forum.opened == [f"{forum.url}{url}"]

    @pytest.mark.parametrize(
        ("asked", "number"),
        [
            ({"category": "jupyterhub"}, 10),
            ({"category": "General"}, 1),
            ({"category_id": "9"}, 9),
        ],
    )
    async def test_a_category_is_found_as_discourse_finds_it(
        self, visitor, asked, number
    ):
        _, page = await opened(visitor, link(**asked))
        assert f'<option value="{number}" selected>' in page

    @pytest.mark.parametrize(
        ("url", "status", "why"),
        [
            (link(body="x" * 9000), 414, "URI too long"),
            (link(body="é" * 600), 414, "the cookie would have"),
            (link(title="Help"), 422, "Title has 4 characters"),
            (link(title="x" * 20), 422, "Title seems unclear"),
            (link(title="About " + "abcdefghijk" * 3), 422, "over 30 characters"),
            (link(title="HOW DO I START A HUB"), 422, "all in capitals"),
            (link(title="How do I start it 😀😀"), 422, "more than one emoji"),
            (link(title="What is http://x.org now"), 422, "an address into a title"),
            (link(body="Short"), 422, "Body has 5 characters"),
            (link(body=BODY + " x.org y.org z.org"), 422, "2 links, here are 3"),
            (
                link(body=BODY + " ![](http://x.org/a) ![](http://x.org/b)"),
                422,
                "1 images",
            ),
            (link(body=BODY + " @a @b @c"), 422, "2 people mentioned, here are 3"),
            (link(tags="a,b,c,d,e,f"), 422, "6 tags"),
            (link(category="nowhere"), 404, "There is no such category"),
        ],
    )
    async def test_a_link_over_a_limit_is_refused(
        self, forum, visitor, url, status, why
    ):
        answered, page = await opened(visitor, url)
        assert answered == status
        assert why in page
        assert forum.opened == []

    @pytest.mark.parametrize(
        ("text", "links", "images", "mentions"),
        [
            ("https://x.org www.y.org z.org a@b.org #tag //c.org", 6, 0, 0),
            ("[a](/b) <a href='https://x.org'>c</a> [url]d[/url]", 3, 0, 0),
            ("![a](https://x.org/y) [img]z[/img]", 0, 2, 0),
            ("`https://x.org @tim` \\[url] a.b.py", 0, 0, 0),
            ("@tim and @min.rk", 0, 0, 2),
        ],
    )
    def test_what_it_counts(self, text, links, images, mentions):
        counted = count(text)
        assert len(counted.links) == links, counted
        assert len(counted.images) == images, counted
        assert len(counted.mentions) == mentions, counted


class TestPosting:
    def form(self, **more: str) -> dict[str, str]:
        given = {"title": TITLE, "body": BODY, "opened": "x", "category_id": "10"}
        return given | {"tags": "k8s, hub"} | more

    async def test_who_wrote_something_has_a_topic(self, forum, visitor):
        async with visitor.post("/posts", data=self.form()) as response:
            page = await response.text()
        (topic,) = forum.topics
        assert response.url.path == f"/t/how-do-i-start-a-hub-here/{topic.id}"
        assert (topic.tags, topic.category.slug) == (("k8s", "hub"), "jupyterhub")
        assert TITLE in page
        for path in ("/", "/c/jupyterhub/10", "/c/jupyterhub"):
            assert TITLE in (await opened(visitor, path))[1]
        assert TITLE not in (await opened(visitor, "/c/binder/help"))[1]

    async def test_who_posts_it_as_it_opened_is_silenced(self, forum, visitor):
        data = self.form(opened=BODY)
        async with visitor.post("/posts", data=data) as response:
            assert response.status == 403
            assert "within three seconds" in await response.text()
        assert len(forum.topics) == 0
        assert forum.topics.held_back == [TITLE]

    async def test_what_a_newcomer_may_not_post_stays_in_the_editor(
        self, forum, visitor
    ):
        data = self.form(title="Help")
        async with visitor.post("/posts", data=data) as response:
            assert response.status == 422
            page = await response.text()
        assert "Title has 4 characters" in page
        assert BODY in page
        assert len(forum.topics) == 0

    async def test_another_sites_form_is_refused(self, visitor):
        headers = {"Origin": "https://example.org"}
        async with visitor.post(
            "/posts", data=self.form(), headers=headers
        ) as response:
            assert response.status == 403

    async def test_what_is_not_there_is_said(self, visitor):
        for path in ("/t/x/1", "/c/nowhere"):
            assert (await opened(visitor, path))[0] == 404

    async def test_a_topic_says_what_became_of_it(self, forum, visitor):
        topic = forum.topics.create(TITLE, "A *body*")
        topic.solved = topic.closed = True
        _, page = await opened(visitor, f"/t/-/{topic.id}")
        assert "<em>body</em>" in page
        assert "Solved" in page
        assert "Closed" in page


REPORT = (
    "---\nname: Bug report\nlabels: [bug]\n---\n<!-- Thank you for your report! -->\n"
    "### What happened\n\nMy hub at https://hub.example.org/hub fails 😀👩‍👩‍👧, see"
    " https://discourse.jupyter.org/t/1 and [docs](https://z2jh.jupyter.org). cc @minrk"
    " @consideRatio @manics\n\n![screenshot](https://example.org/a.png)\n"
    '<img width="300" src="https://example.org/b.png">\n\n'
    "### Expected\n\n_No response_\n\n### Configuration\n\n```yaml\nproxy:\n"
    f"  secretToken: {'0123456789abcdef' * 4}\nhub:\n  db:\n    password: hunter2\n```\n\n"
    "The class is kubespawner.spawner.KubeSpawner.start_timeout_" + "x" * 60 + "\n\n"
    "### Log\n\n```\n"
    + 'Traceback (most recent call last):\n  File "/srv/hub/app.py", line 1, in <module>\n'
    * 340
    + "```\n"
)


async def test_the_link_of_a_long_report_opens_with_everything_in_place(forum, visitor):
    assert len(REPORT) > 28_000
    title = (
        "TimeoutError in kubespawner.spawner.KubeSpawner.start_timeout since 5.0 @tim"
    )
    made = forum_link(
        forum.url,
        title=title,
        body=REPORT,
        category="jupyterhub",
        tags=("k8s",),
        address=ADDRESS,
    )
    assert (made.cut, made.blanked) == (True, 2)
    assert len(made.url) <= 4_000
    status, page = await opened(visitor, made.url.removeprefix(forum.url))
    assert status == 200
    assert forum.opened == [made.url]
    assert (
        'value="TimeoutError in kubespawner.spawner. KubeSpawner.start_timeout' in page
    )
    assert '<option value="10" selected>JupyterHub<' in page
    assert 'value="k8s"' in page
    for part in (
        "**What I already tried**",
        "### What happened",
        "secretToken: [removed: a key or secret]",
        "password: [removed: a password]",
        f"This was cut: all of it is on GitHub: {ADDRESS}",
    ):
        assert part in page
    for gone in ("Thank you", "No response", "hunter2", "name: Bug report"):
        assert gone not in page


@settings(max_examples=100)
@given(title=hostile, body=hostile)
def test_it_takes_whatever_link_is_made(title, body):
    found = fields(made(title=title, body=body))
    assert wrong_with_title(found["title"]) == []
    assert wrong_with_body(found["body"]) == []
    assert count(found["body"]).mentions == []
