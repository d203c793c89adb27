"""The page that leads somebody with a fresh machine to a bot that runs."""

import asyncio
import json
import re
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
import yaml
from structlog.testing import capture_logs

from bot.playground import Clock, Fault
from bot.settings import SettingsError
from bot.todo.sqlite import SqliteTodo
from bot.web.setup_guard import MOST_STATES
from tests.small_disk import limited
from tests.unprivileged import unprivileged
from tests.web.founder import Browser, Founder, founding
from tests.web.test_headers import check

APP_FILE = yaml.safe_load(Path("app.yml").read_text(encoding="utf-8"))
MODE = 0o600
AT_ONCE = timedelta(milliseconds=1)


@pytest.fixture
async def founder(clock: Clock, tmp_path: Path) -> AsyncIterator[Founder]:
    async with founding(clock, tmp_path) as founder:
        yield founder


def mode(founder: Founder) -> int:
    return stat.S_IMODE((founder.folder / ".env").stat().st_mode)


def conversions(founder: Founder) -> list[int]:
    """How GitHub has answered to codes."""
    asked = founder.github.requests.matching("POST", "/conversions")
    return [request.status for request in asked]


async def statuses(founder: Founder, *asked: str) -> dict[str, int]:
    found = {}
    async with aiohttp.ClientSession(founder.it.url) as session:
        for line in asked:
            method, _, path = line.partition(" ")
            async with session.request(method, path) as answer:
                check(path, answer.headers, https=False)
                found[line] = answer.status
    return found


