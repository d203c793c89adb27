"""What whoever runs the bot finds out at /admin, and what is done about it there."""

import asyncio
import json
import re
from datetime import timedelta

import pytest
import structlog

from bot import missed
from bot.core.actions import CreateComment
from bot.core.errors import Refused
from bot.feature import Context, Feature
from bot.playground import Fault
from bot.rounds import SWEEP
from bot.todo.job import Done, Key, Wake
from bot.web.admin_github import Asked
from bot.web.admin_page import LOOKED_THROUGH
from tests.small_disk import limited
from tests.stories.team import CONFIGURATION, FILE, NAME, the_meeting
from tests.web.operator import TOKEN, operating


@pytest.fixture
def repo(github):
    return github.add_repository(NAME)


class Lock:
    """What somebody has to mend."""

    closed = True


@pytest.fixture
def lock():
    return Lock()


@pytest.fixture
def greeting(lock):
    async def greet(context: Context) -> None:
        key = context.job.key
        if lock.closed:
            raise Refused("the issue is locked: unlock it")
        action = CreateComment(
            repository=key.repository, issue_number=key.number, body="Hello", why="hi"
        )
        await context.github.apply(action)

    return Feature(
        name="greeting",
        handle=greet,
        wakes=lambda d: [Key("greeting", f"{d.repository}#{d.issue}")] * bool(d.issue),
        permissions={"contents": "read", "issues": "write", "pull_requests": "read"},
        events=("issues",),
    )


class TestRetry:
    @pytest.fixture
    async def operator(self, github, repo, greeting, tmp_path):
        async with operating(github, tmp_path, [greeting]) as operator:
            yield operator

    async def test_what_has_failed_is_retried_and_succeeds(self, operator, repo, lock):
        issue = repo.open_issue("Hi", "", by="ada")
        await operator.settle()
        page = await operator.look()
        assert page["h1"] == "Something needs you."
        assert "1 job has failed for good. Read why below, mend it" in page[""]
        assert page["failed"].startswith(f"Failed Retry greeting {NAME}#1 the issue is")
        assert "given up just now, after 1 try · jupyterhub" in page["failed"]

        lock.closed = False
        answer = await operator.press(page.buttons[f"Retry greeting {NAME}#1"])
        assert answer.status == 303
        page = await operator.look(answer.headers["Location"].removeprefix("/admin"))
        assert "It waits again, and is tried at once." in page[""]
        assert page["failed"] == "Failed Nothing."
        assert page["waiting"] == f"Waiting greeting {NAME}#1 due just now · jupyterhub"

        await operator.bot.run_idle()
        assert [comment.body for comment in issue.comments] == ["Hello"]
        page = await operator.look()
        assert page["h1"].startswith("All is well: no job waits")
        assert page["waiting"] == "Waiting Nothing."

    async def test_who_presses_twice_presses_once(self, operator, repo, lock):
        issue = repo.open_issue("Hi", "", by="ada")
        await operator.settle()
        (seal,) = [job for job in (await operator.look()).buttons.values() if job]
        lock.closed = False
        twice = await asyncio.gather(operator.press(seal), operator.press(seal))
        assert {answer.status for answer in twice} == {303}
        await operator.bot.run_idle()
        late = await operator.press(seal)
        page = await operator.look(late.headers["Location"].removeprefix("/admin"))
        assert "Nothing had to be retried" in page[""]
        assert len(issue.comments) == 1
        await operator.bot.run_idle()
        assert len(issue.comments) == 1

    async def test_a_button_that_is_none(self, operator, repo):
        repo.open_issue("Hi", "", by="ada")
        await operator.settle()
        answer = await operator.press("made-up")
        page = await operator.look(answer.headers["Location"].removeprefix("/admin"))
        says = (
            "no job that has failed goes with this button, or it was retried meanwhile"
        )
        assert says in page[""]
        assert "1 job has failed for good" in page[""]

    async def test_all_at_once(self, operator, repo, lock):
        issues = [repo.open_issue(f"No. {n}", "", by="ada") for n in range(3)]
        await operator.settle()
        page = await operator.look()
        assert "3 jobs have failed for good." in page[""]
        lock.closed = False
        with structlog.testing.capture_logs() as logs:
            answer = await operator.press(page.buttons["Retry all that have failed"])
        assert answer.headers["Location"] == "/admin?said=several"
        told = [e["job"] for e in logs if e["event"] == "retried by hand"]
        assert sorted(told) == [f"greeting {NAME}#{n}" for n in (1, 2, 3)]
        await operator.bot.run_idle()
        assert [len(issue.comments) for issue in issues] == [1, 1, 1]

    async def test_a_program_is_told_what_it_has_retried(self, operator, repo):
        repo.open_issue("Hi", "", by="ada")
        await operator.settle()
        asked = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
        told = (await operator.ask("GET", "/admin", **asked)).json
        (failed,) = told["failed"]["shown"]
        job = {"job": failed["retry"]}
        answer = await operator.ask("POST", "/admin", job, **asked)
        assert answer.json == {"retried": [f"greeting {NAME}#1"]}
        answer = await operator.ask("POST", "/admin", job, **asked)
        assert answer.json == {"retried": []}

    async def test_while_nothing_can_be_recorded(self, operator, repo):
        repo.open_issue("Hi", "", by="ada")
        await operator.settle()
        (seal,) = [job for job in (await operator.look()).buttons.values() if job]
        await operator.bot.todo.close()
        answer = await operator.press(seal)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")


