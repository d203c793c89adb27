"""GitHub delivers; whatever comes, the answer is clear and nothing wanted is lost."""

import asyncio
import gzip
import hmac
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.core.delivery import Delivery
from bot.todo.job import Key, StoreUnavailable, Wake
from bot.todo.sqlite import SqliteTodo
from bot.web.server import MOST_BYTES
from bot.web.webhook import DELIVERIES, Webhook
from tests.web.hub import AGENDA, MEETINGS, NOW, PATH, SECRET, Hub, comment, sign

AGENDA_378 = ("agenda jupyterhub/team-compass#378", 7, 5001)
EVERYTHING = {
    ("agenda jupyterhub/team-compass", 7, 0),
    ("meetings jupyterhub/team-compass", 7, 0),
}


class TestAccepted:
    async def test_a_command_is_on_the_list_once_github_has_its_answer(self, hub):
        answer = await hub.deliver("issue_comment", comment("/agenda Releases"))
        assert answer == (202, None)
        assert await hub.woken() == {AGENDA_378}

    async def test_small_talk_is_accepted_and_wakes_nothing(self, hub):
        status, _ = await hub.deliver("issue_comment", comment("See you there!"))
        assert status == 202
        assert await hub.woken() == set()

    async def test_a_redelivery_makes_no_second_job(self, hub):
        for _ in range(3):
            await hub.deliver("issue_comment", comment("/agenda Releases"))
        assert (await hub.todo.counts()).waiting == 1

    async def test_a_deleted_comment_is_not_waited_for(self, hub):
        await hub.deliver("issue_comment", comment("/agenda X", action="deleted"))
        assert await hub.woken() == {("agenda jupyterhub/team-compass#378", 7, 0)}

    @pytest.mark.parametrize("event", ["ping", "star", "workflow_run", "issues"])
    async def test_events_that_ask_for_nothing(self, hub, event):
        status, _ = await hub.deliver(event, {"zen": "Keep it logically awesome."})
        assert status == 202
        assert await hub.woken() == set()

    async def test_a_repository_hook_that_belongs_to_no_app_is_ignored(self, hub):
        await hub.deliver("issue_comment", comment("/agenda X", installation=None))
        assert await hub.woken() == set()

    @pytest.mark.parametrize(
        "body",
        [
            b'{"comment":{"id":1,"body":"\\ud800"}}',
            b'{"action": "\\ud800"}',
            b' {"a":' + b"1" * 5_000 + b"}",
            b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
            b'{"a":' * 300 + b"1" + b"}" * 300,
        ],
        ids=lambda body: repr(body[:12]),
    )
    async def test_an_object_that_is_hard_to_read_is_one(self, hub, body):
        """Nothing of it is known; the sweep finds what it would have told."""
        answer = await hub.post(body, hub.headers("issue_comment", body))
        assert answer == (202, None)
        assert await hub.woken() == set()

    async def test_the_answer_says_who_gives_it_and_not_with_what(self, hub):
        body = b"{}"
        async with hub.session.post(
            hub.url + PATH, data=body, headers=hub.headers("ping", body)
        ) as response:
            assert response.status == 202
            assert response.headers["Server"] == "team-compass-bot"

    @pytest.mark.parametrize(
        "content_type", ["application/json; charset=utf-8", "Application/JSON"]
    )
    async def test_json_by_any_spelling(self, hub, content_type):
        status, _ = await hub.deliver("ping", {}, Content_Type=content_type)
        assert status == 202

    async def test_ids_that_no_store_could_hold_count_as_absent(self, hub):
        payload = comment("/agenda X", comment={"id": 10**30, "body": "/agenda X"})
        assert (await hub.deliver("issue_comment", payload))[0] == 202
        assert await hub.woken() == {("agenda jupyterhub/team-compass#378", 7, 0)}


