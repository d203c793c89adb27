"""The App proves who it is: once, early enough, for no more than the work needs."""

import asyncio
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.core.actions import DeleteComment
from bot.core.errors import Gone, Refused, RetryLater
from bot.github.clock import ServerClock
from bot.github.tokens import AppCredentials, Token, load_key
from bot.github.wire import Broken
from tests.github.scripted import (
    REPOSITORY,
    TOKENS,
    Asked,
    Reply,
    issue,
    pem,
    private_key,
)

TEAM = "jupyterhub/team-compass"
ISSUE = f"{REPOSITORY}/issues/1"
A_DELETION = DeleteComment(repository=TEAM, why="test", comment_id=5)
APP = {"id": 123_456, "slug": "team-compass"}
BAD = {"message": "Bad credentials"}


def claims(asked: Asked) -> dict[str, object]:
    token = asked.headers["authorization"].removeprefix("Bearer ")
    never = {"verify_exp": False, "verify_iat": False}
    return jwt.decode(
        token, private_key().public_key(), algorithms=["RS256"], options=never
    )


class TestTheKey:
    def test_is_read_from_what_github_hands_out(self):
        assert load_key(pem()).key_size == 2048

    def test_in_another_form_is_refused_without_quoting_it(self):
        with pytest.raises(ValueError, match=r"\.pem file that GitHub made") as told:
            load_key("-----BEGIN RSA PRIVATE KEY-----\nhunter2")
        assert "hunter2" not in repr(told.value)
        assert told.value.__cause__ is None

    def test_of_another_kind_is_refused(self):
        key = ec.generate_private_key(ec.SECP256R1())
        text = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with pytest.raises(ValueError, match="RSA"):
            load_key(text)

    def test_with_a_passphrase_is_refused(self):
        text = private_key().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
        with pytest.raises(ValueError, match="unencrypted"):
            load_key(text)


class TestTheAppsToken:
    async def test_is_backdated_and_ends_before_github_would_object(
        self, app, scripted, clock
    ):
        scripted.on("GET", "/app", Reply(APP))
        assert (await app.identity()).login == "team-compass[bot]"
        now = int(clock.now().timestamp())
        assert claims(scripted.asked[0]) == {
            "iat": now - 60,
            "exp": now + 540,
            "iss": "123456",
        }

    async def test_is_made_without_reading_the_key_again(
        self, make_app, scripted, monkeypatch
    ):
        app = make_app(scripted.url, private_key=pem())
        scripted.on("GET", "/app/installations", Reply([]))
        readings = []
        for module in ("jwt.algorithms", "bot.github.tokens"):
            monkeypatch.setattr(
                f"{module}.load_pem_private_key",
                lambda *args, **_options: readings.append(args),
            )
        for _ in range(3):
            await app.installations()
        assert readings == []

    async def test_may_name_the_client_id(self, make_app, scripted):
        scripted.on("GET", "/app", Reply(APP))
        await make_app(scripted.url, app_id="Iv23li", private_key=pem()).identity()
        assert claims(scripted.asked[0])["iss"] == "Iv23li"

    async def test_the_identity_is_asked_for_once(self, app, scripted):
        scripted.on("GET", "/app", Reply(APP))
        await asyncio.gather(*(app.identity() for _ in range(5)))
        assert scripted.count("GET", "/app") == 1

    async def test_an_unknown_app_is_told_what_to_look_at(self, app, scripted):
        scripted.on("GET", "/app", Reply({"message": "Integration not found"}, 404))
        with pytest.raises(Refused, match="is APP_ID right"):
            await app.identity()

    async def test_a_wrong_key_is_told_what_to_look_at(self, app, scripted):
        scripted.on("GET", "/app", Reply(BAD, 401))
        with pytest.raises(Refused, match="APP_ID and PRIVATE_KEY"):
            await app.identity()
        assert scripted.count("GET", "/app") == 1


