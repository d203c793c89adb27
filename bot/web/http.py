"""aiohttp's HTTP without its applications.

`aiohttp.web` brings routes, static files, WebSockets and a command line along: more than
a megabyte in every process, for what `bot.web.server` does with a table.
"""

from aiohttp.web_protocol import RequestHandler, RequestPayloadError
from aiohttp.web_request import BaseRequest
from aiohttp.web_response import Response, StreamResponse
from aiohttp.web_server import Server

__all__ = [
    "BaseRequest",
    "RequestHandler",
    "RequestPayloadError",
    "Response",
    "Server",
    "StreamResponse",
]