class TestNewGround:
    """What moves the ground under a repository has everything in it looked at."""

    @pytest.mark.parametrize("name", ["team-compass.yml", "support.yml"])
    async def test_the_configuration_is_pushed_to_the_default_branch(self, hub, name):
        await hub.deliver("push", push("refs/heads/main", f".github/{name}"))
        assert await hub.woken() == EVERYTHING

    @pytest.mark.parametrize(
        ("ref", "path"),
        [
            ("refs/heads/idea", ".github/team-compass.yml"),
            ("refs/heads/main", "README.md"),
            ("refs/tags/main", ".github/team-compass.yml"),
        ],
    )
    async def test_other_pushes_change_nothing(self, hub, ref, path):
        await hub.deliver("push", push(ref, path))
        assert await hub.woken() == set()

    @pytest.mark.parametrize("action", ["renamed", "transferred"])
    async def test_a_repository_moves(self, hub, action):
        await hub.deliver("repository", comment("", action=action, comment=None))
        assert await hub.woken() == EVERYTHING

    async def test_the_app_is_installed(self, hub):
        where = [{"id": 1, "full_name": "jupyterhub/team-compass"}]
        payload = {
            "action": "created",
            "installation": {"id": 7},
            "repositories": where,
        }
        await hub.deliver("installation", payload)
        assert await hub.woken() == EVERYTHING

    async def test_repositories_are_added_to_an_installation(self, hub):
        payload = {
            "action": "added",
            "installation": {"id": 7},
            "repositories_added": [{"full_name": "jupyterhub/team-compass"}, {}],
        }
        await hub.deliver("installation_repositories", payload)
        assert await hub.woken() == EVERYTHING

    async def test_where_the_app_was_removed_there_is_nothing_to_do(self, hub):
        where = [{"id": 1, "full_name": "jupyterhub/team-compass"}]
        payload = {
            "action": "deleted",
            "installation": {"id": 7},
            "repositories": where,
        }
        await hub.deliver("installation", payload)
        assert await hub.woken() == set()


def installation(action: str) -> dict[str, object]:
    where = [{"id": 1, "full_name": "jupyterhub/team-compass"}]
    return {"action": action, "installation": {"id": 7}, "repositories": where}


def push(ref: str, path: str) -> dict[str, object]:
    commits = [{"added": [], "modified": [path], "removed": []}]
    payload = comment("", ref=ref, commits=commits)
    return {k: v for k, v in payload.items() if k not in ("action", "comment", "issue")}