class TestDeliveries:
    """Why did my /agenda not show up?"""

    @pytest.fixture
    async def operator(self, github, repo, tmp_path):
        repo.commit(FILE, CONFIGURATION)
        github.clock.advance(timedelta(days=1))
        async with operating(github, tmp_path) as operator:
            await operator.bot.sweep()
            await operator.bot.run_idle()
            await operator.settle()
            yield operator

    async def test_it_was_heard_and_is_done(self, operator, github, repo):
        meeting = the_meeting(repo)
        meeting.comment("/agenda Release pulses", by="ada")
        await github.deliver()
        place = f"issue_comment.created {NAME}#{meeting.number}"
        assert f"{place} agenda: waits" in (await operator.look())["deliveries"]
        await operator.bot.run_idle()
        page = await operator.look()
        assert f"{place} agenda: done just now" in page["deliveries"]
        assert f"agenda {NAME}#{meeting.number}: done" in page["deliveries"]
        delivered = github.outbox.attempts[-1].delivery.guid
        assert f"just now, answered 202 · {delivered}" in page["deliveries"]
        address = f"{github.server_url}/{NAME}/issues/{meeting.number}"
        assert page.links[f"{NAME}#{meeting.number}"] == address

    async def test_it_is_tried_again(self, operator, github, repo):
        the_meeting(repo).comment("/agenda Release pulses", by="ada")
        github.faults.add(Fault(match="PATCH *", status=502, times=None))
        await operator.settle()
        page = await operator.look()
        assert "agenda: put off, in 5 seconds PATCH" in page["deliveries"]
        assert "GitHub answered 502" in page["deliveries"]
        assert "to be done in 5 seconds, tried 1 time · jupyterhub" in page["waiting"]
        assert "GitHub answered 502" in page["waiting"]

    async def test_it_asked_for_nothing(self, operator, github, repo):
        before = (await operator.look())["deliveries"]
        issue = repo.open_issue("A question", "", by="ada")
        await operator.settle()
        issue.comment("What about an agenda?", by="ada")
        await operator.settle()
        assert (await operator.look())["deliveries"] != before  # the issue was heard
        page = await operator.look(f"?about={NAME}%23{issue.number}")
        assert "issue_comment" not in page["deliveries"]
        assert "What is configured there: meetings." in page[""]

    async def test_what_is_known_of_another_place(self, operator, github):
        github.add_repository("jupyterhub/bare")
        github.clock.advance(timedelta(minutes=6))
        for about, says in (
            (f"{NAME}%23999", "Nothing was heard of it lately."),
            ("jupyterhub/bare", "Nothing is configured there"),
            ("Somebody/else", "The App does not see this repository"),
            ("what%20is%20this", "This is neither a repository nor a thread"),
            ("http://[", "This is neither a repository nor a thread"),
        ):
            assert says in (await operator.look(f"?about={about}"))[""]

    async def test_one_thread_by_its_address(self, operator, github, repo):
        meeting = the_meeting(repo)
        meeting.comment("/agenda Release pulses", by="ada")
        repo.open_issue("Else", "", by="ada").comment("/agenda Costs", by="ada")
        await github.deliver()
        address = f"https://github.com/{NAME}/issues/{meeting.number}%23issuecomment-1"
        page = await operator.look(f"?about={address}")
        assert f"agenda {NAME}#{meeting.number} due" in page["waiting"]
        assert f"{NAME}#{meeting.number + 1}" not in page.html
        assert f"{NAME}#{meeting.number + 1}" in (await operator.look()).html

    async def test_the_list_is_gone(self, operator, github, repo):
        await operator.bot.todo.close()
        the_meeting(repo).comment("/agenda Release pulses", by="ada")
        (attempt,) = await github.deliver()
        assert attempt.status_code == 503
        page = await operator.look()
        assert page["h1"] == "Something needs you."
        assert "The to-do list cannot be read. See to the disk" in page[""]
        assert "Answered 503: it could not be recorded" in page["deliveries"]

    async def test_the_list_is_there_and_cannot_be_written(
        self, operator, github, repo, tmp_path
    ):
        the_meeting(repo).comment("/agenda Release pulses", by="ada")
        with limited(tmp_path) as disk:
            disk.fill()
            (attempt,) = await github.deliver()
            page = await operator.look()
        assert attempt.status_code == 503
        assert page["h1"] == "Some things need you."
        assert "The to-do list cannot be written" in page[""]
        assert "is it on a disk with room" in page[""]
        assert "GitHub keeps them in its log" in page[""]
        assert "cannot be written" not in (await operator.look())[""]