class TestTheWay:
    async def test_one_is_told_what_is_asked_for_and_why(self, founder):
        page = await founder.begin()
        assert (page.status, page.heading) == (200, "Set up the bot")
        for name, level in APP_FILE["default_permissions"].items():
            words = {"read": "read-only", "write": "read and write"}[level]
            assert f"{name.replace('_', ' ').capitalize()}: {words}" in page.text
        for event in APP_FILE["default_events"]:
            assert event.replace("_", " ").capitalize() in page.text
        assert "commits the minutes on a branch of their own" in page.text, "why"
        assert f"{founder.folder}/.env" in page.text
        (form,) = page.forms
        assert form.fields["name"] == APP_FILE["name"]
        assert form.fields["hook"] == founder.hook
        assert "GitHub cannot reach this address: 127.0.0.1 is" in page.text

    async def test_what_is_sent_is_app_yml_and_what_was_wished(self, founder):
        public = "https://compass.example.org"
        page = await founder.wish(
            hook=f"{public}/api/github/webhooks", install="anyone"
        )
        assert "GitHub cannot reach" not in page.text
        (form,) = page.forms
        at = founder.github.server_url
        address, state = form.action.split("?state=")
        assert address == f"{at}/organizations/jupyterhub/settings/apps/new"
        assert len(state) >= 43
        assert json.loads(form.fields["manifest"]) == APP_FILE | {
            "name": "hub-compass",
            "url": public,
            "hook_attributes": {
                "url": f"{public}/api/github/webhooks",
                "active": True,
            },
            "redirect_url": f"{founder.it.url}/setup/callback",
            "public": True,
        }
        policy = page.headers["Content-Security-Policy"]
        assert f"form-action {at};" in policy, "and nowhere else"
        told = page.headers["Referrer-Policy"]
        assert told == "strict-origin-when-cross-origin", "and no Origin: null"
        changed = await founder.browser.open(page.links["Change something"])
        assert changed.forms[0].fields["hook"] == f"{public}/api/github/webhooks"
        own = await founder.browser.send(changed.forms[0], owner="me")
        assert own.forms[0].action.startswith(f"{at}/settings/apps/new?state=")

    async def test_the_same_process_goes_on_as_the_bot(self, founder):
        before = (
            "GET /healthz",
            "GET /readyz",
            "POST /api/github/webhooks",
            *("GET /", "GET /metrics", "GET /admin", "GET /schema.json"),
        )
        assert [*(await statuses(founder, *before)).values()] == [200, 503, 503] + [
            404
        ] * 4
        url, back = founder.it.url, await founder.come_back()
        assert not (founder.folder / ".env").exists()
        page = await founder.browser.open(back)
        assert (page.status, page.heading) == (200, "The bot is set up, and runs")
        app = founder.github.app
        install = page.links["Install the App on GitHub"]
        assert (
            install == f"{founder.github.server_url}/apps/{app.slug}/installations/new"
        )

        assert mode(founder) == MODE
        assert f"\nAPP_ID={app.id}\nPRIVATE_KEY=LS0t" in founder.env
        assert f"\nWEBHOOK_SECRET={app.webhook_secret}\n" in founder.env
        assert "PUBLIC_URL" not in founder.env, "127.0.0.1 is nobody's address"
        assert founder.it.url == url
        after = (
            "GET /",
            "GET /readyz",
            "GET /schema.json",
            "POST /api/github/webhooks",
        )
        assert [*(await statuses(founder, *after)).values()] == [200, 200, 200, 400]

        founder.github.add_repository("jupyterhub/team-compass")
        assert {one.status for one in await founder.github.deliver()} == {"OK"}
        for address in (back, f"{url}/setup", founder.it.address):
            page = await founder.browser.open(address)
            assert (page.status, page.heading) == (404, "This bot is set up")

    async def test_a_public_address_is_remembered(self, founder):
        hook = "https://compass.example.org/api/github/webhooks"
        page = await founder.browser.open(await founder.come_back(hook=hook))
        assert page.status == 200
        assert "\nPUBLIC_URL=https://compass.example.org\n" in founder.env

    async def test_what_github_would_refuse_is_said_before(self, founder):
        page = await founder.wish(organization="", name="x" * 35, hook="compass.org")
        assert page.status == 422
        for field in ("organization", "name", "hook"):
            assert f'id="{field}-mistake"' in page.html
        assert page.html.count('aria-invalid="true"') == 3
        assert page.forms[0].fields["hook"] == "compass.org", "it is not lost"
        hostile = '"><script>alert(1)</script>'
        page = await founder.browser.send(page.forms[0], name=hostile)
        assert "<script>" not in page.html

    async def test_it_comes_by_a_proxy_with_tls(self, clock, tmp_path):
        async with founding(clock, tmp_path) as founder:
            said = {"X-Forwarded-Proto": "https"}
            async with (
                aiohttp.ClientSession() as session,
                session.get(
                    founder.it.address, headers=said, allow_redirects=False
                ) as answer,
            ):
                cookie = answer.headers["Set-Cookie"]
            assert cookie.endswith("; Path=/setup; HttpOnly; SameSite=Lax; Secure")

    async def test_the_public_address_is_known_already(self, clock, tmp_path):
        public = "https://compass.example.org"
        async with founding(clock, tmp_path, PUBLIC_URL=public) as founder:
            assert founder.it.address == f"{public}/setup?token={founder.it.token}"
            local = founder.it.address.replace(public, founder.it.url)
            page = await founder.browser.open(local)
            (form,) = page.forms
            assert form.fields["hook"] == f"{public}/api/github/webhooks"
            page = await founder.browser.send(form, organization="jupyterhub")
            asked = json.loads(page.forms[0].fields["manifest"])
            assert asked["redirect_url"] == f"{founder.it.url}/setup/callback"
            for headers, base in (
                ({"Host": "compass.example.org"}, public),
                # nginx, unless it is told to pass the Host on
                ({"Referer": f"{public}/setup"}, public),
                ({"Referer": f"{public}.evil.example/setup"}, founder.it.url),
                ({"X-Forwarded-Host": "compass.example.org"}, founder.it.url),
            ):
                page = await founder.browser.open(page.url, **headers)
                asked = json.loads(page.forms[0].fields["manifest"])
                assert asked["redirect_url"] == f"{base}/setup/callback", headers

    async def test_below_a_path_of_somebody_elses_it_is_opened_here(
        self, clock, tmp_path
    ):
        public = "https://example.org/compass"
        async with founding(clock, tmp_path, PUBLIC_URL=public) as founder:
            assert founder.it.address.startswith(f"{founder.it.url}/setup?token=")
            page = await founder.begin()
            assert page.forms[0].fields["hook"] == f"{public}/api/github/webhooks"
            page = await founder.browser.send(page.forms[0], organization="jupyterhub")
            page = await founder.browser.open(page.url, Referer=f"{public}/setup")
            asked = json.loads(page.forms[0].fields["manifest"])
            assert asked["redirect_url"] == f"{founder.it.url}/setup/callback"