class TestRefused:
    """Every row of the contract's table that is no 202."""

    @pytest.mark.parametrize("header", ["X_GitHub_Event", "X_GitHub_Delivery"])
    @pytest.mark.parametrize("value", [None, "", "Ünsinn", "a b", "../../etc"])
    async def test_400_headers_missing_or_malformed(self, hub, header, value):
        status, answer = await hub.deliver("ping", {}, **{header: value})
        assert status == 400
        assert header.replace("_", "-") in str(answer["error"])

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"null",
            b'"text"',
            b"{} {}",
            b"\xff\xfe{}",
            b'{"a": "\xc3"}',
            b"NaN",
            b'{"a":' * 100_000,
            b"payload=%7B%7D",
            b"[" * 100_000 + b"]" * 100_000,
            b'["\\ud800"]',
            b'{"a": "\\ud800"',
            b"1" * 100_000,
            '{"a": "\\ud800"}'.encode("utf-16"),
        ],
        ids=lambda body: repr(body[:12]),
    )
    async def test_400_no_json_object(self, hub, body):
        answer = await hub.post(body, hub.headers("issue_comment", body))
        assert answer == (400, {"error": "the body is not a JSON object"})

    @pytest.mark.parametrize(
        "signature",
        [
            None,
            "",
            "sha256=",
            "sha256=" + "0" * 64,
            "sha256=" + "0" * 63,
            "sha256=" + "0" * 62 + "zz",
            "sha256=" + " 0" * 32,
            "sha256=" + "é" * 64,
            "0" * 64,
        ],
    )
    async def test_401_signature_missing_or_wrong(self, hub, signature):
        status, _ = await hub.deliver(
            "issue_comment", comment("/agenda X"), X_Hub_Signature_256=signature
        )
        assert status == 401
        assert await hub.woken() == set()

    async def test_401_sha1_never_counts(self, hub):
        body = b"{}"
        sha1 = f"sha1={hmac.digest(SECRET.encode(), body, 'sha1').hex()}"
        bare = hub.headers("ping", body, X_Hub_Signature_256=None, X_Hub_Signature=sha1)
        assert (await hub.post(body, bare))[0] == 401
        dressed = hub.headers("ping", body, X_Hub_Signature_256=sha1)
        assert (await hub.post(body, dressed))[0] == 401

    async def test_401_one_changed_byte(self, hub):
        body = json.dumps(comment("/agenda X")).encode()
        headers = hub.headers("issue_comment", body)
        assert (await hub.post(body.replace(b"X", b"Y"), headers))[0] == 401

    async def test_the_signature_is_that_of_the_bytes_as_sent(self, hub):
        """No decompression stands between what was signed and what is checked."""
        plain = json.dumps(comment("/agenda X")).encode()
        headers = hub.headers("issue_comment", plain, Content_Encoding="gzip")
        status, _ = await hub.post(gzip.compress(plain), headers)
        assert status == 401

    @pytest.mark.parametrize(
        "content_type",
        [
            None,
            "",
            "application/x-www-form-urlencoded",
            "text/json",
            "application/jsonp",
        ],
    )
    async def test_415_not_json(self, hub, content_type):
        status, _ = await hub.deliver("ping", {}, Content_Type=content_type)
        assert status == 415

    async def test_405_only_post(self, hub):
        async with hub.session.get(hub.url + PATH) as response:
            assert response.status == 405
            assert response.headers["Allow"] == "POST"
            assert "error" in await response.json()

    async def test_nothing_of_the_payload_comes_back(self, hub):
        body = b'["hunter2"]'
        for headers in (
            hub.headers("ping", body),
            hub.headers("hunter2!", body),
            hub.headers("ping", body, X_Hub_Signature_256="hunter2"),
            hub.headers("ping", body, Content_Type="text/hunter2"),
        ):
            status, answer = await hub.post(body, headers)
            assert status >= 400
            assert list(answer) == ["error"]
            assert "hunter2" not in str(answer)