class TestWhatNeverCame:
    @pytest.fixture
    async def operator(self, github, repo, greeting, lock, tmp_path):
        lock.closed = False
        async with operating(github, tmp_path, [greeting]) as operator:
            await operator.settle()
            yield operator

    async def test_the_bot_looks_for_it(self, operator, github, repo):
        here = github.app.hook_url
        github.deliver_to("http://127.0.0.1:9/")
        issue = repo.open_issue("Hi", "", by="ada")
        await github.deliver()
        github.deliver_to(here)
        page = await operator.look()
        assert "GitHub could not hand over 1 delivery in the last 1 second." in page[""]
        assert "No answer reached GitHub: see that the webhook URL" in page[""]
        failed = "issues.opened jupyterhub 502 failed to connect to host"
        assert failed in page["not-delivered"]
        github.clock.advance(timedelta(minutes=2))
        await operator.bot.todo.add([Wake(missed.KEY, 0)])
        await operator.bot.run_idle()
        await operator.settle()
        assert [comment.body for comment in issue.comments] == ["Hello"]
        page = await operator.look()
        assert f"{failed}; the bot has looked at it since" in page["not-delivered"]

    async def test_somebody_sends_it_again(self, operator, github, repo):
        here = github.app.hook_url
        github.deliver_to("http://127.0.0.1:9/")
        repo.open_issue("Hi", "", by="ada")
        (attempt,) = await github.deliver()
        github.deliver_to(here)
        await github.outbox.send(attempt.delivery)
        page = await operator.look()
        assert "to host; delivered since" in page["not-delivered"]
        assert page["h1"].startswith("All is well")

    async def test_the_secrets_differ(self, operator, github, repo):
        github.app.webhook_secret = "another"
        repo.open_issue("Hi", "", by="ada")
        await github.deliver()
        page = await operator.look()
        assert "compare WEBHOOK_SECRET with the webhook secret" in page[""]
        assert "Invalid HTTP Response: 401" in page["not-delivered"]

    async def test_what_failed_while_nobody_was_there_is_no_alarm(
        self, operator, github, repo, greeting, tmp_path
    ):
        github.deliver_to("http://127.0.0.1:9/")
        repo.open_issue("Hi", "", by="ada")
        await github.deliver()
        github.clock.advance(timedelta(minutes=2))
        async with operating(github, tmp_path / "later", [greeting]) as later:
            page = await later.look()
        assert page["h1"].startswith("All is well")
        assert "failed to connect to host" in page["not-delivered"]


