"""The peer: aiohttp on uvloop, checks the HMAC, answers 202, remembers nothing.

As anybody would write it: an `Application` with one route. Prints its port.
"""

import asyncio
import hmac
import sys

import uvloop
from aiohttp import web


async def serve(secret: bytes) -> None:
    """Answer deliveries until the process is ended."""

    async def accept(request: web.Request) -> web.Response:
        body = await request.read()
        signature = "sha256=" + hmac.digest(secret, body, "sha256").hex()
        given = request.headers.get("X-Hub-Signature-256", "")
        return web.Response(
            status=202 if hmac.compare_digest(signature, given) else 401
        )

    app = web.Application(client_max_size=25 * 2**20)
    app.router.add_post("/api/github/webhooks", accept)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1].encode()))