class TestTooLarge:
    async def test_exactly_25_mb_is_read(self, hub):
        body = b'{"a": "' + b"x" * (MOST_BYTES - 9) + b'"}'
        assert len(body) == MOST_BYTES
        status, _ = await hub.post(io.BytesIO(body), hub.headers("ping", body))
        assert status == 202

    async def test_413_by_its_own_account(self, hub):
        answer = await raw(hub, [f"Content-Length: {MOST_BYTES + 1}"], b"{")
        assert answer.startswith("HTTP/1.1 413")

    async def test_413_however_it_is_sent(self, hub):
        """A chunked body tells no length: the count is made while it comes."""
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        body = chunk * (MOST_BYTES // 0x10000 + 1)
        answer = await raw(hub, ["Transfer-Encoding: chunked"], body)
        assert answer.startswith("HTTP/1.1 413")
        assert '{"error": "the body is over 25 MB"}' in answer


class TestBrokenHttp:
    async def test_a_length_that_is_too_short_cuts_the_body(self, hub):
        answer = await raw(hub, ["Content-Length: 1"], b"{}\r\n\r\n")
        assert " 400 Bad Request\r\n" in answer
        assert "this is not a valid HTTP request" in answer

    async def test_a_length_that_is_too_long_never_ends_well(self, hub):
        reader, writer = await raw_connection(hub, ["Content-Length: 3"], b"{}")
        writer.write_eof()
        assert b"202" not in await reader.read()
        writer.close()
        assert (await hub.deliver("ping", {}))[0] == 202

    async def test_broken_chunks(self, hub):
        for body in (b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}garbage"):
            answer = await raw(hub, ["Transfer-Encoding: chunked"], body)
            assert " 400 Bad Request\r\n" in answer
            assert '{"error": "this is not a valid HTTP request"}' in answer

    @pytest.mark.parametrize("rest", [b"", b"zz\r\n"])
    async def test_a_body_whose_rest_never_comes(self, hubs, rest):
        """Broken chunks are no end either: aiohttp does not tell who reads them."""
        hub = await hubs(body_within=timedelta(milliseconds=50))
        more = ["Transfer-Encoding: chunked", "Expect: 100-continue"]
        reader, writer = await raw_connection(hub, more, b"")
        assert b"100 Continue" in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"1\r\n{\r\n" + rest)
        answer = await reader.readuntil(b"}")
        writer.close()
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"the body did not come whole" in answer

    async def test_what_is_expected_before_the_body(self, hub):
        """Only HTTP/1.1 knows of it, and only of one thing to expect."""
        for expected, version, first in (
            ("100-continue", "HTTP/1.1", b"HTTP/1.1 100 Continue"),
            ("100-Continue", "HTTP/1.1", b"HTTP/1.1 100 Continue"),
            ("100-continue", "HTTP/1.0", b"HTTP/1.0 202 Accepted"),
            ("foo", "HTTP/1.0", b"HTTP/1.0 202 Accepted"),
            ("foo", "HTTP/1.1", b"HTTP/1.1 417 Expectation Failed"),
        ):
            more = [f"Expect: {expected}", "Content-Length: 2"]
            reader, writer = await raw_connection(hub, more, b"{}", version=version)
            assert await reader.readline() == first + b"\r\n"
            writer.close()

    async def test_what_is_too_large_is_not_asked_for(self, hub):
        length = f"Content-Length: {MOST_BYTES + 1}"
        answer = await raw(hub, ["Expect: 100-continue", length], b"")
        assert answer.startswith("HTTP/1.1 413")
        assert '{"error": "the body is over 25 MB"}' in answer

    async def test_a_sender_that_hangs_up_after_a_refusal(self, hub):
        with structlog.testing.capture_logs() as logs:
            more = ["Content-Length: 100"]
            reader, writer = await raw_connection(hub, more, b"{", signature=None)
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 401")
            writer.transport.abort()
            assert (await hub.deliver("ping", {}))[0] == 202
        assert {entry["log_level"] for entry in logs} <= {"info", "debug"}

    async def test_bytes_that_are_no_http_are_not_repeated(self, hub):
        reader, writer = await asyncio.open_connection(*address(hub))
        writer.write(b"\x16\x03hunter2\r\n\r\n")
        answer = (await reader.read()).decode()
        writer.close()
        assert " 400 Bad Request\r\n" in answer
        assert '{"error": "this is not a valid HTTP request"}' in answer
        assert "hunter2" not in answer

    async def test_a_sender_that_hangs_up_is_nobodys_problem(self, hub):
        with structlog.testing.capture_logs() as logs:
            _, writer = await raw_connection(hub, ["Content-Length: 100"], b"{")
            writer.transport.abort()
            assert (await hub.deliver("ping", {}))[0] == 202
        assert [entry for entry in logs if entry["log_level"] == "error"] == []


def address(hub: Hub) -> tuple[str, int]:
    host, port = hub.url.removeprefix("http://").split(":")
    return host, int(port)


