"""A playground with pages, and a browser without any of its comforts."""

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.pages import Pages
from bot.playground.people import Example, Person

PEOPLE = (
    Person("ada", "Ada", "a stranger"),
    Person("grace", "Grace", "maintainer"),
)
EXAMPLES = (
    Example("Propose", "ada", "/agenda <Docs>"),
    Example("Put it there", "ada", "/agenda", where="thread"),
    Example("Object", "ada", "/not-support", where="issue"),
    Example("Ask", "ada", "How <b>?", where="new", title="Help", labels="support"),
    Example("Claim", "grace", "/release claim team", where="pulse"),
)


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
