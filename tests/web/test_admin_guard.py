"""Who gets in at /admin, who does not, and what guessing leads to."""

import re
from datetime import timedelta

import pytest
import structlog
from aiohttp.test_utils import make_mocked_request

from bot.todo.job import Key
from bot.web.admin_guard import Guard, Refusal
from tests.web.hub import NOW
from tests.web.operator import TOKEN, basic, cookie_of, operating

WRONG = basic("x" * len(TOKEN))


@pytest.fixture
async def operator(github, tmp_path):
    async with operating(github, tmp_path, features=()) as operator:
        yield operator


RIGHT = (
    basic(),
    f"Bearer {TOKEN}",
    f"bearer {TOKEN}",
    f"BASIC {basic().partition(' ')[2]}",
)
NOT_RIGHT = (
    None,
    "",
    TOKEN,
    "Bearer",
    "Bearer ",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN.upper()}",
    f"Bearer {'x' * 5000}",
    f"Digest {TOKEN}",
    "Basic",
    "Basic !!!",
    "Basic YWRtaW4=",
    "Basic é",
    basic(""),
    basic(f"{TOKEN} "),
    basic(user="root"),
    basic(user=""),
    basic(user="Admin"),
    basic(f":{TOKEN}"),
)


class TestTheToken:
    async def test_with_it_one_gets_in(self, operator):
        for given in RIGHT:
            answer = await operator.ask("GET", "/admin", Authorization=given)
            assert answer.page["h1"].startswith("All is well"), given

    async def test_without_it_one_is_asked_for_it(self, operator):
        for given in NOT_RIGHT:
            answer = await operator.ask("GET", "/admin", Authorization=given)
            assert answer.status == 401, given
            assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
            assert list(answer.json) == ["error"]
            assert TOKEN not in answer.text
            operator.github.clock.advance(timedelta(seconds=10))

    async def test_a_token_may_hold_whatever_can_be_typed(self, github, tmp_path):
        token = "a:b%!~\"'\\&=?#0123"
        async with operating(github, tmp_path, features=(), token=token) as operator:
            for given in (basic(token), f"Bearer {token}"):
                answer = await operator.ask("GET", "/admin", Authorization=given)
                assert answer.status == 200

    async def test_where_none_is_set_there_is_no_such_page(self, github, tmp_path):
        async with operating(github, tmp_path, features=(), token=None) as operator:
            for method in ("GET", "HEAD", "POST", "DELETE"):
                asked = {"Authorization": basic()}
                here = await operator.ask(method, "/admin", **asked)
                nowhere = await operator.ask(method, "/nowhere", **asked)
                assert here.status == 404
                assert (here.status, here.text) == (nowhere.status, nowhere.text)
                assert [h for h in here.headers if h != "Date"] == [
                    h for h in nowhere.headers if h != "Date"
                ]

    async def test_other_methods_and_paths(self, operator):
        head = await operator.ask("HEAD", "/admin")
        assert (head.status, head.text) == (200, "")
        refused = await operator.ask("PUT", "/admin")
        assert (refused.status, refused.headers["Allow"]) == (405, "GET, POST")
        for path in ("/admin/", "/admin/x", "/Admin"):
            assert (await operator.ask("GET", path)).status == 404


def _status(guard: Guard, authorization: str, peer: str = "192.0.2.7") -> int:
    class Transport:
        def get_extra_info(self, name: str) -> tuple[str, int] | None:
            return (peer, 40000) if name == "peername" else None

    headers = {"Authorization": authorization}
    request = make_mocked_request(
        "GET", "/admin", headers=headers, transport=Transport()
    )
    found = guard.admit(request)
    return found.status if isinstance(found, Refusal) else 200


