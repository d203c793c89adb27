"""Somebody with a fresh machine: one command, one page, and the team has its bot."""

import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.page_apps import AppPages
from tests.canaries import Command, Search, files_below
from tests.web.founder import WISHES, Browser

pytestmark = pytest.mark.unmeasured

CONFIGURATION = """\
meetings:
  team: {when: "FREQ=DAILY", time: "17:00", opens: 1d}
"""


async def test_from_nothing_to_the_first_meeting(tmp_path: Path) -> None:
    """In a process of its own, which tells nobody what GitHub has given it."""
    github = Playground(
        clock=Clock(datetime.now(UTC)), prefix="/api/v3", registered=False
    )
    github.add_pages(AppPages(github).attach)
    async with github:
        repo = github.add_repository("jupyterhub/team-compass", install=False)
        repo.commit(".github/team-compass.yml", CONFIGURATION, by="minrk")
        environ = {
            "GITHUB_API_URL": github.url,
            "PORT": "0",
            "WRITE_INTERVAL": "0",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "json",
        }
        served = Command(("serve",), environ, tmp_path)
        await served.start()
        address = (await served.until(r"(http://\S+/setup\?token=\S+)"))[1].decode()
        url, browser = address.partition("/setup")[0], Browser()

        page = await browser.open(address)
        page = await browser.send(page.forms[0], **WISHES)
        page = await browser.send(page.forms[0])
        page = await browser.send(page.forms[0], name="Hub Compass")
        assert page.heading == "The bot is set up, and runs"
        assert page.links["Install the App on GitHub"] == (
            f"{github.server_url}/apps/hub-compass/installations/new"
        )
        (back,) = [at for at in browser.visited if "?code=" in at]
        pages = [page, await browser.open(back), await browser.open(f"{url}/")]
        async with aiohttp.ClientSession(url) as session:
            metrics = await (await session.get("/metrics")).text()
        await browser.close()

        github.automatic = True
        github.world.install(repo)
        await served.until("create_issue")
        github.automatic = False
        served.stop()
        await served.end()

        app = github.app
        assert github.outbox.attempts[0].status == "OK", "GitHub reached it"
        assert {issue.user.login for issue in repo.issues} == {"hub-compass[bot]"}
        assert github.unknown == []
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600

    token = address.partition("token=")[2].encode()
    assert served.out.count(token) == 1, "where it is printed, and in no log"
    code = re.search(r"code=(\w+)", back)
    assert code
    search = Search(
        {
            "the key": app.private_key_pem,
            "the webhook's secret": app.webhook_secret,
            "the client's secret": github.manifests.given[code[1]].client_secret,
            "the code": code[1],
            "the state": back.partition("state=")[2],
        }
    )
    shown = "\n".join(f"{one.headers} {one.html}" for one in pages) + metrics
    (tmp_path / ".env").unlink()
    out = bytes(served.out)
    for put_out in (out, shown.encode(), *files_below(tmp_path)):
        assert search.found(put_out) == {}
        assert token not in put_out or put_out is out
