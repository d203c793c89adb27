"""What the pages show of a repository's releases, and how a visitor publishes one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.playground.accounts import Account
from bot.playground.branches import is_name
from bot.playground.commits import blob_sha
from bot.playground.page_deeds import Form, NotDone
from bot.playground.page_templates import see_other
from bot.playground.people import Person
from bot.playground.releases import Release
from bot.playground.repositories import Repository
from bot.playground.rest.releases import LONGEST_NOTES
from bot.playground.tags import Tag

SHOWN = 100
"""Releases and tags on the page: what came before is only counted."""

LONGEST_NAME = 250


@dataclass(frozen=True, slots=True)
class Entry:
    """A release, or a tag without one; a draft may have no tag yet."""

    at: datetime
    tag_name: str
    tag: Tag | None
    release: Release | None = None

    @property
    def anchor(self) -> str:
        """Where it is on the page, whatever its tag is called."""
        if self.release and self.release.draft:
            return f"release-{self.release.id}"
        return f"tag-{blob_sha(self.tag_name.encode())[:12]}"

    @property
    def title(self) -> str:
        """The name it was given, or its tag's."""
        return (self.release and self.release.name) or self.tag_name

    @property
    def kind(self) -> str:
        """What it is: `latest`, `release`, `pre-release`, `draft` or `tag`."""
        release = self.release
        if release is None:
            return "tag"
        if release.draft or release.prerelease:
            return "draft" if release.draft else "pre-release"
        return "latest" if release.is_latest else "release"

    @property
    def by(self) -> Account | None:
        """Who published or tagged it, if that is known."""
        if self.release:
            return self.release.author
        return self.tag.tagger if self.tag else None


def entries(repository: Repository) -> list[Entry]:
    """All releases, and tags without any, newest first."""
    tags, found = repository.tags.named, []
    for one in repository.releases.all:
        at = one.published_at or one.updated_at
        tag = None if one.draft else tags.get(one.tag_name)
        found.append(Entry(at, one.tag_name, tag, one))
    released = {one.tag_name for one in repository.releases.published}
    found += [
        Entry(tag.at, name, tag) for name, tag in tags.items() if name not in released
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def publish(repository: Repository, form: Form) -> str:
    """Publish a release, or push only its tag; returns the anchor of where it shows.

    NotDone says why not.
    """
    person = form.person
    name = form.text("tag", LONGEST_NAME).strip()
    target = form.fields.get("target") or repository.default_branch
    notes = form.fields.get("notes", "").replace("\r\n", "\n")
    if repository.archived:
        raise NotDone("The repository is archived: nothing in it can be changed.")
    if not repository.role(person).allows("write"):
        raise NotDone(f"Only who may write here publishes: {person.login} may not.")
    if not is_name(name):
        raise NotDone(f"Git takes no tag that is called {name}.")
    tip = repository.branches.tip(target)
    if tip is None:
        raise NotDone(f"There is no branch {target}, or nothing on it.")
    if form.fields.get("do") == "tag":
        if name in repository.tags.named:
            raise NotDone(f"There is a tag {name} already.")
        repository.tags.create(name, tip, by=person)
    else:
        if repository.releases.of_tag(name):
            raise NotDone(f"There is a release of {name} already.")
        title = form.fields.get("title", "").strip()
        for field, words, longest in (
            ("title", title, LONGEST_NAME),
            ("notes", notes, LONGEST_NOTES),
        ):
            if len(words) > longest:
                raise NotDone(f"More than {longest} characters are in the {field}.")
        repository.releases.publish(
            name,
            by=person,
            name=title,
            body=notes,
            prerelease="prerelease" in form.fields,
            target=target,
        )
    return Entry(person.created_at, name, None).anchor


@dataclass(frozen=True, slots=True)
class ReleasePages:
    """The page of a repository's releases, in the frame that all pages have."""

    people: Sequence[Person]
    find: Callable[[web.Request], Repository]
    read: Callable[[web.Request, Repository], Awaitable[Form]]
    show: Callable[..., web.Response]

    @property
    def routes(self) -> list[web.RouteDef]:
        """What the server answers with it."""
        address = "/{owner}/{repo}/releases"
        return [
            web.get(address, self._list),
            web.post(address, self._publish),
            web.get(address + "/tag/{tag:.+}", self._one),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        return self._page(request, {})

    async def _one(self, request: web.Request) -> web.Response:
        """Where a release's own address leads: to its place on the page."""
        repository, name = self.find(request), request.match_info["tag"]
        if name not in repository.tags.named:
            raise web.HTTPNotFound(text="There is no such release or tag.")
        anchor = Entry(repository.created_at, name, None).anchor
        raise web.HTTPFound(f"/{repository.full_name}/releases#{anchor}")

    async def _publish(self, request: web.Request) -> web.Response:
        repository = self.find(request)
        form = await self.read(request, repository)
        try:
            anchor = publish(repository, form)
        except NotDone as refusal:
            return self._page(request, form.fields, error=str(refusal))
        raise see_other(f"{request.path}#{anchor}", form)

    def _page(
        self, request: web.Request, fields: Mapping[str, str], *, error: str = ""
    ) -> web.Response:
        repository = self.find(request)
        world, found = repository.world, entries(repository)
        writers = [
            person
            for person in self.people
            if repository.role(world.account(person.login)).allows("write")
        ]
        return self.show(
            "releases.html",
            request,
            repository,
            entries=found[:SHOWN],
            left=len(found[SHOWN:]),
            writers=writers,
            fields=fields,
            error=error,
        )
