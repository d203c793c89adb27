"""The pages as plain HTML: what is shown, and where one is led."""

import asyncio
import io
import re

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.page_words import initials, split_title
from bot.playground.pages import Pages

PATH = "/hub/team/issues/1"


async def test_an_issue_with_all_that_was_said(github, issue, reader):
    issue.comment("as a *member*", by="grace").react("heart", by="ada")
    ours = issue.comment("<!-- mark -->\n## Agenda", by=github.app.account)
    ours.pin(by=github.app.account)
    issue.comments[0].edit("as an *old* member of hub/gone#1, see #1 and #9")
    page = await reader.get(PATH)
    for part in (
        'What next? <span class="number">#1</span>',
        '<span class="label">meeting</span>',
        "<strong>it</strong>",
        "<em>old</em> member of hub/gone#1, see <a",
        "#1</a> and #9",
        '<span class="badge">Member</span>',
        '<span class="badge bot">bot</span>',
        'class="edited"',
        'aria-label="heart">❤️</span> 1',
        "&lt;!-- mark --&gt;",
        "<h2>Agenda</h2>",
        "keeps the <a",
        "Thursday 4 March 2021, 12:00 UTC",
    ):
        assert part in page
    assert page.count(f'id="issuecomment-{ours.id}"') == 1


async def test_the_list_shows_pinned_issues_first(repo, issue, reader):
    repo.open_issue("Later", None, by="grace")
    issue.pin(by="grace")
    page = await reader.get("/hub/team/issues")
    rows = re.findall(r'id="row-(\d+)"', page)
    assert rows == ["1", "2"]
    assert "No description." in await reader.get("/hub/team/issues/2")


async def test_all_roads_lead_somewhere(github, repo, issue, reader):
    assert "<h1>Issues</h1>" in await reader.get("/")
    other = github.add_repository("hub/other")
    issue.transfer(other, by="grace")
    assert "What next?" in await reader.get(PATH)
    repo.open_issue("Gone", by="ada").delete(by="grace")
    assert "--ground" in await reader.get("/static/playground.css")
    assert "<h1>New issue</h1>" in await reader.get("/hub/team/issues/new")
    for path in ("/hub/team/issues/2", "/hub/nothing/issues", "/static/no.css"):
        await reader.get(path, status=404)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/minrk", "There is no such page."),
        ("/hub/team/issues/9", "There is no such issue (any more)."),
        ("/hub/gone/issues", "There is no such repository."),
    ],
)
async def test_a_browser_is_led_back_from_where_nothing_is(issue, reader, path, words):
    url, headers = reader.github.server_url + path, {"Accept": "text/html,*/*;q=0.8"}
    async with reader.session.get(url, headers=headers) as answer:
        page = await answer.text()
    assert answer.status == 404
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert f'<p class="lead">{words}</p>' in page
    assert '<a class="button" href="/hub/team/issues">All issues</a>' in page
    assert 'name="back" value=""' in page
    assert "live.js" not in page
    assert "<" not in await reader.get(path, status=404)  # nobody else is told in HTML


async def test_what_a_browser_may_not_do_is_told_in_the_same_frame(issue, reader):
    url, headers = reader.github.server_url + PATH, {"Accept": "text/html"}
    async with reader.session.post(url, headers=headers, data={}) as answer:
        assert answer.status == 403
        assert "This form belongs to another site." in await answer.text()
    data = aiohttp.FormData()
    data.add_field("comment", io.BytesIO(bytes(2**26 + 1)))
    headers["Origin"] = reader.github.server_url
    async with reader.session.post(url, headers=headers, data=data) as answer:
        assert answer.status == 413
        assert "This could not be done" in await answer.text()


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Hub Team Meeting - March 2021", ("Hub Team Meeting", " - March 2021")),
        ("A question", ("A", " question")),
        ("Question", ("Question", "")),
        ("Some Donaudampfschifffahrt", ("Some Donaudampfschifffahrt", "")),
    ],
)
def test_titles_keep_their_ends(title, parts):
    assert split_title(title) == parts


async def test_a_refused_form_wakes_nobody(github, pages, issue, reader):
    before = pages._changes.version()
    await reader.post(PATH, status=422, do="comment", person="ada", comment=" ")
    assert pages._changes.version() == before


async def test_without_a_repository_there_is_nothing(reader):
    await reader.get("/", status=404)


async def test_a_pull_request_has_a_page_too(repo, reader):
    repo.open_issue("Mend it", "", by="ada", pull_request=True)
    assert "Mend it" in await reader.get("/hub/team/pull/1")


async def test_only_what_is_ours_may_be_loaded(issue, reader):
    async with reader.session.get(reader.github.server_url + PATH) as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page
    assert not re.search(r"<script(?! src=\"/static/)", page)


async def test_examples_fill_the_comment_box(issue, reader):
    page = await reader.get(f"{PATH}?try=1")
    assert "/agenda &lt;Docs&gt;</textarea>" in page
    for odd in ("0", "6", "x", "-1"):
        assert "\n</textarea>" in await reader.get(f"{PATH}?try={odd}")


async def test_examples_fill_the_form_of_a_new_issue(repo, reader):
    page = await reader.get("/hub/team/issues/new")
    assert page.count('name="try"') == 1
    assert 'value="4">Ask<' in page
    page = await reader.get("/hub/team/issues/new?try=4")
    assert "\nHow &lt;b&gt;?</textarea>" in page
    for field in (
        'name="title" required maxlength="256" value="Help"',
        'value="support"',
    ):
        assert field in page
    assert '<option value="ada" selected>' in page


async def test_examples_are_for_where_they_stand(github, issue, reader):
    page = await reader.get(PATH)
    assert "Put it there" in page
    assert "makes this issue a topic" in page
    assert "Object" in page
    assert "Propose" not in page
    agenda = issue.comment("## Agenda", by=github.app.account)
    agenda.pin(by=github.app.account)
    page = await reader.get(PATH)
    assert 'name="try" value="1"' in page
    assert "Put it there" not in page
    assert "Object" not in page


async def test_on_a_pull_request_there_is_less_to_try(repo, reader):
    repo.open_issue("Mend it", by="ada", pull_request=True)
    page = await reader.get("/hub/team/pull/1")
    assert "Put it there" in page
    assert "Object" not in page


async def test_open_pages_hear_of_what_is_new(issue, reader):
    live = reader.session.get(reader.github.server_url + "/live")
    async with asyncio.timeout(10), live as news:
        assert news.headers["Content-Type"] == "text/event-stream"
        versions = []
        async for line in news.content:
            if line.startswith(b"data:"):
                versions.append(line)
                if len(versions) == 1:
                    issue.comment("News", by="grace")
                else:
                    break
    assert len(set(versions)) == 2


async def test_open_pages_do_not_keep_the_server_from_ending(clock):
    github = Playground(clock=clock, prefix="/api/v3")
    github.add_pages(Pages(github, ()).attach)
    async with aiohttp.ClientSession() as session:
        async with github:
            live = await session.get(f"{github.server_url}/live")
            await live.content.readline()
            ended = asyncio.create_task(live.content.read())
        async with asyncio.timeout(5):
            assert await ended is not None


@pytest.mark.parametrize(
    ("login", "letters"),
    [
        ("minrk", "M"),
        ("consideRatio", "CR"),
        ("newcomer-ada", "NA"),
        ("team-compass[bot]", "TC"),
        ("odd-", "O"),
    ],
)
def test_avatars_have_initials(login, letters):
    assert initials(login) == letters