class TestAWrongClock:
    @pytest.mark.parametrize("minutes", [-60, -5, 5, 60 * 24])
    async def test_is_corrected_by_githubs_first_answer(
        self, app, scripted, minutes, log
    ):
        scripted.fast_by = timedelta(minutes=minutes)

        def strict(asked: Asked) -> Reply:
            now = scripted.now().timestamp()
            told = claims(asked)
            good = told["iat"] <= now < told["exp"] <= now + 600
            return Reply(APP) if good else Reply(BAD, 401)

        scripted.on("GET", "/app", strict)
        assert (await app.identity()).slug == "team-compass"
        assert scripted.count("GET", "/app") <= 2
        assert log[0]["event"] == "clock_differs"
        assert log[0]["seconds"] == minutes * 60

    async def test_is_corrected_also_when_the_first_request_asks_for_a_token(
        self, hub, scripted
    ):
        scripted.fast_by = timedelta(minutes=-5)
        scripted.on("POST", TOKENS, Reply(BAD, 401), scripted.token)
        scripted.on("GET", ISSUE, Reply(issue()))
        assert await hub.get_issue(TEAM, 1)

    async def test_keeps_a_token_neither_too_long_nor_too_short(
        self, hub, scripted, clock
    ):
        scripted.fast_by = timedelta(hours=2)
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)
        clock.advance(timedelta(minutes=54))
        await hub.get_issue(TEAM, 1)
        assert scripted.tokens == 1
        clock.advance(timedelta(minutes=2))
        await hub.get_issue(TEAM, 1)
        assert scripted.tokens == 2

    @pytest.mark.parametrize("date", [None, "", "yesterday", "Thu, 99 Mar 2021"])
    def test_learns_nothing_from_an_odd_date(self, clock, date):
        server = ServerClock(clock.now)
        server.hear(date)
        assert server() == clock.now()

    def test_understands_a_date_without_zone(self, clock):
        server = ServerClock(clock.now)
        server.hear("Thu, 04 Mar 2021 13:00:00 -0000")
        assert server.offset == timedelta(hours=1)

    def test_leaves_latency_alone(self, clock):
        server = ServerClock(clock.now)
        server.hear("Thu, 04 Mar 2021 12:00:04 GMT")
        assert server.offset == timedelta()


class TestAnInstallationsToken:
    async def test_is_narrowed_to_repository_and_permissions(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)
        assert scripted.asked[0].path == TOKENS
        assert scripted.asked[0].body == {
            "repositories": ["team-compass"],
            "permissions": {"contents": "read", "issues": "write", "metadata": "read"},
        }

    async def test_for_the_list_of_repositories_can_only_read_that(self, hub, scripted):
        scripted.on("GET", "/installation/repositories", Reply({"repositories": []}))
        assert await hub.list_repositories() == ()
        assert scripted.asked[0].body == {"permissions": {"metadata": "read"}}

    async def test_is_asked_for_once_however_many_want_it(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue()))
        await asyncio.gather(*(hub.get_issue(TEAM, 1) for _ in range(50)))
        assert scripted.tokens == 1

    async def test_is_shared_by_later_work_and_renewed_five_minutes_early(
        self, hub, scripted, clock
    ):
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)
        clock.advance(timedelta(minutes=54, seconds=59))
        await hub.get_issue(TEAM, 1)
        assert scripted.tokens == 1
        clock.advance(timedelta(seconds=1))
        await hub.get_issue(TEAM, 1)
        assert scripted.tokens == 2

    async def test_a_failure_is_everybodys_and_the_next_one_tries_anew(
        self, make_app, scripted
    ):
        hub = make_app(scripted.url, waits=()).installation(7)
        scripted.on("GET", ISSUE, Reply(issue()))
        scripted.on("POST", TOKENS, Reply(status=500), scripted.token)
        results = await asyncio.gather(
            *(hub.get_issue(TEAM, 1) for _ in range(9)), return_exceptions=True
        )
        assert {type(result) for result in results} == {Broken}
        assert scripted.count("POST", TOKENS) == 1
        assert await hub.get_issue(TEAM, 1)

    async def test_one_who_gives_up_takes_it_from_nobody(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue()))
        impatient = asyncio.create_task(hub.get_issue(TEAM, 1))
        patient = asyncio.create_task(hub.get_issue(TEAM, 1))
        while not scripted.asked:
            await asyncio.sleep(0)
        impatient.cancel()
        assert (await patient).number == 1
        assert scripted.tokens == 1

    async def test_closing_needs_no_request_before(self, app):
        await app.close()
        await app.close()

    async def test_closing_ends_a_request_that_is_under_way(self, app, scripted):
        waiting = asyncio.create_task(app.installation(7).get_issue(TEAM, 1))
        while not scripted.asked:
            await asyncio.sleep(0)
        await app.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    async def test_unknown_to_github_is_replaced_at_once_for_a_read(
        self, hub, scripted
    ):
        scripted.on("GET", ISSUE, Reply(BAD, 401), Reply(issue()))
        assert await hub.get_issue(TEAM, 1)
        assert scripted.asked[-1].headers["authorization"] == "Bearer ghs_number2"

    async def test_revoked_while_many_use_it_is_replaced_once(self, hub, scripted):
        def known(asked: Asked) -> Reply:
            good = asked.headers["authorization"] == "Bearer ghs_number2"
            return Reply(issue()) if good else Reply(BAD, 401)

        scripted.on("GET", ISSUE, known)
        await asyncio.gather(*(hub.get_issue(TEAM, 1) for _ in range(20)))
        assert scripted.tokens == 2

    async def test_unknown_a_second_time_is_for_later(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(BAD, 401))
        with pytest.raises(RetryLater) as told:
            await hub.get_issue(TEAM, 1)
        assert told.value.after == timedelta(seconds=2)
        assert scripted.tokens == 2

    async def test_unknown_leaves_a_write_for_later_with_another_token(
        self, hub, scripted
    ):
        scripted.on("DELETE", f"{REPOSITORY}/issues/comments/5", Reply(BAD, 401))
        for number in (1, 2):
            with pytest.raises(RetryLater):
                await hub.apply(A_DELETION)
            used = scripted.asked[-1].headers["authorization"]
            assert used == f"Bearer ghs_number{number}"

    async def test_that_makes_no_sense_is_asked_for_later(self, hub, scripted):
        scripted.on("POST", TOKENS, Reply({"token": 5, "expires_at": "?"}, 201))
        with pytest.raises(RetryLater):
            await hub.get_issue(TEAM, 1)


