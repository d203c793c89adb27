"""A note as people see it: shown, and open to everybody who wants to write in it."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.hackmd_api import MOST_CONTENT
from bot.playground.hackmd_notes import StoredNote
from bot.playground.page_templates import (
    STATIC,
    check_origin,
    environment,
    html,
    static_file,
)
from bot.playground.page_words import moment
from bot.playground.render import Place, render_markdown

if TYPE_CHECKING:
    from bot.playground.hackmd import PlaygroundHackMD

_NOWHERE = Place(
    server_url="",
    repository="",
    known=lambda _login: False,
    exists=lambda _repository, _number: False,
)
"""In a note nobody is mentioned, and a number is no issue."""


class HackMDPages:
    """The pages of one stand-in, each at the address that the API tells of."""

    def __init__(self, hackmd: "PlaygroundHackMD") -> None:
        self._hackmd = hackmd
        self._template = environment().get_template("note.html")

    def attach(self, server: web.Application) -> None:
        """Serve the pages beside the API."""
        server.add_routes(
            [
                web.get(STATIC, static_file),
                web.get("/{note}", self.show),
                web.post("/{note}", self.write),
                web.get("/@{path}/{note}", self.show),
            ]
        )

    async def show(self, request: web.Request) -> web.Response:
        """The note, and a form to write in it."""
        note = self._note(request)
        return self._page(note, note.content)

    async def write(self, request: web.Request) -> web.Response:
        """The note says what was sent from now on."""
        check_origin(request)
        note, form = self._note(request), await request.post()
        content = str(form.get("content", ""))
        if len(content) > MOST_CONTENT:
            return self._page(note, content, f"A note holds {MOST_CONTENT} characters.")
        self._hackmd.notes.write(note, content)
        raise web.HTTPSeeOther(f"/{note.id}")

    def _note(self, request: web.Request) -> StoredNote:
        try:
            return self._hackmd.notes.find(request.match_info["note"])
        except KeyError:
            raise web.HTTPNotFound(text="There is no such note.") from None

    def _page(self, note: StoredNote, written: str, error: str = "") -> web.Response:
        from markupsafe import Markup

        shown = Markup(render_markdown(note.content, _NOWHERE))  # noqa: S704 - what it returns is sanitised
        text = self._template.render(
            note=note,
            shown=shown,
            written=written,
            error=error,
            changed=moment(note.changed_at),
        )
        return html(text, 422 if error else 200)