class TestTheWholePicture:
    @pytest.fixture
    async def operator(self, github, repo, tmp_path):
        async with operating(github, tmp_path) as operator:
            yield operator

    async def test_nothing_has_happened_yet(self, operator):
        page = await operator.look()
        says = "All is well: no job waits, nobody has looked at everything yet."
        assert page["h1"] == says
        for section in ("failed", "running", "waiting"):
            assert page[section].endswith("Nothing.")
        assert "None yet." in page["deliveries"]
        assert "No repository is configured yet" in page["next"]
        assert len(page.ids) == len(set(page.ids))

    async def test_nothing_happens_at_all(self, operator, github):
        """As where no worker was started, or the list was lost under one."""
        github.clock.advance(timedelta(minutes=6))
        page = await operator.look()
        assert page["h1"] == "Something needs you."
        assert "Nobody has looked at everything yet." in page[""]

    async def test_when_everything_was_looked_at(self, operator, github):
        bot = operator.bot
        await bot.todo.add([Wake(SWEEP, 0)])
        await bot.run_idle()
        github.clock.advance(timedelta(minutes=12))
        page = await operator.look()
        assert page["h1"].endswith("the last look at everything was 12 minutes ago.")
        assert "sweep * to be done in 48 minutes" in page["timers"]
        github.clock.advance(timedelta(hours=3))
        page = await operator.look()
        assert page["h1"] == "Something needs you."
        assert "A job has been due for 2 hours. Either no worker runs" in page[""]

    async def test_what_runs(self, operator):
        began, stop = asyncio.Event(), asyncio.Event()

        async def run(_job):
            began.set()
            await stop.wait()
            return Done()

        await operator.bot.todo.add([Wake(Key("agenda", f"{NAME}#1"), 1)])
        work = asyncio.create_task(
            operator.bot.todo.work(run, concurrency=1, stop=stop)
        )
        await began.wait()
        page = await operator.look()
        assert page["running"].startswith(f"Running agenda {NAME}#1 was due just now")
        assert "1 running" in page[""]
        stop.set()
        await work

    async def test_the_next_90_days(self, operator, github, repo):
        repo.commit(FILE, f"{CONFIGURATION}    reminders: [7d]\n")
        github.add_repository("jupyterhub/bare")
        page = await operator.look()
        assert f"{NAME} Configured: meetings" in page["next"]
        assert (
            "Thu 4 Mar, 17:00 meeting team, 18 March opens its issue"
            " Thu 11 Mar, 17:00 meeting team, 18 March reminds of it, 7 days before"
            " Thu 18 Mar, 17:00 meeting team, 18 March takes the minutes"
            " Fri 19 Mar, 18:00 meeting team, 18 March closes its issue, if it is open"
        ) in page["next"]
        assert "20 May takes the minutes" in page["next"]
        assert "17 June takes" not in page["next"]
        assert "1 other repository has no configuration" in page["next"]
        assert "As GitHub told just now." in page["next"]
        assert "jupyterhub 4,9" in page["limits"]

    async def test_an_account_that_suspended_the_app(self, operator, github):
        (installation,) = github.world.installations.values()
        installation.suspend()
        assert "nothing is done there: jupyterhub" in (await operator.look())["next"]

    async def test_while_github_is_down_the_page_stands(self, operator, github, repo):
        repo.commit(FILE, CONFIGURATION)
        assert "meeting team" in (await operator.look())["next"]
        limit = {"Retry-After": "1800"}
        github.faults.add(Fault(status=403, headers=limit, times=None))
        github.clock.advance(timedelta(minutes=1))
        page = await operator.look()
        assert page["h1"].startswith("All is well")
        assert "As GitHub told 60 seconds ago." in page["next"]
        assert "GitHub does not tell just now: GET" in page["next"]
        assert "meeting team" in page["next"]
        github.requests.clear()
        await operator.look()
        assert not github.requests  # whoever looks again does not hammer GitHub

    async def test_it_is_asked_once_a_minute(self, operator, github):
        await operator.look()
        github.requests.clear()
        for _ in range(5):
            await operator.look()
        assert not github.requests

    async def test_ten_thousand_jobs(self, operator):
        todo = operator.bot.todo
        await todo.add(
            [Wake(Key("agenda", f"{NAME}#{n}"), 1) for n in range(1, 10_001)]
        )
        page = await operator.look()
        assert "10,000 waiting" in page[""]
        assert "9,950 more are not shown." in page["waiting"]
        assert len(page.html) < 60_000
        about = await operator.look(f"?about={NAME}%231234")
        assert f"Waiting agenda {NAME}#1234 due just now" in about["waiting"]

    async def test_more_that_failed_than_are_read(self, operator):
        keys = [Key("agenda", f"{NAME}#{n}") for n in range(LOOKED_THROUGH + 50)]
        await operator.bury(*keys, why="no" * 5000)
        page = await operator.look()
        assert "250 jobs have failed" in page[""]
        assert "200 more are not shown." in page["failed"]
        assert len(page.html) < 120_000
        answer = await operator.press(page.buttons["Retry all that have failed"])
        assert answer.headers["Location"] == "/admin?said=several"
        assert (await operator.bot.todo.counts()).failed == 0

    async def test_for_programs(self, operator, github, repo):
        repo.commit(FILE, CONFIGURATION)
        await operator.bury(Key("agenda", f"{NAME}#1"), why="no")
        told = (await operator.ask("GET", "/admin", Accept="application/json")).json
        assert told["well"] is False
        assert told["troubles"][0]["what"] == "1 job has failed for good."
        (failed,) = told["failed"]["shown"]
        assert failed["at"] == github.clock.now().isoformat()
        assert failed["place"]["url"].endswith(f"/{NAME}/issues/1")
        (there,) = told["next"]["shown"]
        assert there["deeds"]["shown"][0]["does"] == "opens its issue"
        assert told["this_process"] == ["deliveries", "limits"]
        browser = "text/html,application/xhtml+xml,application/json;q=0.9"
        answer = await operator.ask("GET", "/admin", Accept=browser)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


