"""The App proves who it is, with a key read once and a clock put right."""

import asyncio
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.core.errors import Refused
from bot.github.clock import ServerClock
from bot.github.tokens import load_key
from tests.github.scripted import (
    BAD,
    ISSUE,
    TEAM,
    TOKENS,
    Asked,
    Reply,
    issue,
    pem,
    private_key,
)

APP = {"id": 123_456, "slug": "team-compass"}


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
        server.hear(date, server.here())
        assert server() == clock.now()

    def test_understands_a_date_without_zone(self, clock):
        server = ServerClock(clock.now)
        server.hear("Thu, 04 Mar 2021 13:00:00 -0000", server.here())
        assert server.offset == timedelta(hours=1)

    def test_believes_no_answer_that_took_long_over_its_own_clock(self, clock):
        server = ServerClock(clock.now)
        asked = server.here()
        clock.advance(timedelta(seconds=19))
        server.hear("Thu, 04 Mar 2021 12:00:01 GMT", asked)
        assert server.offset == timedelta()

    def test_leaves_latency_alone(self, clock):
        server = ServerClock(clock.now)
        server.hear("Thu, 04 Mar 2021 12:00:04 GMT", server.here())
        assert server.offset == timedelta()
