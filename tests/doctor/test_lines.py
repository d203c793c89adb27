"""What becomes a line, and in which words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Gone, Refused, RetryLater
from bot.doctor.addresses import Pages
from bot.doctor.facts import AppFacts, Installed, Window
from bot.doctor.finding import LONGEST, Finding, not_checked, summary
from bot.doctor.judge_installations import MOST_LINES, judge_installed, judge_rates
from bot.doctor.judge_reach import judge_clock, judge_silence, judge_unreached
from bot.doctor.judge_rights import judge_events, judge_grants, judge_permissions
from bot.doctor.look_files import look_at_files
from bot.doctor.safely import safely
from bot.doctor.spoken import counted, listed, size, span
from bot.doctor.troubles import trouble_of
from bot.playground import Fault
from bot.playground.hackmd import PlaygroundHackMD
from bot.redaction import redact
from tests.doctor.patient import told

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
APP = AppFacts(
    1,
    "Iv1",
    "compass",
    "Compass",
    "hub",
    "Organization",
    {"issues": "write"},
    frozenset(),
)
PAGES = Pages("https://github.com", APP)


class TestFindings:
    def test_each_kind_has_its_word(self):
        well, warned = Finding("a", True, "x"), Finding("a", True, "x", "y")
        bad, unknown = Finding("a", False, "x", "y"), not_checked("a", "x")
        assert [str(one) for one in (well, warned, bad, unknown)] == [
            "ok: a: x",
            "warning: a: x → y",
            "not ok: a: x → y",
            "not checked: a: x",
        ]
        assert summary((well,)) == "All is well."
        assert summary((well, warned)) == "All is well, with one warning."
        assert summary((warned, warned)) == "All is well, with 2 warnings."
        assert summary((well, bad)).startswith("1 line is not ok")
        assert summary((bad, bad, unknown)).startswith("2 lines are not ok")

    @given(st.text(), st.text())
    def test_a_strangers_words_stay_on_one_line(self, says, cure):
        line = Finding("x", False, says * 50, cure).told(redact)
        assert len(str(line).splitlines()) == 1
        assert str(line).isprintable()
        assert len(line.says) <= LONGEST

    def test_numbers_are_never_more_exact_than_they_are_worth(self):
        spans = [timedelta(seconds=s) for s in (0, 119, 120, 7199, 7200, 172800)]
        assert [span(one) for one in spans] == [
            "0 s", "119 s", "2 min", "120 min", "2 h", "2 days",
        ]  # fmt: skip
        assert [counted(n, "job") for n in (0, 1, 2000)] == [
            "no job", "1 job", "2,000 jobs",
        ]  # fmt: skip
        assert [listed("abcdef"[:n], 3) for n in (1, 2, 3, 6)] == [
            "a", "a and b", "a, b and c", "a, b, c and 3 more",
        ]  # fmt: skip
        assert (size(12 * 10**9), size(340 * 10**6)) == ("12 GB", "340 MB")


class TestWhateverGoesWrong:
    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (Gone("It went"), "It went → run this again"),
            (Refused("Never"), "Never → mend what it names"),
            (RetryLater("Broken"), "Broken → run this again; if it stays so"),
            (
                RetryLater("Wait", after=timedelta(minutes=3), patience=True),
                "Wait → run this again in 3 min",
            ),
            (TimeoutError(), "no answer in time → run this again"),
            (ZeroDivisionError("1/0"), "ZeroDivisionError: 1/0) → this is a mistake"),
        ],
    )
    async def test_is_a_line_with_a_cure(self, error, words):
        async def look():
            raise error

        (line,) = await safely("x", look)
        assert not line.ok
        assert words in str(line)

    async def test_a_fault_of_ours_hides_no_other_line(self, patient):
        lines = await patient.examine(files=(Path("/nowhere/.env"),))
        told(lines, "settings", "FileNotFoundError", "mistake in compass-bot")
        assert lines.one("App").ok

    @pytest.mark.parametrize(
        ("cause", "kind"),
        [
            (aiohttp.ServerDisconnectedError(), "cut"),
            (aiohttp.ClientPayloadError("cut"), "cut"),
            (aiohttp.ServerTimeoutError("slow"), "silent"),
            (TimeoutError(), "silent"),
            (aiohttp.InvalidURL("x"), "no name"),
            (aiohttp.ClientError("odd"), "no API"),
            (json.JSONDecodeError("x", "", 0), "no API"),
            (None, "failing"),
        ],
    )
    def test_on_the_way_to_github_is_known_by_its_kind(self, cause, kind):
        error = RetryLater("GET /app")
        error.__cause__ = cause
        trouble = trouble_of(error)
        assert trouble.kind == kind
        line = judge_silence(
            "GitHub",
            trouble,
            url="https://api.github.com",
            variable="GITHUB_API_URL",
            server_url="https://github.com",
        )
        assert not line.ok
        assert line.cure
        assert "{" not in str(line)

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("https://api.github.com", "a proxy, or a page to log in"),
            ("https://github.com", "set GITHUB_API_URL to https://api.github.com"),
            ("https://git.example.org", "https://HOST/api/v3"),
        ],
    )
    def test_where_something_else_answers_the_address_counts(self, url, words):
        trouble = trouble_of(RetryLater("x"))
        line = judge_silence(
            "GitHub",
            replace(trouble, kind="no API"),
            url=url,
            variable="GITHUB_API_URL",
            server_url="https://github.com",
        )
        assert words in line.cure

    def test_other_refusals_are_told_in_githubs_words(self):
        found = judge_unreached(
            trouble_of(Gone("Nothing here")),
            app_id="1",
            fingerprint="SHA256:x",
            api_url="https://api.github.com",
            server_url="https://github.com",
        )
        assert [line.word for line in found] == ["ok", "not ok", "not checked"]
        assert "Nothing here" in found[1].says


class TestClock:
    @pytest.mark.parametrize(
        ("seconds", "word", "says"),
        [
            (0, "ok", "within 5 s"),
            (-5, "ok", "within 5 s"),
            (20, "ok", "20 s behind"),
            (-20, "ok", "20 s ahead"),
            (31, "warning", "31 s behind"),
            (-7200, "warning", "2 h ahead of GitHub's"),
        ],
    )
    def test_it_may_be_off_a_little(self, seconds, word, says):
        line = judge_clock(timedelta(seconds=seconds), timedelta(seconds=5))
        assert line.word == word
        assert says in line.says


NEEDS = {"agenda": {"issues": "write"}, "minutes": {"contents": "write"}}


class TestRights:
    def test_pages_are_those_of_the_owner(self):
        addresses = {
            kind: Pages("https://g", replace(APP, owner_type=kind)).permissions
            for kind in ("Organization", "User", "Enterprise")
        }
        assert addresses == {
            "Organization": "https://g/organizations/hub/settings/apps/compass/permissions",
            "User": "https://g/settings/apps/compass/permissions",
            "Enterprise": "https://g/enterprises/hub/settings/apps/compass/permissions",
        }

    def test_more_than_needed_is_only_said(self):
        app = replace(
            APP, permissions={"issues": "admin", "contents": "write", "x": "?"}
        )
        line = judge_permissions(app, NEEDS, PAGES)
        assert line.word == "warning"
        assert "issues: admin and x: ?" in line.says
        assert "set Issues to Read and write and X to No access" in line.cure

    def test_what_the_app_lacks_no_owner_can_accept(self):
        installed = Installed(1, "hub", "https://g/i/1", False, {}, frozenset())
        (line,) = judge_grants([installed], APP, NEEDS, ["issues"])
        assert line.says.endswith("asks for: issues: write")
        app = replace(APP, permissions={}, events=frozenset({"issues"}))
        (line,) = judge_grants([installed], app, NEEDS, ["issues", "push"])
        assert line.says.endswith("to be told of issues")
        assert "push" not in str(line)
        assert not judge_events(APP, ["push"], PAGES).ok


class TestLimits:
    def rates(self, *remaining: int) -> list[Finding]:
        reset = NOW + timedelta(minutes=37)
        windows = [Window("core", 5000, left, reset) for left in remaining]
        each = [(f"o{n}", [one]) for n, one in enumerate(windows)]
        zone = timezone(timedelta(hours=2))
        return list(judge_rates(each, now=NOW, zone=zone))

    def test_little_is_a_warning_and_nothing_a_failure(self):
        plenty, little, nothing = self.rates(4000, 500, 0)
        assert plenty.word == "ok"
        assert plenty.says.endswith("core anew at 14:37, in 37 min")
        assert little.word == "warning"
        assert nothing.word == "not ok"
        assert "wait until 14:37, in 37 min" in nothing.cure

    def test_of_many_only_those_are_told_that_matter(self):
        lines = self.rates(*[4000] * MOST_LINES, 0)
        assert [line.word for line in lines] == ["not ok", "ok"]
        assert lines[1].says == f"{MOST_LINES} installations have enough left"
        assert len(self.rates(*[0] * 20)) == 20

    def test_a_server_may_have_none(self):
        (line,) = judge_rates([("hub", ())], now=NOW, zone=UTC)
        assert line.says == "hub: there are no limits on this server"

    async def test_it_is_used_up(self, patient, github):
        await patient.examine()
        number = github.installation("jupyterhub").id
        window = github.limits.window(f"installation ID {number}", "search")
        window.used = window.limit
        told(await patient.examine(), "rate", "used up", "search 0 of 30", "by itself")

    @pytest.mark.parametrize("status", [403, 502])
    async def test_it_is_not_told(self, patient, github, status):
        """The rest of the installation is looked at all the same."""
        body = {"message": "Nobody may"}
        fault = Fault(match="GET /rate_limit", status=status, body=body, times=None)
        github.faults.add(fault)
        lines = await patient.examine()
        told(lines, "rate", "jupyterhub: GET /rate_limit", str(status))
        assert lines.one("GraphQL").ok
        assert lines.one("configuration").ok

    async def test_an_enterprise_server_without_limits(self, patient, github):
        body = {"message": "Rate limiting is not enabled."}
        github.faults.add(Fault(match="GET /rate_limit", status=404, body=body))
        lines = await patient.examine()
        assert lines.bad == []
        assert "no limits" in lines.one("rate").says

    def test_many_installations_are_counted(self):
        many = [Installed(n, f"o{n}", "", False, {}, frozenset()) for n in range(2000)]
        line = judge_installed(many, {0: 3}, PAGES)
        assert line.says == "2,000: o0 (3 repositories), o1, o2, o3, o4 and 1,995 more"


class TestHackMD:
    async def test_it_takes_the_token_or_not(self, patient, clock):
        async with PlaygroundHackMD(clock=clock) as hackmd:
            where = {"hackmd_api_url": hackmd.url}
            well = await patient.examine(hackmd_token=hackmd.token, **where)
            bad = await patient.examine(hackmd_token="quite-another-one", **where)
            assert hackmd.unknown == []
            assert not list(hackmd.notes)
        assert well.bad == []
        assert well.one("HackMD").says == f"{hackmd.url} takes HACKMD_TOKEN"
        told(bad, "HackMD", "HACKMD_TOKEN")
        assert "quite-another-one" not in str(bad)


class TestSecrets:
    def test_files_for_everybody_are_warned_of(self, tmp_path):
        files = [tmp_path / ".env", tmp_path / "key.pem"]
        for file, mode in zip(files, (0o600, 0o640), strict=True):
            file.write_text("")
            file.chmod(mode)
        (line,) = look_at_files(files)
        assert line.word == "warning"
        assert "key.pem is open to others on this machine (mode 0640)" in line.says
        assert "for their owner only" in look_at_files(files[:1])[0].says

    async def test_a_phrase_is_many_that_can_be_guessed(self, patient):
        phrase = ("It's", "a", "Secret", "to", "Everybody")
        for secrets, which in (
            (phrase, "5 of the 5 secrets that white space separates in it"),
            (("development",), "it"),
        ):
            (line,) = (await patient.examine(webhook_secrets=secrets)).warned_of(
                "webhook secret"
            )
            assert f"WEBHOOK_SECRET: {which} can be guessed" in line.says
            assert "openssl rand -hex 32" in line.cure

    async def test_none_is_in_any_line(self, patient, github):
        """Not even where somebody writes them back to us."""
        secret = "canary-in-the-coal-mine"
        token = "ghs_1_" + "a" * 80
        body = {"message": f"{secret} {token} {patient.settings.private_key}"}
        github.faults.add(Fault(match="GET /app/*", status=403, body=body, times=None))
        lines = await patient.examine(webhook_secrets=(secret,))
        everything = str(lines) + json.dumps([line.json() for line in lines])
        assert "[redacted]" in everything
        for one in (secret, token, "PRIVATE KEY", patient.settings.private_key[60:120]):
            assert one not in everything
        github.faults.clear()
