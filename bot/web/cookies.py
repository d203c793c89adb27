"""What a browser has sent back under a cookie's name."""

from bot.web import http as web


def cookies_named(request: web.BaseRequest, name: str) -> tuple[str, ...]:
    """The values of all cookies with that name, as they were sent.

    Strangers on the same host set cookies, too: of the same name, or such as make
    `http.cookies` drop all the others. So each is read by itself, and none is the first.
    """
    sent = ";".join(request.headers.getall("Cookie", [])).split(";")
    pairs = (one.strip().partition("=") for one in sent)
    return tuple(value for given, _, value in pairs if given == name)
