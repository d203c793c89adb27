"""Where the last versions of projects come from: GitHub as it is now."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.configuration import Sections
from bot.core.errors import Gone
from bot.core.releases import releases_in
from bot.github.app import App
from bot.projects.versions_table import (
    public_projects,
    render_versions,
    versions_json,
)
from bot.web.public_repository import look_at_public


class VersionsSource:
    """Tells the versions of the projects that a repository's own file lists.

    `sections` are the parts of the configuration that this bot knows, `server_url` the
    web address of GitHub.
    """

    def __init__(
        self,
        app: App,
        *,
        sections: Sections,
        server_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._sections = sections
        self._server_url = server_url
        self._now = now

    async def read(self, full_name: str) -> Mapping[str, bytes] | None:
        """The versions now, as `json` and `md`; None where there are none for everybody.

        That is for a repository that is unknown, private, archived or without the App,
        and for one whose own file has no `releases:`. Raises `RetryLater` or `Refused`
        where GitHub does not tell.
        """
        try:
            found = await look_at_public(self._app, full_name, self._sections)
            config = releases_in(found.configuration) if found else None
            if found is None or config is None:
                return None
            projects = await found.github.look_at_versions(config, self._now())
        except Gone:
            return None
        value = {
            "repository": found.repository.full_name,
            "projects": versions_json(config, projects, self._server_url),
        }
        table = render_versions(public_projects(config, projects), self._server_url)
        return {
            "json": json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n",
            "md": f"{table}\n".encode(),
        }
