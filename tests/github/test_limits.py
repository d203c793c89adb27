"""GitHub says when to wait; the bot waits so long, and not a moment less."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RetryLater
from bot.github.limits import Limited, Limits, Pace, limit_in

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


class TestPace:
    def test_writes_are_a_second_apart(self):
        pace = Pace(1.0)
        assert [pace.reserve(100.0) for _ in range(3)] == [0, 1, 2]

    def test_the_second_counts_from_the_answer_of_the_write_before(self):
        pace = Pace(1.0)
        pace.reserve(100.0)
        pace.ended(103.0)
        assert pace.reserve(103.2) == pytest.approx(0.8)

    def test_nobody_waits_after_a_pause(self):
        pace = Pace(1.0)
        pace.reserve(100.0)
        pace.ended(100.1)
        assert pace.reserve(200.0) == 0

    def test_without_interval_there_is_no_pace(self):
        pace = Pace(0)
        assert {pace.reserve(100.0) for _ in range(1000)} == {0}
        pace.ended(100.0)
        assert pace.reserve(100.0) == 0

    def test_the_80th_write_within_a_minute_is_for_later(self):
        pace = Pace(0.1)
        for number in range(79):
            pace.reserve(100.0 + number / 10)
        with pytest.raises(RetryLater) as told:
            pace.reserve(110.0)
        assert told.value.patience
        assert told.value.after == timedelta(seconds=50)
        assert pace.reserve(160.0) == 0

    def test_the_500th_write_within_an_hour_is_for_later(self):
        pace = Pace(1.0)
        for number in range(499):
            pace.reserve(number * 2.0)
        with pytest.raises(RetryLater) as told:
            pace.reserve(1000.0)
        assert told.value.after == timedelta(seconds=2600)

    def test_one_place_takes_no_more_than_so_many_in_an_hour(self):
        """A quarrel with another bot holds up nobody else."""
        pace = Pace(1.0)
        quarrel = "https://api.github.com/repos/jupyterhub/hub/issues/7/labels/support"
        for number in range(Pace.MOST_TO_ONE):
            pace.reserve(number * 10.0, quarrel)
        with pytest.raises(RetryLater) as told:
            pace.reserve(3000.0, "/repos/jupyterhub/hub/issues/7")
        assert "/repos/jupyterhub/hub/issues/7" in str(told.value)
        assert (told.value.patience, told.value.after) == (True, timedelta(minutes=10))
        for other in (
            "/repos/jupyterhub/hub/issues/70",
            "/graphql",
            "/repos/a/b/pulls",
        ):
            assert pace.reserve(3000.0, other) < 10
        pace.reserve(3600.0, quarrel)
        with pytest.raises(RetryLater):
            pace.reserve(3600.0, quarrel)

    @given(
        interval=st.sampled_from([0.05, 0.5, 1.0]),
        steps=st.lists(
            st.tuples(st.floats(0, 5), st.floats(0, 3)), min_size=1, max_size=300
        ),
    )
    def test_github_never_sees_writes_too_close_or_too_many(self, interval, steps):
        pace, now, arrivals = Pace(interval), 1000.0, []
        for pause, answer_takes in steps:
            now += pause / 10
            try:
                now += pace.reserve(now)
            except RetryLater as told:
                now += told.after.total_seconds()
                continue
            arrivals.append(now + answer_takes / 2)  # somewhere on the way
            now += answer_takes
            pace.ended(now)
        for earlier, later in pairwise(arrivals):
            assert later - earlier >= interval - 1e-6
        for first, eightieth in zip(arrivals, arrivals[79:], strict=False):
            assert eightieth - first >= 60 - 1e-6
