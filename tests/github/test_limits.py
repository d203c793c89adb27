"""GitHub says when to wait; the bot waits so long, and not a moment less."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RetryLater
from bot.core.points import Points, points
from bot.github.limited import Limited, complaint, limit_in, resource_of
from bot.github.limits import Limits
from bot.github.places import place_of

NOW = datetime(2021, 3, 18, 17, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
RESET = str(EPOCH + 1800)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."
ABUSE = "You have triggered an abuse detection mechanism."
RESOURCES = ("core", "search", "graphql")
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
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH)},
            "",
            0,
            1,
            id="a reset that is just over",
        ),
        pytest.param(
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"},
            "",
            1,
            120,
            id="a reset that is over for long is none",
        ),
        pytest.param(
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH + 10**6)},
            "",
            0,
            3660,
            id="a reset that is days away: it starts anew every hour",
        ),
        pytest.param(
            429,
            {"retry-after": "Thu, 18 Mar 2021 17:02:00 GMT"},
            "",
            0,
            120,
            id="a date, as HTTP also allows",
        ),
        pytest.param(
            429,
            {"retry-after": "Thu, 18 Mar 2021 16:00:00 GMT"},
            "",
            0,
            1,
            id="a date that is over",
        ),
        pytest.param(429, {"retry-after": "-5"}, "", 0, 60, id="less than nothing"),
        pytest.param(429, {"retry-after": "0"}, "", 5, 32, id="at once, over and over"),
        pytest.param(200, {}, SECONDARY, 1, 120, id="GraphQL says it with 200"),
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


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (403, {"message": SECONDARY}, SECONDARY),
        (403, {"errors": [{"message": "no"}]}, "no"),
        (429, ["odd"], ""),
        (429, "<html>slow down</html>", "<html>slow down</html>"),
        (200, {"errors": [{"type": "RATE_LIMITED", "message": "API x"}]}, "API x"),
        (200, {"errors": [{"type": "RATE_LIMITED"}]}, "rate limit exceeded"),
        (200, {"errors": [{"message": SECONDARY}]}, SECONDARY),
        (200, {"errors": [{"type": "NOT_FOUND", "message": "no rate"}]}, ""),
        (200, {"errors": [{"message": ABUSE, "path": ["repository"]}]}, ""),
        (200, {"errors": ["odd", {"message": None}], "data": None}, ""),
        (200, {"errors": {"message": SECONDARY}}, ""),
        (200, {"data": {"body": f'{{"errors": [{{"message": "{ABUSE}"}}]}}'}}, ""),
        (200, '{"errors": rate limit exceeded', ""),
        (500, {"errors": [{"message": SECONDARY}]}, ""),
    ],
)
def test_what_an_answer_says_of_a_limit(status, content, said):
    """What people write about limits is no limit."""
    raw = content if isinstance(content, str) else json.dumps(content)
    assert complaint(status, raw.encode()) == said


def seconds(*several: float) -> list[timedelta]:
    return [timedelta(seconds=one) for one in several]


def headers(
    remaining: int, *, limit: int = 5000, resource: str = "core", reset: str = RESET
) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": reset,
        "x-ratelimit-resource": resource,
    }


class Installation(Limits):
    """One installation's limits, at a time that a test moves."""

    now = NOW

    def answered(self, status: int, headers=None, said: str = "", **more) -> Limited:
        return self.hear(status, headers or {}, said, self.now, **more)

    def refused(self, **more) -> timedelta:
        return self.answered(403, said=SECONDARY, **more).wait

    def waits(self, resource: str = "core", *, patient: bool = False) -> timedelta:
        """How long whoever asks now is told to wait."""
        try:
            self.obey(resource, self.now, patient=patient)
        except RetryLater as told:
            if told.patience and told.after:
                return told.after
            raise
        return timedelta()


@pytest.fixture
def its() -> Installation:
    return Installation()


