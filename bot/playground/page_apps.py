"""GitHub's pages on which somebody makes an App from a manifest that another site sends."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground.accounts import Account
from bot.playground.manifests import LONGEST_NAME, NotMade, parse_manifest
from bot.playground.page_templates import (
    HEADERS,
    STATIC,
    check_origin,
    environment,
    html,
    static_file,
)

if TYPE_CHECKING:
    from bot.playground.playground import Playground

OWNER = "ada"
"""Who has signed in here."""


class AppPages:
    """The pages of one playground, on which `OWNER` owns every organization."""

    def __init__(self, github: "Playground") -> None:
        self._github = github
        self._template = environment().get_template("app_new.html")

    def attach(self, server: web.Application) -> None:
        """Serve them, with their style."""
        server.add_routes([web.get(STATIC, static_file), *self.routes])

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where manifests are posted, and the button that makes the App."""
        of_organization = "/organizations/{organization}/settings/apps"
        return [
            web.post("/settings/apps/new", self.ask),
            web.post(f"{of_organization}/new", self.ask),
            web.post("/settings/apps/manifest", self.make),
            web.post(f"{of_organization}/manifest", self.make),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        """Show what another site's page has sent, and ask whether to make it."""
        owner, sent = self._owner(request), await request.post()
        return self._page(
            request,
            owner,
            str(sent.get("manifest", "")),
            request.query.get("state", ""),
        )

    async def make(self, request: web.Request) -> web.Response:
        """Make the App, and lead its owner back to where the manifest says."""
        check_origin(request)
        owner, sent = self._owner(request), await request.post()
        text, state = str(sent.get("manifest", "")), str(sent.get("state", ""))
        name = " ".join(str(sent.get("name", "")).split())
        try:
            manifest = parse_manifest(text)
            address = self._github.manifests.make(manifest, name, owner, state)
        except NotMade as error:
            return self._page(request, owner, text, state, name=name, error=str(error))
        raise web.HTTPFound(address)

    def _owner(self, request: web.Request) -> Account:
        world = self._github.world
        login = request.match_info.get("organization")
        if login is None:
            return world.account(OWNER)
        found = world.accounts.get(login.lower())
        if found is None or found.type != "Organization":
            raise web.HTTPNotFound
        return found

    def _page(
        self,
        request: web.Request,
        owner: Account,
        text: str,
        state: str,
        *,
        name: str | None = None,
        error: str = "",
    ) -> web.Response:
        found: Any = None
        try:
            found = parse_manifest(text)
        except NotMade as refusal:
            error = str(refusal)
        shown = self._template.render(
            manifest=found,
            text=text,
            state=state,
            name=found.get("name", "") if found and name is None else name,
            longest=LONGEST_NAME,
            owner=owner,
            action=request.path.removesuffix("/new").removesuffix("/manifest"),
            error=error,
        )
        response = html(shown, 422 if error or not found else 200)
        if found and (back := urlsplit(found.get("redirect_url", ""))).hostname:
            policy = HEADERS["Content-Security-Policy"]
            own = "form-action 'self'"  # browsers look at where that leads, too
            response.headers["Content-Security-Policy"] = policy.replace(
                own, f"{own} {back.scheme}://{back.netloc}"
            )
        return response