class TestWhoMay:
    async def test_the_token_opens_one_browser_once(self, founder):
        page = await founder.browser.open(f"{founder.it.url}/setup")
        assert (page.status, page.forms) == (403, [])
        async with aiohttp.ClientSession() as session:
            assert (await session.head(founder.it.address)).status == 403
            way_in = await session.get(founder.it.address, allow_redirects=False)
        assert (way_in.status, way_in.headers["Location"]) == (303, "/setup")
        check("/setup", way_in.headers, https=False)
        kept = way_in.headers["Set-Cookie"]
        assert re.fullmatch(
            r"compass-setup=[\w-]{43}; Path=/setup; HttpOnly; SameSite=Lax", kept
        )
        page = await founder.begin()
        assert (page.status, page.heading) == (403, "This address has been used")
        cookie = kept.partition(";")[0]
        for address in (founder.it.address, f"{founder.it.url}/setup"):
            page = await founder.browser.open(address, Cookie=cookie)
            assert (page.status, page.url) == (200, f"{founder.it.url}/setup")
        page = await founder.browser.open(
            f"{founder.it.url}/setup", Cookie=f"{cookie[:-1]}!"
        )
        assert page.status == 403

    async def test_strangers_cookies_on_the_same_host_are_none_of_ours(self, founder):
        await founder.begin()
        ours = await cookie_of(founder)
        async with aiohttp.ClientSession() as session:
            for strange, status in (
                ('a={"x":1}; ' + ours, 200),
                (ours + "; path=1; é", 200),
                ("compass-setup=x; " + ours, 200),
                (ours + "; compass-setup=", 200),
                ("x" + ours, 403),
                (ours + "x; compass-setup", 403),
            ):
                headers = {"Cookie": strange}
                page = await session.get(f"{founder.it.url}/setup", headers=headers)
                assert page.status == status, strange

    async def test_a_link_on_another_sites_page_fills_nothing_in(self, founder):
        back = await founder.come_back()
        evil = "https://evil.example/api/github/webhooks"
        asked = urlencode({"owner": "me", "name": "x", "hook": evil})
        for seal in ("", "&seal=", "&seal=made-up"):
            page = await founder.browser.open(f"{founder.it.url}/setup?{asked}{seal}")
            assert (page.status, page.heading) == (200, "Set up the bot")
            assert "evil" not in page.html
        for _ in range(MOST_STATES):
            await founder.browser.open(f"{founder.it.url}/setup?{asked}")
        page = await founder.browser.open(back)
        assert page.heading == "The bot is set up, and runs", "its state is known still"

    async def test_the_right_one_opens_however_many_were_wrong(self, founder):
        guess = f"{founder.it.url}/setup?token=guess"
        with capture_logs() as logs:
            found = [(await founder.browser.open(guess)).status for _ in range(11)]
        assert found == [403] * 10 + [429]
        assert "guess" not in str(logs)
        assert founder.browser.here.headers["Retry-After"] == "60"
        assert str(logs).count("wrong set-up token") == 10
        assert (await founder.begin()).status == 200

    async def test_github_leads_back_to_another_browser(self, founder):
        back, other = await founder.come_back(), Browser()
        page = await other.open(back)
        await other.close()
        assert (page.status, page.heading) == (
            403,
            "This is not the browser in which you began",
        )
        assert conversions(founder) == []
        assert (await founder.browser.open(back)).status == 200

    async def test_a_state_is_asked_for_and_lasts_an_hour(self, founder, clock):
        back = await founder.come_back()
        for strange in (
            re.sub("state=.*", "", back),
            re.sub("state=.*", "state=made-up", back),
            re.sub("state=.*", "state=%ff%00%F0%9F%98%80", back),
        ):
            page = await founder.browser.open(strange)
            assert page.heading == "Nothing was asked for with this answer"
        for code in ("", "code=&", "code=../../user&", "code=a%0d%0ab&"):
            page = await founder.browser.open(re.sub(r"code=\w+&", code, back))
            assert page.heading == "GitHub's answer has no code"
        clock.advance(timedelta(hours=1))
        page = await founder.browser.open(back)
        assert (page.status, page.heading) == (
            400,
            "Nothing was asked for with this answer",
        )
        assert conversions(founder) == []

    async def test_a_state_is_good_for_one_code(self, founder):
        founder.github.faults.add(Fault(match="POST /app-manifests/*", status=500))
        back = await founder.come_back()
        assert (await founder.browser.open(back)).status == 502
        other = re.sub(r"code=\w+", "code=another", back)
        page = await founder.browser.open(other)
        assert (page.status, page.heading) == (400, "This answer has been used")
        assert (await founder.browser.open(back)).status == 200

    async def test_a_button_on_another_sites_page(self, founder):
        await founder.begin()
        for origin in ("https://evil.example.org", "null"):
            page = await founder.browser._go(
                "POST",
                f"{founder.it.url}/setup",
                {},
                "",
                **{"Sec-Fetch-Site": "cross-site"},
            )
            assert page.status == 403, origin
        page = await founder.browser._go("POST", f"{founder.it.url}/setup", {})
        assert (page.status, page.heading) == (200, "Set up the bot")


