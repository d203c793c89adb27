"""The pages as plain HTML: what is shown, what is done, and what is refused."""

import asyncio
import re

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.page_words import initials
from bot.playground.pages import Pages
from bot.playground.people import Example, Person

PEOPLE = (
    Person("ada", "Ada", "a stranger"),
    Person("grace", "Grace", "maintainer"),
)
EXAMPLES = (Example("Propose", "ada", "/agenda <Docs>"),)


class Reader:
    """A browser without any of its comforts."""

    def __init__(self, github: Playground, session: aiohttp.ClientSession) -> None:
        self.github = github
        self.session = session

    async def get(self, path: str, status: int = 200) -> str:
        url = self.github.server_url + path
        async with self.session.get(url) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return text

    async def post(
        self, path: str, status: int = 200, origin: str | None = "", **fields: str
    ) -> str:
        url = self.github.server_url + path
        headers = {} if origin is None else {"Origin": origin or self.github.server_url}
        async with self.session.post(url, data=fields, headers=headers) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return text


@pytest.fixture
def github(clock: Clock) -> Playground:
    """Not started yet, so that pages can be added."""
    return Playground(clock=clock, prefix="/api/v3")


@pytest.fixture
def pages(github):
    pages = Pages(github, PEOPLE, examples=EXAMPLES)
    github.add_pages(pages.attach)
    return pages


@pytest.fixture
async def reader(github, pages):
    jar = aiohttp.CookieJar(unsafe=True)  # or it would keep none of an address's
    async with github, aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Reader(github, session)


@pytest.fixture
def repo(github, reader):
    repo = github.add_repository("hub/team")
    github.add_member("hub", "grace")
    repo.set_role("grace", "maintain")
    return repo


@pytest.fixture
def issue(repo):
    return repo.open_issue("What next?", "Say **it**", by="ada", labels=["meeting"])


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


async def test_a_visitor_comments_edits_and_deletes(issue, reader):
    page = await reader.post(
        PATH, do="comment", person="ada", comment="Hello\r\n**you**"
    )
    assert "<strong>you</strong>" in page
    assert '<option value="ada" selected>' in page
    comment = issue.comments[0]
    assert (comment.user.login, comment.body) == ("ada", "Hello\r\n**you**")
    await reader.post(PATH, do="edit-comment", which=str(comment.id), text="Bye")
    assert comment.body == "Bye"
    await reader.post(PATH, do="delete-comment", which=str(comment.id))
    assert issue.comments == []


async def test_a_maintainer_edits_what_the_bot_wrote(github, issue, reader):
    issue.comment("Somebody else’s", by="ada")
    comment = issue.comment("Mine", by=github.app.account)
    github.pending.clear()
    await reader.post(PATH, do="edit-comment", which=str(comment.id), text="Ours")
    assert github.pending[0].payload["sender"]["login"] == "grace"


async def test_without_a_maintainer_the_owner_does_it(github, reader):
    issue = github.add_repository("hub/bare").open_issue("x", by="ada")
    github.pending.clear()
    await reader.post("/hub/bare/issues/1", do="close")
    assert issue.closed_by.login == "hub"


async def test_the_issue_is_edited_closed_reopened_and_locked(issue, reader):
    await reader.post(PATH, do="edit-issue", title=" New ", text="Other words")
    assert (issue.title, issue.body) == ("New", "Other words")
    assert "Closed" in await reader.post(PATH, do="close")
    await reader.post(PATH, do="reopen")
    assert issue.state == "open"
    assert "Locked" in await reader.post(PATH, do="lock")
    fields = {"do": "comment", "comment": "But I …"}
    page = await reader.post(PATH, status=422, person="ada", **fields)
    assert "only maintainers may comment" in page
    assert "But I …</textarea>" in page
    await reader.post(PATH, person="grace", **fields)
    await reader.post(PATH, do="unlock")
    assert not issue.locked


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"do": "comment", "person": "ada", "comment": " \n"}, "the comment is empty"),
        ({"do": "comment", "person": "ada", "comment": "x" * 65_537}, "is longer than"),
        (
            {"do": "comment", "person": "eve", "comment": "x"},
            "Choose one of the people",
        ),
        ({"do": "edit-comment", "which": "7", "text": "x"}, "not there any more"),
        ({"do": "edit-issue", "title": "", "text": "x"}, "the title is empty"),
        ({"do": "edit-issue", "title": "x", "text": "x" * 65_537}, "is longer than"),
        ({"do": "dance"}, "does not know"),
        ({}, "does not know"),
    ],
)
async def test_what_cannot_be_done_is_said(issue, reader, fields, why):
    page = await reader.post(PATH, status=422, **fields)
    assert re.search(rf'role="alert">[^<]*{why}', page)


async def test_an_issue_is_opened_with_labels(repo, reader):
    page = await reader.post(
        "/hub/team/issues", person="ada", title="Help", body="me", labels="a, b,,"
    )
    assert 'Help <span class="number">#1</span>' in page
    assert repo.issues[0].label_names == ["a", "b"]


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"title": "x" * 257}, {"title": "x", "body": "x" * 65_537}],
)
async def test_an_issue_that_cannot_be_opened_keeps_its_draft(repo, reader, fields):
    fields = {"body": "A draft", "person": "grace", **fields}
    page = await reader.post("/hub/team/issues", status=422, **fields)
    assert 'role="alert"' in page
    assert f"{fields['body']}</textarea>" in page
    assert '<option value="grace" selected>' in page
    assert repo.issues == []


async def test_examples_fill_the_comment_box(issue, reader):
    page = await reader.get(f"{PATH}?try=1")
    assert "/agenda &lt;Docs&gt;</textarea>" in page
    for odd in ("0", "2", "x", "-1"):
        assert "\n</textarea>" in await reader.get(f"{PATH}?try={odd}")


async def test_the_clock_is_moved(github, clock, pages, issue, reader):
    moves = []

    async def moved() -> None:
        moves.append(clock.now())

    pages.moved = moved
    page = await reader.post("/clock", by="week", back=PATH)
    assert "Thursday 11 March 2021" in page
    assert moves == [clock.now()]
    await reader.post("/clock", status=422, by="year", back=PATH)


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example"]
)
async def test_the_clock_leads_to_no_other_site(issue, reader, back):
    assert "<h1>Issues</h1>" in await reader.post("/clock", by="hour", back=back)


async def test_another_sites_forms_are_refused(issue, reader):
    fields = {"do": "comment", "person": "ada", "comment": "x"}
    for origin in (None, "null", "https://evil.example"):
        await reader.post(PATH, status=403, origin=origin, **fields)
        await reader.post("/clock", status=403, origin=origin, by="day")
        await reader.post("/hub/team/issues", status=403, origin=origin, title="x")
    assert issue.comments == []


async def test_a_name_that_only_leads_here_is_refused(issue, reader):
    headers = {"Host": "evil.example:80", "Origin": "http://evil.example:80"}
    url = reader.github.server_url + PATH
    async with reader.session.post(url, headers=headers, data={}) as answer:
        assert answer.status == 403


async def test_a_browser_that_says_same_origin_is_believed(issue, reader):
    url = reader.github.server_url + PATH
    fields = {"do": "comment", "person": "ada", "comment": "x"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with reader.session.post(url, headers=headers, data=fields) as answer:
        assert answer.status == 200


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
    github.add_pages(Pages(github, PEOPLE).attach)
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
