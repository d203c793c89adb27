"""From templates to answers: what every page shows, and what protects it."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground import page_words
from bot.playground.accounts import Account
from bot.playground.page_deeds import Form
from bot.playground.people import Person
from bot.playground.render import Place, render_markdown
from bot.playground.repositories import Repository

if TYPE_CHECKING:
    from jinja2 import Environment

    from bot.playground.playground import Playground

HERE = Path(__file__).parent
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            " connect-src 'self'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
)
"""Whatever a stranger's comment holds, nothing but our own files is loaded or run."""

STATIC = r"/static/{name:[a-z]+\.[a-z]+}"
"""The route of `static_file`."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


async def static_file(request: web.Request) -> web.Response:
    """Style, script and picture: all there is, and all of it from here."""
    file = HERE / "static" / request.match_info["name"]
    if not file.is_file():
        raise web.HTTPNotFound
    kind = f"{_TYPES[file.suffix]}; charset=utf-8"
    return web.Response(
        body=file.read_bytes(), headers={**HEADERS, "Content-Type": kind}
    )


def html(text: str, status: int = 200) -> web.Response:
    """A page, which loads and runs nothing but our own files."""
    return web.Response(
        text=text,
        status=status,
        headers={**HEADERS, "Content-Type": "text/html; charset=utf-8"},
    )


def environment() -> "Environment":
    """Jinja2 with the templates of this folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def check_origin(request: web.Request) -> None:
    """Refuse what another site's page sends: browsers always say where from."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    local = request.host.rpartition(":")[0] in {"127.0.0.1", "localhost"}
    if not local or (site != "same-origin" and origin != f"http://{request.host}"):
        raise web.HTTPForbidden(text="This form belongs to another site.")


def see_other(address: str, form: Form) -> web.HTTPSeeOther:
    """Back to a page, which remembers whom the visitor plays."""
    answer = web.HTTPSeeOther(address)
    person = form.fields.get("person", "")
    if person in form.people:
        answer.set_cookie("person", person, httponly=True, samesite="Strict")
    return answer


class Templates:
    """The pages' templates, filled with what they all show."""

    def __init__(self, github: "Playground", people: Sequence[Person]) -> None:
        self._github = github
        self._people = people
        self._environment = environment()
        self._environment.globals.update(
            address=page_words.address,
            diff_lines=page_words.diff_lines,
            associations=page_words.ASSOCIATIONS,
            tallies=page_words.tallies,
            day=page_words.day,
            is_pulse=page_words.is_pulse,
            moment=page_words.moment,
            places_of=page_words.places_of,
            split_title=page_words.split_title,
            emoji=page_words.EMOJI,
            hue=page_words.hue,
            initials=page_words.initials,
        )

    def steward(self, repository: Repository) -> Account:
        """The first of the people who may do everything that is done to issues."""
        for person in self._people:
            account = self._github.world.account(person.login)
            if repository.role(account).allows("maintain"):
                return account
        return repository.owner

    def page(
        self,
        name: str,
        request: web.Request,
        repository: Repository,
        *,
        error: str = "",
        status: int = 200,
        **values: Any,
    ) -> web.Response:
        """The answer with that page; 422 where it tells of an error."""
        now = self._github.clock.now()
        text = self._environment.get_template(name).render(
            repository=repository,
            repositories=list(self._github.world.repositories.values()),
            here=request.path if status == 200 else "",  # there is no way back here
            now=now,
            clock_face=page_words.clock_face(now),
            people=self._people,
            steward=self.steward(repository),
            markdown=partial(self._markdown, repository),
            error=error,
            **values,
        )
        return html(text, 422 if error else status)

    def _markdown(self, repository: Repository, text: str) -> str:
        from markupsafe import Markup

        world = self._github.world

        def exists(full_name: str, number: int) -> bool:
            try:
                return bool(world.repository(full_name).issue(number))
            except KeyError:
                return False

        place = Place(
            server_url=self._github.server_url,
            repository=repository.full_name,
            known=lambda login: login.lower() in world.accounts,
            exists=exists,
        )
        return Markup(render_markdown(text, place))  # noqa: S704 - what it returns is sanitised