TROUBLE = {
    "GitHub is down": ({"status": 500}, "GitHub does not answer just now"),
    "it cuts the connection": ({"reset": True}, "GitHub does not answer just now"),
    "it asks to wait": (
        {"status": 403, "headers": {"Retry-After": "60"}},
        "GitHub asks to wait",
    ),
}
FINAL = {
    "a code that it does not know": (404, {}, "GitHub does not know this code"),
    "one that it cannot use": (422, {}, "GitHub does not know this code"),
    "an answer without a key": (201, {"id": 1}, "GitHub's answer cannot be used"),
    "no JSON": (201, "<html>", "GitHub's answer cannot be used"),
    "much of nothing": (201, "[" * 200_000, "GitHub's answer cannot be used"),
    "no end": (201, "x" * 1_000_001, "GitHub's answer cannot be used"),
}


class TestGitHub:
    @pytest.mark.parametrize("what", TROUBLE)
    async def test_trouble_that_passes_costs_nothing(self, founder, what):
        fault, heading = TROUBLE[what]
        founder.github.faults.add(Fault(match="POST /app-manifests/*", **fault))
        back = await founder.come_back()
        page = await founder.browser.open(back)
        assert (page.status >= 500, page.heading) == (True, heading)
        assert not (founder.folder / ".env").exists()
        assert page.links["Ask again"] == back
        assert (await founder.browser.open(back)).status == 200

    async def test_what_a_proxy_says_in_its_place_costs_nothing(self, founder):
        back = await founder.come_back()
        for status in (200, 204, 301, 400, 401, 403, 407):
            founder.github.faults.add(
                Fault(match="POST /app-manifests/*", status=status, body="no entry")
            )
            page = await founder.browser.open(back)
            assert page.heading == "GitHub does not answer just now", status
        assert (await founder.browser.open(back)).status == 200

    @pytest.mark.parametrize("what", FINAL)
    async def test_what_cannot_be_mended_says_how_to_go_on(self, founder, what):
        status, body, heading = FINAL[what]
        founder.github.faults.add(
            Fault(match="POST /app-manifests/*", status=status, body=body)
        )
        back = await founder.come_back()
        page = await founder.browser.open(back)
        assert page.heading == heading
        at = f"{founder.github.server_url}/organizations/jupyterhub/settings/apps"
        assert page.links["The Apps on GitHub"] == at
        page = await founder.browser.open(back)
        assert page.heading == "This answer has been used"
        page = await founder.browser.open(page.links["How it stands"])
        assert page.heading == "Set up the bot"

    async def test_a_code_that_somebody_else_has_used(self, founder):
        back = await founder.come_back()
        code = re.search(r"code=(\w+)", back)
        assert founder.github.manifests.convert(code[1])
        page = await founder.browser.open(back)
        assert page.heading == "GitHub does not know this code"
        assert conversions(founder) == [404]

    async def test_two_tabs_come_back_at_once(self, founder):
        back = await founder.come_back()
        cookie = await cookie_of(founder)
        async with aiohttp.ClientSession(headers={"Cookie": cookie}) as session:
            both = await asyncio.gather(session.get(back), session.get(back))
        assert sorted(answer.status for answer in both) == [200, 404]
        assert conversions(founder) == [201]