class TestOneInstallation:
    def test_is_left_alone_until_the_limit_ends(self, its):
        its.answered(429, {"retry-after": "30"})
        its.now += timedelta(seconds=10)
        assert [its.waits(r) for r in RESOURCES] == seconds(20, 20, 20)
        its.now += timedelta(seconds=20)
        assert [its.waits(r) for r in RESOURCES] == seconds(0, 0, 0)

    def test_waits_longer_with_each_limit_in_a_row(self, its):
        waits = [its.refused(writes=True) for _ in range(4)]
        assert waits == seconds(60, 120, 240, 480)

    def test_starts_anew_once_a_write_went_through(self, its):
        its.refused(writes=True)
        its.answered(201, writes=True)
        assert its.refused(writes=True) == timedelta(minutes=1)

    def test_is_not_calmed_by_reads_while_writes_are_refused(self, its):
        its.refused(writes=True)
        its.answered(200)
        its.answered(200, resource="graphql")
        assert its.refused(writes=True) == timedelta(minutes=2)

    def test_is_calmed_by_a_read_when_reads_were_refused(self, its):
        its.refused()
        its.answered(304)
        assert its.refused() == timedelta(minutes=1)

    def test_is_not_calmed_by_other_refusals(self, its):
        its.refused(writes=True)
        its.answered(422, writes=True)
        assert its.refused(writes=True) == timedelta(minutes=2)

    def test_has_failed_when_it_is_refused_over_and_over(self, its):
        """GitHub: throw an error after a specific number of retries."""
        failed = []
        for _ in range(8):
            its.refused()
            failed.append(its.gives_up("core", writes=False))
        assert failed == [False] * 6 + [True] * 2
        assert not its.gives_up("core", writes=True)
        its.answered(200)
        assert not its.gives_up("core", writes=False)

    def test_a_shorter_limit_does_not_end_a_longer_one(self, its):
        its.answered(429, {"retry-after": "300"})
        its.answered(429, {"retry-after": "3"})
        assert its.waits() == timedelta(seconds=300)

    def test_stops_when_the_last_request_of_the_hour_is_used(self, its):
        assert its.answered(200, headers(0)) is None
        assert its.remaining == {"core": 0}
        assert its.waits() == timedelta(seconds=1801)

    @pytest.mark.parametrize("status", [200, 403])
    def test_goes_on_when_another_limit_is_used_up(self, its, status):
        its.answered(status, headers(0, resource="search"), resource="search")
        assert its.waits("search") == timedelta(seconds=1801)
        assert its.waits("core") == its.waits("graphql") == timedelta()
        its.answered(status, headers(0, resource="graphql"), resource="graphql")
        assert its.waits("graphql") == timedelta(seconds=1801)
        assert its.waits("core") == timedelta()
        assert its.remaining == {"search": 0, "graphql": 0}

    def test_both_a_limit_and_the_end_of_the_hour_are_waited_for(self, its):
        its.answered(403, {**headers(0), "retry-after": "60"})
        assert its.waits("core") == timedelta(seconds=1801)
        assert its.waits("graphql") == timedelta(seconds=60)

    def test_knows_what_is_left_from_a_304_too(self, its):
        its.answered(304, {"x-ratelimit-remaining": "4321"})
        assert its.remaining == {"core": 4321}

    def test_counts_the_reset_from_githubs_own_time(self, its):
        """This machine may be minutes wrong."""
        date = {"date": "Thu, 18 Mar 2021 17:20:00 GMT"}
        its.answered(200, {**headers(0), **date})
        assert its.waits() == timedelta(seconds=601)

    def test_waits_no_longer_when_this_machines_clock_is_set_back(self, its):
        its.answered(429, {"retry-after": "30"})
        its.now -= timedelta(hours=1)
        assert its.waits() == timedelta(seconds=30)
        its.now += timedelta(seconds=20)
        assert its.waits() == timedelta(seconds=10)


class TestWhatNobodyAskedFor:
    @pytest.mark.parametrize("resource", RESOURCES)
    def test_leaves_the_last_tenth_to_people(self, its, resource):
        its.answered(200, headers(500, resource=resource))
        assert its.waits(resource, patient=True) == timedelta()
        its.answered(200, headers(499, resource=resource))
        assert its.waits(resource) == timedelta()
        assert its.waits(resource, patient=True) == timedelta(seconds=1801)
        its.now += timedelta(seconds=1801)
        assert its.waits(resource, patient=True) == timedelta()

    def test_goes_on_with_the_other_limits(self, its):
        its.answered(200, headers(2, limit=30, resource="search"))
        assert its.waits("search", patient=True) > timedelta()
        assert its.waits("core", patient=True) == timedelta()

    def test_does_not_wait_for_a_clock_that_was_set_back(self, its):
        its.answered(200, headers(1))
        its.now -= timedelta(days=1)
        assert its.waits(patient=True) == timedelta()

    def test_waits_for_nothing_where_nothing_is_said(self, its):
        its.answered(200, {"x-ratelimit-remaining": "1"})
        its.answered(200, {})
        assert its.waits(patient=True) == timedelta()