class TestGuessing:
    async def guess(self, operator, times, **headers):
        return [
            (await operator.ask("GET", "/admin", Authorization=WRONG, **headers)).status
            for _ in range(times)
        ]

    async def test_ten_wrong_ones_a_minute_are_enough(self, operator):
        assert await self.guess(operator, 12) == [401] * 10 + [429] * 2
        answer = await operator.ask("GET", "/admin")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
        operator.github.clock.advance(timedelta(minutes=1))
        assert (await operator.ask("GET", "/admin")).status == 200

    async def test_to_come_without_a_token_is_no_guess(self, operator):
        for _ in range(20):
            answer = await operator.ask("GET", "/admin", Authorization=None)
            assert answer.status == 401
        assert (await operator.ask("GET", "/admin")).status == 200

    async def test_right_ones_are_not_counted(self, operator):
        for _ in range(20):
            assert (await operator.ask("GET", "/admin")).status == 200
        assert await self.guess(operator, 1) == [401]

    async def test_whoever_had_it_once_is_not_shut_out_by_others(self, operator):
        known = cookie_of(await operator.ask("GET", "/admin"))
        await self.guess(operator, 11)
        assert (await operator.ask("GET", "/admin")).status == 429
        strange = f'a={{"x":1}}; compass-known=x.y; {known}; compass-known; é'
        answer = await operator.ask("GET", "/admin", Cookie=strange)
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers

    async def test_what_makes_a_browser_known_opens_nothing(self, operator):
        known = cookie_of(await operator.ask("GET", "/admin"))
        answer = await operator.ask("GET", "/admin", Authorization=None, Cookie=known)
        assert answer.status == 401
        assert await self.guess(operator, 11, Cookie=known) == [401] * 10 + [429]
        assert (await operator.ask("GET", "/admin")).status == 200  # the others go on

    async def test_a_made_up_cookie_helps_nobody(self, operator):
        await self.guess(operator, 10)
        for cookie in ("", "compass-known=", "compass-known=0.0", ";;=", "é=é", '"'):
            answer = await operator.ask("GET", "/admin", Cookie=cookie)
            assert answer.status == 429, cookie

    async def test_the_cookie_is_for_this_page_alone(self, operator, github, tmp_path):
        cookie = (await operator.ask("GET", "/admin")).headers["Set-Cookie"]
        for part in ("; Path=/admin", "; HttpOnly", "; SameSite=Strict", "; Max-Age="):
            assert part in cookie
        assert "Secure" not in cookie
        assert TOKEN not in cookie
        address = "https://compass.example.org"
        folder = tmp_path / "other"
        async with operating(github, folder, features=(), public_url=address) as other:
            cookie = (await other.ask("GET", "/admin")).headers["Set-Cookie"]
        assert cookie.endswith("; Secure")

    async def test_programs_get_no_cookie(self, operator):
        bearer = f"Bearer {TOKEN}"
        answer = await operator.ask("GET", "/admin", Authorization=bearer)
        assert "Set-Cookie" not in answer.headers

    async def test_a_clock_that_is_set_back_shuts_nobody_out(self):
        now = [NOW]
        guard = Guard(TOKEN, now=lambda: now[0], secure=False)
        assert [_status(guard, WRONG) for _ in range(11)] == [401] * 10 + [429]
        now[0] -= timedelta(hours=3)
        assert _status(guard, basic()) == 200

    async def test_somebody_with_many_addresses_has_sixty_tries(self):
        guard = Guard(TOKEN, now=lambda: NOW, secure=False)
        came = [_status(guard, WRONG, peer=f"2001:db8::{n}") for n in range(80)]
        assert came == [401] * 60 + [429] * 20
        assert _status(guard, basic(), peer="192.0.2.1") == 429

    async def test_it_is_told_and_counted_without_what_was_tried(self, operator):
        with structlog.testing.capture_logs() as logs:
            await self.guess(operator, 12)
        told = [entry for entry in logs if entry["event"] == "wrong admin token"]
        assert len(told) == 10
        assert {entry["peer"] for entry in told} == {"127.0.0.1"}
        assert "xxx" not in str(logs)
        metrics = (await operator.ask("GET", "/metrics")).text
        assert re.search(
            r'^compass_admin_tries_total\{outcome="unseen"\} ', metrics, re.MULTILINE
        )


JOB = Key("agenda", "jupyterhub/team-compass#3")


FROM = (
    ({"Sec_Fetch_Site": "same-origin"}, 303),
    ({"Sec_Fetch_Site": "cross-site"}, 403),
    ({"Sec_Fetch_Site": "same-site"}, 403),
    ({"Sec_Fetch_Site": "none"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "here"}, 303),
    ({"Origin": "https://compass.example.org"}, 303),
    ({"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"}, 403),
    ({"Authorization": None, "Sec_Fetch_Site": "same-origin"}, 401),
    ({"Authorization": WRONG, "Sec_Fetch_Site": "same-origin"}, 401),
    ({"Authorization": f"Bearer {TOKEN}"}, 303),
    ({}, 303),
)


class TestForms:
    """A browser sends what it knows by itself, also for another site's page."""

    @pytest.fixture
    async def seal(self, operator):
        """What the button of a job that has failed sends."""
        await operator.bury(JOB)
        return (await operator.look()).buttons[f"Retry {JOB}"]

    async def assert_failed(self, operator, count=1):
        assert (await operator.bot.todo.counts()).failed == count

    async def test_only_a_page_of_ours_presses_a_button(self, github, tmp_path):
        address = "https://compass.example.org"
        async with operating(github, tmp_path, (), public_url=address) as operator:
            for headers, status in FROM:
                here = headers.get("Origin") == "here"
                sent = {"Origin": operator.bot.url} if here else headers
                await operator.bury(JOB)
                seal = (await operator.look()).buttons[f"Retry {JOB}"]
                answer = await operator.ask("POST", "/admin", {"job": seal}, **sent)
                assert answer.status == status, headers
                await self.assert_failed(operator, 0 if status == 303 else 1)

    async def test_nobody_can_make_up_what_a_button_sends(self, operator, seal):
        for made_up in (
            "",
            str(JOB),
            "all that have failed",
            "0" * 64,
            seal[:-1],
            "é\0",
        ):
            answer = await operator.press(made_up)
            assert answer.headers["Location"] == "/admin?said=nothing"
        await self.assert_failed(operator)

    async def test_what_a_button_sends_is_another_one_with_another_token(
        self, operator, seal
    ):
        other = Guard("another-token-12", now=operator.bot.clock, secure=False)
        assert not other.is_seal_of(str(JOB), seal)
        with pytest.raises(ValueError, match="everybody"):
            Guard("", now=operator.bot.clock, secure=False)

    async def test_what_is_no_form_of_ours(self, operator, seal):
        form = "application/x-www-form-urlencoded"
        for body, kind in (
            (b"{}", "application/json"),
            (f"job={seal}".encode(), "text/plain"),
            (f"job={seal}&x={'x' * 5000}".encode(), form),
            (b"&".join([f"job={seal}".encode()] * 50), form),
            (f"job={seal}é".encode(), form),
            (b"", form),
        ):
            answer = await operator.ask("POST", "/admin", body, Content_Type=kind)
            assert (answer.status, list(answer.json)) == (400, ["error"]), body
        await self.assert_failed(operator)


async def test_every_answer_is_guarded(operator):
    for given in (basic(), None, WRONG):
        headers = (await operator.ask("GET", "/admin", Authorization=given)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