HOSTILE = (
    "o/r\u202eevil#1",
    "<script>alert(1)</script>/x",
    '"><img src=x onerror=alert(1)>',
    "o/r#1\u2066\u200b\x00\x1b[31m\n\r",
    "javascript:alert(1)",
    "../../etc/passwd",
    "//evil.example/x#1",
    "{{ 7*7 }}{% raw %}",
    "o/" + "r" * 5000,
    "o/r@" + "f" * 40,
    "é/ü#1",
)


class TestStrangersTexts:
    @pytest.fixture
    async def operator(self, github, tmp_path):
        async with operating(github, tmp_path, ()) as operator:
            yield operator

    async def test_they_are_text_and_nothing_else(self, operator):
        keys = [Key(text[:40], text) for text in HOSTILE]
        await operator.bury(*keys, why="".join(HOSTILE))
        page = await operator.look()
        assert len(keys) == len([b for b in page.buttons if b.startswith("Retry ")]) - 1
        assert not page.tags & {"script", "img onerror", "iframe"}
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\x1b]", page.html)
        assert "\\u202e" in page["failed"]
        own = operator.bot.settings.server_url
        for address in page.links.values():
            assert address.startswith((f"{own}/", "/", "#")), address
            assert ".." not in address
            assert not address.startswith("//")
        for seal in page.buttons.values():
            assert re.fullmatch("[0-9a-f]*", seal)

    async def test_what_is_looked_for_is_repeated_as_text(self, operator):
        page = await operator.look("?about=%22%3E%3Cscript%3E%E2%80%AE&said=%3Cb%3E")
        assert "script" not in page.tags
        assert "\u202e" not in page.html
        assert "<b>" not in page.html.replace("<b>0</b>", "")

    async def test_no_secret_is_on_it(self, operator):
        settings = operator.bot.settings
        secrets = [*settings.secrets, "ghs_" + "x" * 36]
        await operator.bury(
            *(Key("x", f"o/r#{n}") for n in range(len(secrets))),
            why=" ".join(secrets),
        )
        for accept in ("text/html", "application/json"):
            text = (await operator.ask("GET", "/admin", Accept=accept)).text
            for secret in secrets:
                assert secret not in text
                assert json.dumps(secret)[1:-1] not in text
            assert "[redacted]" in text


class TestAsked:
    """GitHub is asked by the page, and the page does not wait for it."""

    async def test_what_takes_long_is_for_the_next_look(self, clock):
        come = asyncio.Event()

        async def ask():
            await come.wait()
            return "told"

        asked = Asked(ask, now=clock.now, patience=timedelta(0))
        first = await asked.get()
        assert (first.value, first.why) == (None, "GitHub has not answered yet")
        come.set()
        await asyncio.sleep(0)
        again = await Asked.get(asked)
        assert (again.value, again.at, again.why) == ("told", clock.now(), "")
        await asked.close()

    async def test_a_mistake_of_ours_spoils_no_page(self, clock):
        async def ask():
            raise ZeroDivisionError("hunter2")

        asked = Asked(ask, now=clock.now)
        with structlog.testing.capture_logs() as logs:
            told = await asked.get()
        assert (told.value, told.why) == (None, "this went wrong here: see the log")
        assert [entry["event"] for entry in logs] == ["not told for /admin"]

    async def test_what_is_under_way_ends_with_the_bot(self, clock):
        ended = asyncio.Event()

        async def ask():
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        asked = Asked(ask, now=clock.now, patience=timedelta(0))
        await asked.get()
        await asyncio.sleep(0)
        await asked.close()
        assert ended.is_set()