class TestDotEnv:
    async def test_what_is_there_stays(self, founder):
        before = b"# mine\r\nLOG_LEVEL=warning\r\n\r\nOTHER='a b#c'"
        (founder.folder / ".env").write_bytes(before)
        (founder.folder / ".env").chmod(0o644)
        assert (await founder.browser.open(await founder.come_back())).status == 200
        written = (founder.folder / ".env").read_bytes()
        assert written.startswith(
            before + b"\r\n\r\n# Set up on 2021-03-04: the App http"
        )
        assert mode(founder) == MODE
        assert [path.name for path in founder.folder.iterdir() if path.is_file()] == [
            ".env"
        ]

    async def test_what_could_not_be_written_is_known_before(self, founder):
        founder.folder.chmod(0o500)
        with unprivileged():
            page = await founder.begin()
        founder.folder.chmod(0o700)
        assert (page.status, page.heading, page.forms) == (
            409,
            "The credentials could not be written",
            [],
        )
        assert f"{founder.folder}/.env: Permission denied: let this user" in page.text
        assert (await founder.browser.open(page.url)).heading == "Set up the bot"
        assert [*founder.folder.iterdir()] == []

    async def test_what_a_killed_set_up_has_left_is_told(
        self, founder, clock, tmp_path
    ):
        await founder.browser.open(await founder.come_back())
        left = tmp_path / "next" / f".env-{'0a' * 8}"
        left.parent.mkdir()
        (founder.folder / ".env").rename(left)
        with capture_logs() as logs:
            async with founding(clock, left.parent):
                pass
        (told,) = [one for one in logs if "killed" in one["event"]]
        assert told["file"] == str(left)
        assert "rename it to .env" in told["cure"]
        assert founder.github.app.webhook_secret not in str(logs)

    async def test_a_folder_that_cannot_be_written(self, founder):
        back = await founder.come_back()
        founder.folder.chmod(0o500)
        with unprivileged():
            page = await founder.browser.open(back)
            assert (page.status, page.heading) == (
                503,
                "The App is made, but its credentials cannot be written",
            )
            assert "Permission denied" in page.text
            assert [*founder.folder.iterdir()] == []
        founder.folder.chmod(0o700)
        await self._write_again(founder)

    async def test_a_disk_that_is_full(self, founder):
        before = "# mine\n"
        (founder.folder / ".env").write_text(before)
        back = await founder.come_back()
        with limited(founder.folder) as disk, capture_logs():
            disk.fill()
            page = await founder.browser.open(back)
        assert (page.status, page.forms[0].method) == (503, "post")
        assert founder.env == before
        assert len([*founder.folder.iterdir()]) == 1, "nothing half"
        await self._write_again(founder)
        assert founder.env.startswith(before)

    async def _write_again(self, founder: Founder) -> None:
        page = await founder.browser.open(f"{founder.it.url}/setup")
        assert (page.status, page.heading) == (200, "The bot is set up, and runs")
        assert conversions(founder) == [201], "and no other App"
        assert mode(founder) == MODE

    async def test_it_got_an_app_meanwhile(self, founder):
        back = await founder.come_back()
        (founder.folder / ".env").write_text("APP_ID=7\n")
        page = await founder.browser.open(back)
        assert "set meanwhile: APP_ID in .env" in page.text
        assert founder.env == "APP_ID=7\n"
        (founder.folder / ".env").unlink()
        page = await founder.browser.send(page.forms[0])
        assert (page.status, page.heading) == (200, "The bot is set up, and runs")

    async def test_a_secret_that_stands_there_is_not_written_over(self, founder):
        (founder.folder / ".env").write_text("WEBHOOK_SECRET=of-another-app\n")
        page = await founder.begin()
        assert (page.status, page.forms) == (409, [])
        assert "WEBHOOK_SECRET is set in .env" in page.text
        assert "of-another-app" not in page.html
        (founder.folder / ".env").write_text("'")
        page = await founder.browser.open(page.url)
        assert ".env: line 1 is no NAME=value" in page.text
        (founder.folder / ".env").write_text("WEBHOOK_SECRET=\n")
        assert (await founder.browser.open(page.url)).status == 200

    @pytest.mark.parametrize(
        ("name", "value", "where"),
        [
            ("WEBHOOK_SECRET", "of-another-app", "the environment."),
            ("APP_ID", "", "the environment, to nothing."),
        ],
    )
    async def test_what_the_environment_says_would_win(
        self, clock, tmp_path, name, value, where
    ):
        async with founding(clock, tmp_path, **{name: value}) as founder:
            page = await founder.begin()
            assert (page.status, page.forms) == (409, [])
            assert f"{name} is set in {where}" in page.text
            assert "start the bot again" in page.text