class TestPoints:
    """A read costs one and a write five of 900 a minute."""

    def test_some_may_come_at_once_and_then_evenly(self):
        points = Points(burst=10, each_second=2)
        assert [points.wait(1, 0, patient=False) for _ in range(10)] == [0] * 10
        assert points.wait(1, 0, patient=False) == 0.5
        assert points.wait(5, 0, patient=False) == 2.5
        assert points.wait(5, 2.5, patient=False) == 0

    def test_who_is_patient_leaves_some_for_the_others(self):
        points = Points(burst=10, each_second=2)
        assert [points.wait(1, 0, patient=True) for _ in range(5)] == [0] * 5
        assert points.wait(1, 0, patient=True) == 0.5
        assert points.wait(5, 0, patient=False) == 0

    @pytest.mark.parametrize(("resource", "most"), [("core", 900), ("graphql", 2000)])
    @given(
        steps=st.lists(
            st.tuples(st.floats(0, 3), st.sampled_from([1, 5, 20]), st.booleans()),
            max_size=200,
        )
    )
    def test_no_minute_has_more_than_github_allows(self, resource, most, steps):
        bucket, now, taken = points()[resource], 0.0, []
        for pause, cost, patient in steps:
            now += pause
            while (wait := bucket.wait(cost, now, patient=patient)) > 0:
                now += max(wait, 1e-6)
            taken.append((now, cost))
        for start, _ in taken:
            assert sum(c for at, c in taken if start <= at < start + 60) <= most

    def test_a_stand_in_that_is_written_to_faster_has_shorter_minutes(self):
        slow, fast = points(1)["core"], points(0.05)["core"]
        for bucket in (slow, fast):
            while not bucket.wait(20, 0.0, patient=False):
                pass
        assert fast.wait(20, 0.0, patient=False) == pytest.approx(
            slow.wait(20, 0.0, patient=False) / 20
        )
        assert points(3)["core"].each_second == points(1)["core"].each_second

    @pytest.mark.parametrize(("resource", "most"), [("core", 900), ("graphql", 2000)])
    def test_what_may_be_kept_for_seconds_comes_as_much_slower(self, resource, most):
        """All that a minute and these seconds give may fall into one minute."""
        bucket = points(kept=5)[resource]
        assert bucket.burst + (60 + 5) * bucket.each_second <= most
        assert bucket.each_second < points()[resource].each_second

    def test_search_counts_as_rest(self):
        buckets = points()
        assert buckets["search"] is buckets["core"]


def test_a_search_is_known_by_its_address():
    assert resource_of("/search/issues") == "search"
    assert resource_of("/repos/a/b/contents/search/issues") == "core"


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


@pytest.mark.parametrize(
    ("address", "thread", "place"),
    [
        ("/repos/a/b/issues/comments/5/reactions", "A/b#7", "/repos/a/b/issues/7/comments/5"),
        ("/repos/a/b/issues/comments/5", "a/c#7", "/repos/a/b/issues/comments/5"),
        ("/repos/a/b/issues/comments/5", "a/b", "/repos/a/b/issues/comments/5"),
        ("/repos/a/b/issues/comments/5", "a/b@6dcb09b", "/repos/a/b/issues/comments/5"),
        ("/repos/a/b/issues/9", "a/b#7", "/repos/a/b/issues/9"),
        ("/repos/a/b/issues", "a/b#7", "/repos/a/b"),
        ("/graphql", "a/b#7", ""),
    ],
)  # fmt: skip
def test_a_comment_is_in_the_thread_that_is_worked_at(address, thread, place):
    assert place_of(address, thread) == place
