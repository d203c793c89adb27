"""GitHub says when to wait; the bot waits so long, and not a moment less."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RetryLater
from bot.github.limits import Limited, Limits, limit_in, place_of

NOW = datetime(2021, 3, 18, 17, tzinfo=UTC)
RESET = str(int(NOW.timestamp()) + 1800)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."
ABUSE = "You have triggered an abuse detection mechanism."
NOT_ACCESSIBLE = "Resource not accessible by integration"


@pytest.mark.parametrize(
    ("status", "headers", "message", "strikes", "seconds"),
    [
        pytest.param(200, {"retry-after": "9"}, "", 0, None, id="no error, no limit"),
        pytest.param(403, {}, NOT_ACCESSIBLE, 0, None, id="a refusal is no limit"),
        pytest.param(404, {"retry-after": "9"}, "", 0, None, id="gone is no limit"),
        pytest.param(403, {"retry-after": "30"}, SECONDARY, 0, 30, id="retry-after"),
        pytest.param(429, {"retry-after": "30"}, "", 5, 30, id="retry-after on 429"),
        pytest.param(403, {"retry-after": "0"}, SECONDARY, 0, 1, id="never at once"),
        pytest.param(
            403,
            {"retry-after": "7", "x-ratelimit-remaining": "0"},
            "",
            0,
            7,
            id="retry-after goes before the reset",
        ),
        pytest.param(
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET},
            "API rate limit exceeded",
            0,
            1801,
            id="primary limit on 403",
        ),
        pytest.param(
            429,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET},
            "",
            0,
            1801,
            id="primary limit on 429",
        ),
        pytest.param(
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"},
            "",
            0,
            1,
            id="a reset that is over",
        ),
        pytest.param(
            403, {"x-ratelimit-remaining": "0"}, "", 0, 60, id="a reset unsaid"
        ),
        pytest.param(403, {}, SECONDARY, 0, 60, id="secondary, first time"),
        pytest.param(403, {}, SECONDARY, 1, 120, id="secondary, second time"),
        pytest.param(403, {}, ABUSE, 3, 480, id="its older name, fourth time"),
        pytest.param(403, {}, SECONDARY, 99, 3600, id="never over an hour"),
        pytest.param(429, {}, "", 0, 60, id="429 without a word"),
        pytest.param(
            403, {"retry-after": "soon"}, SECONDARY, 0, 60, id="an odd retry-after"
        ),
        pytest.param(403, {"retry-after": "9" * 12}, "", 0, 86400, id="at most a day"),
    ],
)
def test_how_long_github_asks_to_wait(status, headers, message, strikes, seconds):
    limit = limit_in(status, headers, message, now=NOW, strikes=strikes)
    assert (limit and limit.wait.total_seconds()) == seconds


@given(
    status=st.sampled_from([403, 429]),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]),
        st.text() | st.integers().map(str) | st.from_regex(r"\A\d{1,6000}\Z"),
    ),
    strikes=st.integers(0, 10**6),
)
def test_whatever_the_headers_hold_a_limit_is_between_a_second_and_a_day(
    status, headers, strikes
):
    limit = limit_in(status, headers, SECONDARY, now=NOW, strikes=strikes)
    assert limit is not None
    assert timedelta(seconds=1) <= limit.wait <= timedelta(days=1)


class TestOneInstallation:
    def limited(self, limits: Limits, method: str = "POST") -> Limited:
        limited = limits.hear(method, 403, {}, SECONDARY, NOW)
        assert limited is not None
        return limited

    def test_is_left_alone_until_the_limit_ends(self):
        limits = Limits()
        limits.hear("GET", 429, {"retry-after": "30"}, "", NOW)
        with pytest.raises(RetryLater) as told:
            limits.obey(NOW + timedelta(seconds=10))
        assert told.value.after == timedelta(seconds=20)
        assert told.value.patience
        limits.obey(NOW + timedelta(seconds=30))

    def test_waits_longer_with_each_limit_in_a_row(self):
        limits = Limits()
        waits = [self.limited(limits).wait.total_seconds() for _ in range(4)]
        assert waits == [60, 120, 240, 480]

    def test_starts_anew_once_a_write_went_through(self):
        limits = Limits()
        self.limited(limits)
        limits.hear("POST", 201, {}, "", NOW)
        assert self.limited(limits).wait == timedelta(minutes=1)

    def test_is_not_calmed_by_reads_while_writes_are_refused(self):
        limits = Limits()
        self.limited(limits)
        limits.hear("GET", 200, {}, "", NOW)
        assert self.limited(limits).wait == timedelta(minutes=2)

    def test_is_calmed_by_a_read_when_reads_were_refused(self):
        limits = Limits()
        self.limited(limits, "GET")
        limits.hear("GET", 304, {}, "", NOW)
        assert self.limited(limits, "GET").wait == timedelta(minutes=1)

    def test_is_not_calmed_by_other_refusals(self):
        limits = Limits()
        self.limited(limits)
        limits.hear("POST", 422, {}, "", NOW)
        assert self.limited(limits).wait == timedelta(minutes=2)

    def test_a_shorter_limit_does_not_end_a_longer_one(self):
        limits = Limits()
        limits.hear("GET", 429, {"retry-after": "300"}, "", NOW)
        limits.hear("GET", 429, {"retry-after": "3"}, "", NOW)
        with pytest.raises(RetryLater):
            limits.obey(NOW + timedelta(seconds=299))

    def test_stops_when_the_last_request_of_the_hour_is_used(self):
        limits = Limits()
        used_up = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET}
        assert limits.hear("GET", 200, used_up, "", NOW) is None
        assert limits.remaining == 0
        with pytest.raises(RetryLater) as told:
            limits.obey(NOW)
        assert told.value.after == timedelta(seconds=1801)

    def test_goes_on_when_only_the_search_limit_is_used_up(self):
        limits = Limits()
        search = {
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": RESET,
            "x-ratelimit-resource": "search",
        }
        limits.hear("GET", 200, search, "", NOW)
        limits.obey(NOW)
        assert limits.remaining is None

    def test_knows_what_is_left_from_a_304_too(self):
        limits = Limits()
        limits.hear("GET", 304, {"x-ratelimit-remaining": "4321"}, "", NOW)
        assert limits.remaining == 4321


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/repos/jupyterhub/hub/issues/7", "/repos/jupyterhub/hub/issues/7"),
        (
            "/repos/JupyterHub/Hub/issues/7/labels/a%2Fb",
            "/repos/jupyterhub/hub/issues/7",
        ),
        ("/repos/a/b/issues/comments/5/reactions", "/repos/a/b/issues/comments/5"),
        (
            "https://ghe.example.org/api/v3/repos/a/b/issues/7?x=1",
            "/repos/a/b/issues/7",
        ),
        ("/repos/a/b/issues", "/repos/a/b"),
        ("/repos/a/b/contents/issues/7", "/repos/a/b"),
        ("/repos/a/b", "/repos/a/b"),
        ("/graphql", ""),
        ("/app/installations/7/access_tokens", ""),
    ],
)
def test_the_place_that_is_written_to(address, place):
    assert place_of(address) == place
