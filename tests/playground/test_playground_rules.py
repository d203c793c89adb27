"""The playground tells which of GitHub's rules were broken, whoever broke them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.playground.faults import Fault, primary_limit, secondary_limit
from bot.playground.requests import Request
from bot.playground.rules import broken_rules

BEGIN = datetime(2021, 3, 4, 12, tzinfo=UTC)
RESET = str(int((BEGIN + timedelta(minutes=30)).timestamp()))
USED_UP = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET}


def request(
    seconds: float,
    method: str = "GET",
    path: str = "/repos/a/b/issues/1",
    *,
    takes: float = 0.1,
    clock: float | None = None,
    told: Mapping[str, str] | None = None,
    **more: Any,
) -> Request:
    """One that came then, by both clocks unless the playground's shows something else."""
    by_clock = BEGIN + timedelta(seconds=seconds if clock is None else clock)
    resource = "graphql" if path == "/graphql" else "core"
    facts = {"who": "installation ID 7", "resource": resource, "status": 200, **more}
    made = Request(
        method, path, {}, {}, b"", by_clock, told=told or {}, came=seconds, **facts
    )
    made.left, made.left_at = seconds + takes, by_clock + timedelta(seconds=takes)
    return made


def write(seconds: float, **more: Any) -> Request:
    return request(seconds, "PATCH", **more)


def test_nothing_is_wrong_with_what_is_slow():
    asked = [write(2 * number) for number in range(30)]
    assert broken_rules(asked) == []


class TestWrites:
    def test_are_a_second_apart(self):
        asked = [write(0), request(0.5), write(0.9)]
        assert broken_rules(asked) == [
            "installation ID 7: PATCH /repos/a/b/issues/1 200 came 0.900 s after"
            " PATCH /repos/a/b/issues/1 200"
        ]
        assert broken_rules(asked, apart=0.9) == []

    def test_of_two_installations_may_come_together(self):
        assert broken_rules([write(0), write(0, who="installation ID 8")]) == []

    def test_come_one_after_the_other(self):
        (line,) = broken_rules([write(0, takes=10), write(5)])
        assert "was under way" in line
        assert broken_rules([write(0, takes=10, abandoned=True), write(5)]) == []

    def test_may_wait_by_either_clock(self):
        assert broken_rules([write(0, clock=0), write(0.2, clock=1)]) == []
        assert broken_rules([write(0, clock=0), write(1, clock=0)]) == []

    def test_of_graphql_count_too(self):
        pin = {"path": "/graphql", "body": {"query": "mutation { x }"}}
        assert broken_rules([write(0), request(0.5, "POST", **pin)])
        ask = {"path": "/graphql", "body": {"query": "query { x }"}}
        assert broken_rules([write(0), request(0.5, "POST", **ask)]) == []

    def test_are_fewer_than_80_a_minute(self):
        asked = [write(number * 0.75, takes=0) for number in range(80)]
        (line,) = broken_rules(asked, apart=0.75)
        assert line.endswith("was the 80th write within 60 s")
        assert broken_rules(asked[:79], apart=0.75) == []

    def test_are_fewer_than_500_an_hour(self):
        asked = [write(number * 7) for number in range(500)]
        (line,) = broken_rules(asked)
        assert line.endswith("was the 500th write within 3600 s")
        assert broken_rules([write(number * 7.3) for number in range(500)]) == []


class TestPoints:
    def test_a_read_costs_one_and_a_write_five(self):
        reads = [request(number / 20, takes=0) for number in range(895)]
        assert broken_rules([*reads, write(50)]) == []
        assert broken_rules([*reads, write(50), request(51)])
        assert broken_rules([*reads, write(60), request(61)]) == []

    def test_graphql_has_its_own(self):
        path = "/graphql"
        asked = [request(n / 40, "POST", path, takes=0) for n in range(2001)]
        assert len(broken_rules(asked)) == 1
        assert broken_rules(asked[:2000]) == []


def test_no_more_than_a_hundred_are_under_way():
    asked = [request(number / 1000, takes=1) for number in range(101)]
    assert broken_rules(asked) == ["101 requests were under way at once"]
    assert broken_rules(asked[:100]) == []


class TestALimit:
    @pytest.mark.parametrize(
        ("told", "wait"),
        [({"retry-after": "30"}, 30), ({}, 60), (USED_UP, 1799)],
        ids=["with retry-after", "without a word", "until the reset"],
    )
    def test_is_waited_for(self, told, wait):
        limited = request(0, status=403, told=told, limited=True)
        (line,) = broken_rules([limited, request(wait - 1)])
        assert "asked to wait" in line
        assert broken_rules([limited, request(wait + 2)]) == []

    def test_may_end_by_the_playgrounds_clock(self):
        limited = request(0, status=403, told=USED_UP, limited=True)
        assert broken_rules([limited, request(1, clock=1801)]) == []
        assert broken_rules([limited, request(1, clock=1790)])

    def test_is_nobody_elses(self):
        limited = request(0, status=429, limited=True)
        assert broken_rules([limited, request(5, who="app")]) == []

    def test_of_one_resource_leaves_the_others(self):
        query = request(0, "POST", "/graphql", told=USED_UP)
        assert broken_rules([query, request(5)]) == []
        assert broken_rules([query, request(5, "POST", "/graphql")])

    def test_cannot_be_known_before_it_was_heard(self):
        limited = request(0, takes=2, status=429, limited=True)
        assert broken_rules([limited, request(1), request(2.2)]) == []
        assert broken_rules([limited, request(2.2)], under_way=0)

    def test_that_nobody_heard_is_nobodys_fault(self):
        limited = request(0, status=429, limited=True, abandoned=True)
        assert broken_rules([limited, request(5)]) == []


class TestOverHttp:
    async def test_what_was_told_is_on_record(self, github, app, repo):
        issue = repo.open_issue("Title", by="ada")
        path = f"/repos/{repo.full_name}/issues/{issue.number}"
        reset = github.clock.now() + timedelta(hours=1)
        for fault in (
            secondary_limit(30, match="GET *"),
            secondary_limit(match="GET *"),
            primary_limit(reset, match="GET *"),
            Fault(
                status=403, body={"message": "Must have admin rights"}, match="GET *"
            ),
        ):
            github.faults.add(fault)
            await app.get(path, strict=False)
        asked = list(github.requests)[1:]
        number = github.installation("jupyterhub").id
        assert {one.who for one in asked} == {f"installation ID {number}"}
        assert [one.limited for one in asked] == [True, True, True, False]
        assert asked[0].told["retry-after"] == "30"
        assert asked[2].told["x-ratelimit-remaining"] == "0"
        assert all(one.came <= one.left for one in asked)
        assert len(github.broken_rules(under_way=0)) == 1 + 2 + 3

    async def test_a_bot_that_minds_its_limits_is_welcome(self, github, app, repo):
        issue = repo.open_issue("Title", by="ada")
        path = f"/repos/{repo.full_name}/issues/{issue.number}"
        for _ in range(3):
            await app.patch(path, {"title": "Another"})
            github.clock.advance(timedelta(seconds=1))
        assert github.broken_rules(under_way=0) == []