class TestNoToken:
    async def test_after_the_app_was_uninstalled(self, hub, scripted):
        scripted.on("POST", TOKENS, Reply({"message": "Not Found"}, 404))
        with pytest.raises(Gone, match="installation 7 is no more"):
            await hub.get_issue(TEAM, 1)

    async def test_while_the_app_is_suspended(self, hub, scripted):
        suspended = {"message": "This installation has been suspended"}
        scripted.on("POST", TOKENS, Reply(suspended, 403))
        with pytest.raises(Refused, match="unsuspend the App"):
            await hub.get_issue(TEAM, 1)

    async def test_before_new_permissions_are_accepted(self, hub, scripted):
        asked = "The permissions requested are not granted to this installation."
        scripted.on("POST", TOKENS, Reply({"message": asked}, 422))
        with pytest.raises(Refused, match="accept the App's new permissions"):
            await hub.get_issue(TEAM, 1)

    async def test_for_a_repository_that_was_taken_away_and_given_back(
        self, hub, scripted, clock
    ):
        away = {"message": "There is at least one repository that does not exist"}
        scripted.on("POST", TOKENS, Reply(away, 422), scripted.token)
        scripted.on("GET", ISSUE, Reply(issue()))
        for _ in range(3):
            with pytest.raises(Gone, match="no repository team-compass"):
                await hub.get_issue(TEAM, 1)
        assert scripted.count("POST", TOKENS) == 1
        clock.advance(timedelta(minutes=1))
        assert await hub.get_issue(TEAM, 1)


async def test_no_secret_shows_in_what_is_printed(app, hub, scripted, log, clock):
    scripted.on("GET", ISSUE, Reply(BAD, 401))
    with pytest.raises(RetryLater) as told:
        await hub.get_issue(TEAM, 1)
    credentials = AppCredentials("1", private_key(), ServerClock(clock.now))
    token = Token("ghs_number1", clock.now(), clock.now())
    shown = f"{told.value!r} {log} {app!r} {hub!r} {credentials!r} {token!r}"
    assert "ghs_" not in shown
    assert "PRIVATE" not in shown
    assert "key=" not in shown