class TestTheStart:
    async def test_a_port_that_is_taken(self, founder, clock, tmp_path):
        port = founder.it.url.rpartition(":")[2]
        with pytest.raises(SettingsError, match=r"^HOST, PORT: .* set another$"):
            async with founding(clock, tmp_path, PORT=port):
                pass

    async def test_a_bot_that_cannot_start_is_started_from_the_page(self, founder):
        (founder.folder / "data").write_text("a file, no directory")
        page = await founder.browser.open(await founder.come_back())
        assert (page.status, page.heading) == (
            503,
            "The App is made and written down, but the bot cannot start",
        )
        assert "DATA_DIR: " in page.text
        assert mode(founder) == MODE
        (founder.folder / "data").unlink()
        page = await founder.browser.send(page.forms[0])
        assert (page.status, page.heading) == (200, "The bot is set up, and runs")
        assert founder.env.count("APP_ID") == 1
        assert conversions(founder) == [201]

    async def test_a_start_that_fails_late_leaves_the_page(self, founder):
        """The list can be opened, and nothing be put on it."""
        file = founder.folder / "data" / "todo.sqlite3"
        todo = SqliteTodo(file, now=founder.github.clock.now)
        await todo.open()
        await todo.close()
        with closing(sqlite3.connect(file)) as full:
            full.execute(
                "CREATE TRIGGER full BEFORE INSERT ON job"
                " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            )
            page = await founder.browser.open(await founder.come_back())
            assert (page.status, page.heading) == (
                503,
                "The App is made and written down, but the bot cannot start",
            )
            assert (await statuses(founder, "GET /healthz"))["GET /healthz"] == 200
            full.execute("DROP TRIGGER full")
        page = await founder.browser.send(page.forms[0])
        assert (page.status, page.heading) == (200, "The bot is set up, and runs")

    async def test_who_ends_it_too_early_is_told(self, clock, tmp_path):
        with capture_logs() as logs:
            async with founding(clock, tmp_path) as founder:
                back = await founder.come_back()
                (tmp_path / ".env").mkdir()
                page = await founder.browser.open(back)
                assert ".env: cannot be read" in page.text
                assert page.text.count(".env") == 1, "it is named once"
        (lost,) = [one for one in logs if one["log_level"] == "error"][-1:]
        assert lost["app"].endswith("/apps/hub-compass")
        assert "generate a private key" in lost["cure"]

    async def test_who_ends_it_while_github_answers_finds_the_credentials(
        self, founder
    ):
        asked, go_on = asyncio.Event(), asyncio.Event()
        founder.github.faults.add(
            Fault(
                match="POST /app-manifests/*",
                callback=lambda _request: asked.set(),
                until=go_on,
                after_effect=True,
            )
        )
        back = asyncio.create_task(founder.browser.open(await founder.come_back()))
        await asked.wait()
        ended = asyncio.create_task(founder.it.stop(answers_end=AT_ONCE))
        with pytest.raises(aiohttp.ClientError):
            await back
        go_on.set()
        await ended
        assert "\nAPP_ID=" in founder.env
        assert founder.it.bot is None

    async def test_who_does_not_wait_for_github_is_told_of_the_app(self, founder):
        asked, go_on = asyncio.Event(), asyncio.Event()
        founder.github.faults.add(
            Fault(
                match="POST /app-manifests/*",
                callback=lambda _request: asked.set(),
                until=go_on,
                after_effect=True,
            )
        )
        back = asyncio.create_task(founder.browser.open(await founder.come_back()))
        await asked.wait()
        with capture_logs() as logs:
            await founder.it.stop(answers_end=AT_ONCE, written_within=timedelta())
        go_on.set()
        with pytest.raises(aiohttp.ClientError):
            await back
        (lost,) = [one for one in logs if one["log_level"] == "error"]
        assert (lost["event"], lost["app"]) == (
            "GitHub never gave the App's credentials",
            "hub-compass",
        )
        at = f"{founder.github.server_url}/organizations/jupyterhub/settings/apps"
        assert lost["apps"] == at
        assert "generate a private key" in lost["cure"]


async def cookie_of(founder: Founder) -> str:
    """What the browser sends along."""
    (cookie,) = founder.browser._session.cookie_jar
    return f"{cookie.key}={cookie.value}"
