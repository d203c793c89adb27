"""The pages of the set-up as HTML: without a script, and with nothing from elsewhere."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web import http as web
from bot.web.answers import HEADERS
from bot.web.setup_guard import Errand
from bot.web.setup_manifest import AppFile
from bot.web.setup_wishes import LONGEST_NAME, Wishes, unreachable
from bot.web.setup_words import Said

_HERE = Path(__file__).parent
_STYLES = ("landing.css", "admin.css", "setup.css")


class SetupPages:
    """Shows what App is to be made on the GitHub at `server_url`, and what came of it.

    `env_file` is where the credentials are going to be written.
    """

    def __init__(
        self, file: AppFile, *, server_url: str, webhook_path: str, env_file: str
    ) -> None:
        self._file = file
        self._server_url = server_url
        self._webhook_path = webhook_path
        self._env_file = env_file
        self._style = "".join(
            (_HERE / "static" / name).read_text(encoding="utf-8") for name in _STYLES
        )
        icon = base64.b64encode((_HERE / "static/compass.svg").read_bytes()).decode()
        self._icon = f"data:image/svg+xml;base64,{icon}"
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def form(
        self, wishes: Wishes, *, mistakes: Mapping[str, str], seal: str
    ) -> web.Response:
        """What the App may do, and what can be wished of it.

        `seal` comes back with what is filled in.
        """
        return self._page(
            "setup_form.html",
            422 if mistakes else 200,
            wishes=wishes,
            mistakes=mistakes,
            seal=seal,
            file=self._file,
            webhook_path=self._webhook_path,
            longest=LONGEST_NAME,
            warning=self.warning(wishes.hook_url),
        )

    def send(
        self, errand: Errand, manifest: Mapping[str, Any], *, seal: str
    ) -> web.Response:
        """What is going to be made, and the button that asks GitHub for it."""
        wishes = errand.wishes
        target = wishes.target(self._server_url)
        fields = {
            "owner": "organization" if wishes.organization else "me",
            "organization": wishes.organization,
            "name": wishes.name,
            "hook": wishes.hook_url,
            "install": "anyone" if wishes.anyone else "owner",
            "change": "1",
            "seal": seal,
        }
        response = self._page(
            "setup_send.html",
            200,
            form_action=_origin(self._server_url),
            wishes=wishes,
            address=f"{target}?{urlencode({'state': errand.state})}",
            manifest=json.dumps(manifest, ensure_ascii=False),
            shown=json.dumps(manifest, indent=2, ensure_ascii=False),
            change=f"/setup?{urlencode(fields)}",
            warning=self.warning(wishes.hook_url),
        )
        # else GitHub would hear of a form from `Origin: null`; the manifest has it anyway
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response

    def says(self, said: Said) -> web.Response:
        """A page that only says something."""
        response = self._page("setup_said.html", said.status, said=said)
        if said.status == 429:
            response.headers["Retry-After"] = "60"
        return response

    def warning(self, hook_url: str) -> str:
        """Why no delivery would arrive at this address; "" where it looks well."""
        why = unreachable(hook_url)
        if why:
            return (
                f"GitHub cannot reach this address: {why}. It refuses such an address, or"
                " sends deliveries that never arrive. Give the bot's address in the public"
                " internet, unless your GitHub is a server in the same network."
            )
        if hook_url.startswith("http:"):
            return (
                "Deliveries to this address can be read on the way: give one with https,"
                " where your web server has it."
            )
        return ""

    def _page(
        self, name: str, status: int, form_action: str = "'self'", **values: Any
    ) -> web.Response:
        text = self._environment.get_template(name).render(
            style=self._style,
            icon=self._icon,
            env_file=self._env_file,
            server=urlsplit(self._server_url).netloc,
            **values,
        )
        digest = hashlib.sha256(self._style.encode()).digest()
        policy = (
            f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}';"
            f" img-src data:; form-action {form_action}; base-uri 'none';"
            " frame-ancestors 'none'"
        )
        return web.Response(
            text=text,
            status=status,
            headers={
                **HEADERS,
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": policy,
                # with no-referrer browsers would not tell that a form is from here
                "Referrer-Policy": "same-origin",
            },
        )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
