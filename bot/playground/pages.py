"""The pages for people: issues as on GitHub, on which a visitor plays everybody.

They work with plain forms and links; `static/live.js` only saves the reloading. Nothing
is fetched from elsewhere, and no other site can send these forms.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground import page_deeds, page_words
from bot.playground.page_activity import activity, by_day
from bot.playground.page_apps import AppPages
from bot.playground.page_clock import ClockForm
from bot.playground.page_compare import ComparePages
from bot.playground.page_deeds import Form, NotDone
from bot.playground.page_files import ShownFile, find_file, paths_of, push_file
from bot.playground.page_live import Changes
from bot.playground.page_releases import ReleasePages
from bot.playground.page_templates import (
    STATIC,
    Templates,
    check_origin,
    see_other,
    static_file,
)
from bot.playground.people import Example, Person
from bot.playground.repositories import Repository
from bot.playground.threads import Issue

if TYPE_CHECKING:
    from bot.playground.playground import Playground


class Pages:
    """What a visitor sees of a playground; `clock` is how its time is moved.

    To be attached with `Playground.add_pages`; the API then needs a `prefix`.
    """

    def __init__(
        self,
        github: "Playground",
        people: Sequence[Person],
        *,
        examples: Sequence[Example] = (),
    ) -> None:
        self.clock = ClockForm(github.clock)
        self._github = github
        self._people = people
        self._examples = examples
        self._changes = Changes(github)
        self._templates = Templates(github, people)

    def attach(self, server: web.Application) -> None:
        """Serve the pages beside the API."""
        self._changes.attach(server)
        server.middlewares.append(self._frame)
        issues = "/{owner}/{repo}/issues"
        issue = r"/{owner}/{repo}/{kind:issues|pull}/{number:\d{1,9}}"
        file = "/{owner}/{repo}/blob/{ref}/{path:.+}"
        releases = ReleasePages(self._people, self._repository, self._form, self._page)
        server.add_routes(
            [
                web.get("/", self.home),
                web.get("/live", self._changes.stream),
                web.get(STATIC, static_file),
                web.post("/clock", self.clock.move),
                web.get("/{owner}/{repo}", self.files),
                web.get(file, self.file),
                web.post(file, self.push),
                web.get(issues, self.issues),
                web.post(issues, self.open_issue),
                web.get(f"{issues}/new", self.new_issue),
                web.get(issue, self.issue),
                web.post(issue, self.act),
                *releases.routes,
                *ComparePages(self._repository, self._page).routes,
                *AppPages(self._github).routes,
            ]
        )

    async def home(self, request: web.Request) -> web.Response:
        """The first repository's issues."""
        repository = self._shown(request)
        if repository is None:
            raise web.HTTPNotFound(text="There is no repository yet.")
        raise web.HTTPFound(f"/{repository.full_name}/issues")

    async def issues(self, request: web.Request) -> web.Response:
        """The repository's issues, the pinned ones first."""
        return self._page("issues.html", request, self._repository(request))

    async def new_issue(self, request: web.Request) -> web.Response:
        """The form for a new issue."""
        fields = {}
        if example := self._example(request):
            fields = {
                "person": example.person,
                "title": example.title,
                "body": example.text,
                "labels": example.labels,
            }
        return self._new(request, fields)

    async def open_issue(self, request: web.Request) -> web.Response:
        """Open an issue as somebody."""
        repository = self._repository(request)
        form = await self._form(request, repository)
        try:
            issue = page_deeds.open_issue(repository, form)
        except NotDone as refusal:
            return self._new(request, form.fields, error=str(refusal))
        raise see_other(f"/{repository.full_name}/issues/{issue.number}", form)

    async def issue(self, request: web.Request) -> web.Response:
        """One issue with all that was said, and maybe an example to send."""
        issue = self._issue(request)
        if request.path != page_words.address(issue):
            raise web.HTTPFound(page_words.address(issue))
        fields = {}
        if example := self._example(request):
            fields = {"comment": example.text, "person": example.person}
        return self._thread(request, issue, fields)

    async def act(self, request: web.Request) -> web.Response:
        """Do what a visitor wants done to an issue."""
        issue = self._issue(request)
        form = await self._form(request, issue.repository)
        # GitHub tells whole seconds: an edit within one would not count as an edit
        self._github.clock.advance(timedelta(seconds=1))
        try:
            anchor = page_deeds.do_to_issue(issue, form)
        except NotDone as refusal:
            return self._thread(request, issue, form.fields, error=str(refusal))
        raise see_other(f"{request.path}#{anchor}", form)

    async def files(self, request: web.Request) -> web.Response:
        """The repository's files."""
        repository = self._repository(request)
        return self._page("files.html", request, repository, paths=paths_of(repository))

    async def file(self, request: web.Request) -> web.Response:
        """One file, how its checks ended, and a form to change it where it is newest."""
        return self._file(request, self._found(request), {})

    async def push(self, request: web.Request) -> web.Response:
        """Push another text of the file."""
        file = self._found(request)
        form = await self._form(request, self._repository(request))
        try:
            push_file(self._repository(request), file, form)
        except NotDone as refusal:
            return self._file(request, file, form.fields, error=str(refusal))
        raise see_other(request.path, form)

    @web.middleware
    async def _frame(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Where a browser would be shown bare words, show a page that leads on."""
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            repository = self._shown(request)
            wanted = "text/html" in request.headers.get("Accept", "")
            if refusal.status < 400 or not wanted or repository is None:
                raise
            missing = refusal.status == 404
            bare = refusal.text == f"{refusal.status}: {refusal.reason}"
            return self._page(
                "refused.html",
                request,
                repository,
                status=refusal.status,
                heading="Nothing is here" if missing else "This could not be done",
                words="There is no such page." if missing and bare else refusal.text,
            )

    def _shown(self, request: web.Request) -> Repository | None:
        """The repository whose page it is, else the first; None where there is none."""
        world, names = self._github.world, request.match_info
        try:
            return world.repository(f"{names['owner']}/{names['repo']}")
        except KeyError:
            return next(iter(world.repositories.values()), None)

    def _repository(self, request: web.Request) -> Repository:
        owner, name = request.match_info["owner"], request.match_info["repo"]
        try:
            return self._github.world.repository(f"{owner}/{name}")
        except KeyError:
            raise web.HTTPNotFound(text="There is no such repository.") from None

    def _issue(self, request: web.Request) -> Issue:
        repository = self._repository(request)
        number = int(request.match_info["number"])
        if moved := repository.transferred.get(number):
            raise web.HTTPFound(page_words.address(moved))
        try:
            return repository.issue(number)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such issue (any more).") from None

    async def _form(self, request: web.Request, repository: Repository) -> Form:
        check_origin(request)
        sent = await request.post()
        world = self._github.world
        return Form(
            fields={k: v for k, v in sent.items() if isinstance(v, str)},
            people={p.login: world.account(p.login) for p in self._people},
            steward=self._templates.steward(repository),
        )

    def _found(self, request: web.Request) -> ShownFile:
        names = request.match_info
        try:
            return find_file(self._repository(request), names["ref"], names["path"])
        except KeyError:
            raise web.HTTPNotFound(text="There is no such file.") from None

    def _file(
        self,
        request: web.Request,
        file: ShownFile,
        fields: Mapping[str, str],
        *,
        error: str = "",
    ) -> web.Response:
        shown = {"file": file, "fields": fields}
        place = self._repository(request)
        return self._page("file.html", request, place, **shown, error=error)

    def _example(self, request: web.Request) -> Example | None:
        """The one that was chosen by its number, from 1 on."""
        number = request.query.get("try", "")
        if number.isdecimal() and 0 < int(number) <= len(self._examples):
            return self._examples[int(number) - 1]
        return None

    def _new(
        self, request: web.Request, fields: Mapping[str, str], *, error: str = ""
    ) -> web.Response:
        return self._page(
            "new.html",
            request,
            self._repository(request),
            examples=self._examples,
            fields=fields,
            error=error,
        )

    def _thread(
        self,
        request: web.Request,
        issue: Issue,
        fields: Mapping[str, str],
        *,
        error: str = "",
    ) -> web.Response:
        return self._page(
            "issue.html",
            request,
            issue.repository,
            issue=issue,
            examples=self._examples,
            days=by_day(activity(self._github, issue.repository)),
            fields=fields,
            error=error,
            refused_form=page_deeds.refused_form(issue, fields) if error else "",
        )

    def _page(
        self, name: str, request: web.Request, repository: Repository, **values: Any
    ) -> web.Response:
        return self._templates.page(
            name,
            request,
            repository,
            version=self._changes.version(),
            can_skip=self.clock.skip is not None,
            played=request.cookies.get("person", ""),
            **values,
        )
