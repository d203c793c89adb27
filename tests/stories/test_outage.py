"""A day's outage: what GitHub could not hand over, and what it never tried to."""

import re
from collections import Counter

import pytest

from bot import missed
from bot.rounds import SWEEP
from bot.todo.job import Wake
from tests.stories.asked import replies, told
from tests.stories.outage import MINUTE, Day, organisations, the_meeting_of
from tests.stories.pulsing import pulse, row
from tests.stories.team import agenda, reactions
from tests.stories.test_configuration_story import checks

pytestmark = pytest.mark.unmeasured


async def start_and_wait(people):
    """What the bot does within two minutes of its start."""
    bot = await people.start()
    await bot.todo.add([Wake(SWEEP, 0), Wake(missed.KEY, 0)])
    for _ in range(4):
        await bot.run_idle()
        await people.settle()
        people.github.clock.advance(MINUTE / 2)
    await bot.run_idle()


def a_fifth(deliveries):
    """Of each five deliveries one, by its GUID.

    Of a pull request that brings the first configuration nothing else tells.
    """
    others = [one for one in deliveries if one.event != "pull_request"]
    return {delivery.guid for delivery in others[::5]}


def lacking(day):
    """What people still miss, in words."""
    for comment in day.thanked:
        if reactions(comment) != ["+1"]:
            yield f"{comment.issue.title}, {comment.body}: {reactions(comment)}"
    for comment in day.puzzled:
        if reactions(comment) != ["confused"]:
            yield f"{comment.issue.title}, {comment.body}: {reactions(comment)}"
    for title, where in day.topics.items():
        if not re.search(rf"\. {title} · ", agenda(the_meeting_of(where))):
            yield f"{title} is on no agenda"
    for title in day.no_topics:
        if title in agenda(the_meeting_of(day.ours)):
            yield f"{title} is still on the agenda"
    for issue in day.answered:
        if len(replies(issue)) != 1 or told(issue) != "closed":
            yield f"{issue.title} is not answered"
    for issue in day.open_again:
        if issue.state != "open" or issue.label_names:
            yield f"{issue.title} is {issue.state}, with {issue.label_names}"
    for name in ("hub", "spawner"):
        if not row(pulse(day.people), name).startswith("- [x]"):
            yield f"{name} has not been released"
    if "wait for Helm 4" not in row(pulse(day.people), "charts"):
        yield "charts is not left out"
    if "Documentation Meeting" not in [issue.title for issue in day.theirs.issues]:
        yield "there is no new meeting"
    for commit in day.checked:
        if [run.conclusion for run in checks(day.hub, commit)] != ["success"]:
            yield "the first configuration is not checked"


async def test_two_minutes_after_a_days_outage_everything_is_there(tmp_path, shown):
    async with organisations(tmp_path) as people:
        github, day = people.github, Day(people)
        await day.before()
        await people.stop()
        day.live()
        never_logged = a_fifth(github.pending)
        kinds = {delivery.name for delivery in github.pending}
        attempts = await github.deliver(lose=lambda one: one.guid in never_logged)
        assert (len(attempts), len(never_logged)) == (200, 50)
        assert not any(attempt.ok for attempt in attempts)
        github.requests.clear()

        await start_and_wait(people)

        assert list(lacking(day)) == []
        made = Counter((r.path, r.raw) for r in github.requests.writes)
        twice = [path for (path, _), times in made.items() if times > 1]
        assert [path for path in twice if path.endswith(("/comments", "/issues"))] == []
        counted = github.requests.counted
        of_the_log = [r for r in github.requests if r.path.startswith("/app/hook/")]
        shown(
            f"3. A day's outage: {len(attempts)} deliveries failed and {len(never_logged)}"
            f" were never logged, of {len(kinds)} kinds; all was there after"
            f" {len(github.requests)} requests, of which {len(counted)} are no 304,"
            f" {len(of_the_log)} of them for the log, {len(made)} writes, none twice"
        )
        assert len(of_the_log) <= 200 + 5
        assert len(counted) <= 750
        github.requests.clear()
        await people.sweep()
        assert people.writes == []