async def raw_connection(
    hub: Hub,
    more: Iterable[str],
    body: bytes,
    signature: str | None = sign(b"{}"),
    version: str = "HTTP/1.1",
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    headers = hub.headers("ping", b"{}", Host="bot", X_Hub_Signature_256=signature)
    lines = [
        f"POST {PATH} {version}",
        *(f"{n}: {v}" for n, v in headers.items()),
        *more,
    ]
    reader, writer = await asyncio.open_connection(*address(hub))
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return reader, writer


async def raw(hub: Hub, more: Iterable[str], body: bytes) -> str:
    """All that comes back for bytes no HTTP client would send."""
    reader, writer = await raw_connection(hub, more, body)
    answer = b""
    while b'"error"' not in answer:
        part = await reader.read(65536)
        assert part, "the connection ended without an answer"
        answer += part
    writer.close()
    return answer.decode()


class TestSecrets:
    async def test_githubs_own_example(self, hubs):
        """https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries"""
        hub = await hubs(secrets=("It's a Secret to Everybody",))
        digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        headers = hub.headers("ping", b"", X_Hub_Signature_256=f"sha256={digest}")
        status, answer = await hub.post(b"Hello, World!", headers)
        assert (status, answer["error"]) == (400, "the body is not a JSON object")
        assert (await hub.post(b"Hello, World?", headers))[0] == 401

    async def test_both_secrets_count_while_one_replaces_the_other(self, hubs):
        hub = await hubs(AGENDA, secrets=("new", "öld"))
        for secret, status in (("new", 202), ("öld", 202), ("older", 401)):
            signature = sign(b"{}", secret)
            headers = hub.headers("ping", b"{}", X_Hub_Signature_256=signature)
            assert (await hub.post(b"{}", headers))[0] == status

    @pytest.mark.parametrize("secrets", [(), ("",), ("good", "")])
    def test_no_secret_is_no_webhook(self, secrets):
        with pytest.raises(ValueError, match="secret is needed"):
            Webhook(
                secrets=secrets,
                features=(),
                todo=SqliteTodo(":memory:", now=lambda: NOW),
            )


def store(kind: type[SqliteTodo] = SqliteTodo) -> SqliteTodo:
    return kind(":memory:", now=lambda: NOW)


class FullDisk(SqliteTodo):
    async def add(self, wakes: Sequence[Wake]) -> None:
        raise StoreUnavailable("no space left on device")


class Mistaken(SqliteTodo):
    async def add(self, wakes: Sequence[Wake]) -> None:
        raise ZeroDivisionError("division by hunter2")


class TestTrouble:
    @pytest.mark.parametrize("kind", [FullDisk, Mistaken])
    async def test_503_when_it_cannot_be_recorded(self, hubs, kind):
        hub = await hubs(AGENDA, todo=store(kind))
        body = json.dumps(comment("/agenda X")).encode()
        with structlog.testing.capture_logs() as logs:
            async with hub.session.post(
                hub.url + PATH, data=body, headers=hub.headers("issue_comment", body)
            ) as response:
                assert response.status == 503
                assert int(response.headers["Retry-After"]) > 0
                assert "hunter2" not in await response.text()
        assert [entry["event"] for entry in logs] == ["delivery not recorded"]

    async def test_small_talk_needs_no_store(self, hubs):
        hub = await hubs(AGENDA, todo=store(FullDisk))
        assert (await hub.deliver("issue_comment", comment("Hello")))[0] == 202

    async def test_a_feature_that_chokes_starves_no_other_and_looks_at_all(self, hubs):
        def choke(delivery: Delivery) -> Iterable[Key]:
            raise ZeroDivisionError

        hub = await hubs(replace(MEETINGS, wakes=choke, events=AGENDA.events), AGENDA)
        with structlog.testing.capture_logs() as logs:
            status, _ = await hub.deliver("issue_comment", comment("/agenda X"))
            await hub.deliver("issue_comment", comment("Hello", repository=None))
        assert status == 202
        assert await hub.woken() == {
            AGENDA_378,
            ("meetings jupyterhub/team-compass", 7, 5001),
        }
        assert logs[0]["event"] == "delivery not understood"
        assert logs[0]["feature"] == "meetings"


class TestMetrics:
    async def test_deliveries_are_counted_by_event_and_outcome(self, hub):
        def seen(event: str, outcome: str) -> float:
            return DELIVERIES.labels(event, outcome)._value.get()

        before = [
            seen("issue_comment", "recorded"),
            seen("issue_comment", "nothing"),
            seen("other", "nothing"),
            seen("other", "refused_400"),
        ]
        await hub.deliver("issue_comment", comment("/agenda X"))
        await hub.deliver("issue_comment", comment("Hello"))
        await hub.deliver("made_up_by_a_stranger", {})
        await hub.deliver("ping", {}, X_GitHub_Event="Not An Event")
        after = [
            seen("issue_comment", "recorded"),
            seen("issue_comment", "nothing"),
            seen("other", "nothing"),
            seen("other", "refused_400"),
        ]
        assert [a - b for a, b in zip(after, before, strict=True)] == [1, 1, 1, 1]
