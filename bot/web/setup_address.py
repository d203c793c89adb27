"""Where the set-up's pages are, as the browser of whoever asks for them has it."""

import re
from urllib.parse import urlsplit

from bot.settings import Settings
from bot.web import http as web

_HOST = re.compile(r"[\w.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:]{2,45}\](:\d{1,5})?")


def way_in(public_url: str | None) -> str:
    """`PUBLIC_URL` where these pages are reached there, else "".

    They are at the top of a host: behind a path their links would lead past them.
    """
    return public_url if public_url and not urlsplit(public_url).path else ""


def came_by(request: web.BaseRequest, settings: Settings) -> str:
    """The address of this bot in the browser, as far as the request tells.

    What it says is good enough for it: it only leads back whoever asks. Many a proxy gives
    its own name as `Host`; the page that led here has the true one then, and no other page
    is believed.
    """
    host = request.headers.get("Host", "").lower()
    page = request.headers.get("Referer", "").lower()
    public = way_in(settings.public_url)
    if public and (
        urlsplit(public).netloc.lower() == host or page.startswith(f"{public.lower()}/")
    ):
        return public
    if not _HOST.fullmatch(host):
        return public or f"http://{settings.host}"
    said = request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip()
    is_https = page.startswith(f"https://{host}/") or said == "https"
    return f"{'https' if is_https else 'http'}://{host}"
