"""Installation tokens: once, early enough, for no more than the work needs."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.actions import DeleteComment
from bot.core.errors import Gone, Refused, RetryLater
from bot.github.clock import ServerClock
from bot.github.tokens import AppCredentials, Token
from bot.github.wire import Broken
from tests.github.scripted import (
    BAD,
    ISSUE,
    REPOSITORY,
    TEAM,
    TOKENS,
    Asked,
    Reply,
    issue,
    private_key,
)

A_DELETION = DeleteComment(repository=TEAM, why="test", comment_id=5)

INSTALLATION = "/app/installations/7"
COMMENT = f"{REPOSITORY}/issues/comments/5"
FORBIDDEN = {"message": "Resource not accessible by integration"}


class TestAnInstallationsToken:
    async def test_is_for_one_repository_and_only_reads(self, hub, scripted):
        scripted.on("GET", ISSUE, Reply(issue()))
        await hub.get_issue(TEAM, 1)
        assert scripted.asked[0].path == TOKENS
        assert scripted.asked[0].body == {
            "repositories": ["team-compass"],
            "permissions": {"contents": "read", "issues": "read", "metadata": "read"},
        }

    async def test_writes_what_its_feature_writes_and_nothing_else(
        self, make_app, scripted
    ):
        """One token for reading serves all features; each has its own to write."""
        everything = {"checks": "write", "contents": "write", "issues": "write"}
        app = make_app(scripted.url, permissions=everything)
        scripted.on("GET", ISSUE, Reply(issue()))
        scripted.on("DELETE", COMMENT, Reply(status=204))
        for feature in (
            {"contents": "read", "issues": "write", "metadata": "read"},
            {"contents": "write", "issues": "write", "metadata": "read"},
            {"checks": "read", "issues": "write"},
        ):
            hub = app.installation(7, feature)
            await hub.get_issue(TEAM, 1)
            await hub.apply(A_DELETION)
        assert [a.body for a in scripted.asked if a.path == TOKENS] == [
            {"repositories": ["team-compass"], "permissions": permissions}
            for permissions in (
                dict.fromkeys(("checks", "contents", "issues", "metadata"), "read"),
                {"issues": "write", "metadata": "read"},
                {"contents": "write", "issues": "write", "metadata": "read"},
            )
        ]

    async def test_without_a_feature_cannot_write(self, app, scripted):
        scripted.on("DELETE", COMMENT, Reply(FORBIDDEN, 403))
        with pytest.raises(Refused):
            await app.installation(7).apply(A_DELETION)
        assert set(scripted.asked[0].body["permissions"].values()) == {"read"}

    async def test_is_never_narrowed_to_nothing_which_would_be_everything(
        self, app, scripted
    ):
        scripted.on("DELETE", COMMENT, Reply(FORBIDDEN, 403))
        with pytest.raises(Refused):
            await app.installation(7, {}).apply(A_DELETION)
        assert scripted.asked[0].body["permissions"] == {"metadata": "read"}

    async def test_for_all_repositories_can_only_read(self, hub, scripted):
        scripted.on("GET", "/installation/repositories", Reply({"repositories": []}))
        assert await hub.list_repositories() == ()
        assert scripted.asked[0].body == {
            "permissions": {"contents": "read", "issues": "read", "metadata": "read"}
        }

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

    async def test_revoked_is_replaced_at_once_for_a_write_too(
        self, clock, hub, scripted
    ):
        """GitHub has not even looked at what such a request wants."""
        scripted.on("DELETE", COMMENT, Reply(status=204))
        await hub.apply(A_DELETION)
        clock.advance(timedelta(seconds=6))
        scripted.on("DELETE", COMMENT, Reply(BAD, 401), Reply(status=204))
        await hub.apply(A_DELETION)
        assert scripted.asked[-1].headers["authorization"] == "Bearer ghs_number2"

    async def test_unknown_a_second_time_leaves_a_write_for_later(self, hub, scripted):
        scripted.on("DELETE", COMMENT, Reply(BAD, 401))
        with pytest.raises(RetryLater) as told:
            await hub.apply(A_DELETION)
        assert told.value.after == timedelta(seconds=2)
        used = [a.headers["authorization"] for a in scripted.asked if a.path == COMMENT]
        assert list(dict.fromkeys(used)) == ["Bearer ghs_number1", "Bearer ghs_number2"]

    async def test_not_known_everywhere_yet_is_used_again_also_for_a_write(
        self, hub, scripted
    ):
        scripted.on("DELETE", COMMENT, Reply(BAD, 401), Reply(status=204))
        await hub.apply(A_DELETION)
        assert scripted.tokens == 1

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
        everything = {"contents": "read", "issues": "write", "metadata": "read"}
        scripted.on("POST", TOKENS, Reply({"message": asked}, 422))
        scripted.on("GET", INSTALLATION, Reply({"permissions": everything}))
        with pytest.raises(Refused, match="accept the App's new permissions"):
            await hub.get_issue(TEAM, 1)

    async def test_a_new_version_works_on_with_what_was_accepted(
        self, make_app, scripted, log
    ):
        """Its owner may take weeks to look at what the App asks for anew."""
        refusal = "The permissions requested are not granted to this installation."
        accepted = {"issues": "write", "metadata": "read", "members": "read"}
        no = Reply({"message": refusal}, 422)
        scripted.on("POST", TOKENS, no, scripted.token, no, scripted.token)
        scripted.on("GET", INSTALLATION, Reply({"permissions": accepted}))
        scripted.on("GET", ISSUE, Reply(issue()))
        scripted.on("DELETE", COMMENT, Reply(status=204))
        app = make_app(scripted.url)
        hub = app.installation(7, {"checks": "write", "issues": "write"})
        assert await hub.get_issue(TEAM, 1)
        await hub.apply(A_DELETION)
        asked = [a.body["permissions"] for a in scripted.asked if a.path == TOKENS]
        assert asked[1] == {"issues": "read", "metadata": "read"}
        assert asked[3] == {"issues": "write", "metadata": "read"}
        warnings = [e for e in log if e["event"] == "permissions_not_granted"]
        assert [warning["lacking"] for warning in warnings] == [
            "contents: read",
            "checks: write",
        ]

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
