"""A stand-in Discourse as people see it: topics, and the editor that a link opens.

The visitor is a newcomer, for whom Discourse is strictest. A link that Discourse, the
server before it or a browser would not take is refused on a page that says why, so that
no link over a limit goes unnoticed.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from bot.playground.discourse_rules import (
    COOKIE,
    MOST_OF_URL,
    MOST_TAGS,
    NOWHERE,
    wrong_with_body,
    wrong_with_title,
)
from bot.playground.discourse_topics import Category, StoredTopic
from bot.playground.page_templates import (
    STATIC,
    check_origin,
    environment,
    html,
    static_file,
)
from bot.playground.page_words import moment
from bot.playground.render import render_markdown

if TYPE_CHECKING:
    from bot.playground.discourse import PlaygroundDiscourse

TYPED_TOO_FAST = (
    "Your post was kept back for a moderator, and your account silenced: it was posted"
    " as it opened, within three seconds. Discourse takes who does that for a machine."
)


class DiscoursePages:
    """The pages of one stand-in."""

    def __init__(self, discourse: "PlaygroundDiscourse") -> None:
        self._discourse = discourse
        self._environment = environment()
        self._environment.globals["moment"] = moment

    def attach(self, server: web.Application) -> None:
        """Serve the pages beside the search."""
        server.add_routes(
            [
                web.get(STATIC, static_file),
                web.get("/", self.latest),
                web.get("/new-topic", self.compose),
                web.post("/posts", self.post),
                web.get(r"/t/{slug}/{id:\d{1,9}}", self.topic),
                web.get("/c/{path:.+}", self.category),
            ]
        )

    async def latest(self, _request: web.Request) -> web.Response:
        """All topics, newest first."""
        return self._listed("Latest topics", list(self._discourse.topics))

    async def category(self, request: web.Request) -> web.Response:
        """The topics of a category, found by its path or its number."""
        name = request.match_info["path"].strip("/")
        number = name.rpartition("/")[2]
        topics = self._discourse.topics
        found = topics.category(name) or topics.category(
            name, number if number.isdigit() else ""
        )
        if found is None:
            return self._refused(404, "There is no such category", [name])
        return self._listed(found.name, [t for t in topics if t.category == found])

    async def topic(self, request: web.Request) -> web.Response:
        """One topic, whatever slug its address has."""
        try:
            topic = self._discourse.topics.find(int(request.match_info["id"]))
        except KeyError:
            return self._refused(404, "That page does not exist", [])
        return self._page("forum_topic.html", topic=topic, text=_shown(topic.body))

    async def compose(self, request: web.Request) -> web.Response:
        """The editor as the link fills it, or why the link is none to follow."""
        url = f"http://{request.host}{request.raw_path}"
        if len(request.raw_path) > MOST_OF_URL:
            why = f"{len(request.raw_path)} characters, allowed are {MOST_OF_URL}"
            return self._refused(414, "URI too long", [why])
        cookie = f"destination_url={quote(url, safe='')}"
        if len(cookie) > COOKIE:
            why = (
                "You sign in first, and what you wrote would be lost on the way: the"
                f" cookie would have {len(cookie)} bytes, allowed are {COOKIE}"
            )
            return self._refused(414, "This link is too long", [why])
        query = request.query
        title, body = query.get("title", ""), query.get("body", "")
        tags = tuple(tag for tag in query.get("tags", "").split(",") if tag)
        name, number = query.get("category", ""), query.get("category_id", "")
        category = self._category(name, number)
        if category is None and (name or number):
            return self._refused(404, "There is no such category", [name or number])
        if wrong := self._wrong(title, body, tags):
            return self._refused(422, "A newcomer could not post this", wrong)
        self._discourse.opened.append(url)
        return self._editor(title, body, category, tags, opened=body)

    async def post(self, request: web.Request) -> web.Response:
        """The topic is there from now on, unless a newcomer may not post it."""
        check_origin(request)
        form = await request.post()
        title, body, opened = (
            str(form.get(name, "")).replace("\r\n", "\n")
            for name in ("title", "body", "opened")
        )
        tags = tuple(
            t for t in str(form.get("tags", "")).replace(" ", "").split(",") if t
        )
        category = self._category("", str(form.get("category_id", "")))
        wrong = self._wrong(title, body, tags)
        if wrong:
            return self._editor(title, body, category, tags, opened=opened, wrong=wrong)
        if body.strip() == opened.strip():
            self._discourse.topics.held_back.append(title)
            return self._refused(403, "Your post waits for approval", [TYPED_TOO_FAST])
        topic = self._discourse.topics.create(title, body, category=category, tags=tags)
        raise web.HTTPSeeOther(f"/t/{topic.slug}/{topic.id}")

    def _wrong(self, title: str, body: str, tags: tuple[str, ...]) -> list[str]:
        many = (
            [f"{len(tags)} tags, allowed are {MOST_TAGS}"]
            if len(tags) > MOST_TAGS
            else []
        )
        return [*wrong_with_title(title), *wrong_with_body(body), *many]

    def _category(self, name: str, number: str) -> Category | None:
        return self._discourse.topics.category(name, number)

    def _editor(
        self,
        title: str,
        body: str,
        category: Category | None,
        tags: tuple[str, ...],
        *,
        opened: str,
        wrong: list[str] | None = None,
    ) -> web.Response:
        return self._page(
            "forum_new.html",
            status=422 if wrong else 200,
            title=title,
            body=body,
            opened=opened,
            category=category,
            categories=self._discourse.topics.categories,
            tags=", ".join(tags),
            wrong=wrong or [],
            preview=_shown(body),
        )

    def _listed(self, heading: str, topics: list[StoredTopic]) -> web.Response:
        shown = [topic for topic in reversed(topics) if topic.visible]
        return self._page("forum_topics.html", heading=heading, topics=shown)

    def _refused(self, status: int, heading: str, words: list[str]) -> web.Response:
        return self._page(
            "forum_refused.html", status=status, heading=heading, words=words
        )

    def _page(self, name: str, *, status: int = 200, **values: object) -> web.Response:
        return html(self._environment.get_template(name).render(**values), status)


def _shown(body: str) -> object:
    from markupsafe import Markup

    return Markup(render_markdown(body, NOWHERE))  # noqa: S704 - what it returns is sanitised
