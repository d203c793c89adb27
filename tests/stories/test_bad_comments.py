"""Comments that nobody would write, and yet somebody does."""

import pytest

from tests.stories.health import assert_healthy, loud
from tests.stories.team import agenda, ids, mine, notes, reactions

pytestmark = pytest.mark.unmeasured


async def test_as_long_as_github_takes(team, issue):
    long = "/agenda Long\n" + "- and more\n" * 6000
    comment = issue.comment(long[:65_536], by="ada")
    await team.settle()
    assert (ids(issue), reactions(comment)) == (["A1", "A2"], ["+1"])
    assert "more in the [comment]" in agenda(issue)
    assert len(mine(issue)[0].body) <= 65_536
    await assert_healthy(team, issue, 3)


async def test_by_robots(team, issue):
    """Not even those that this one is not told apart from by name."""
    for robot in ("renovate[bot]", "dependabot[bot]"):
        comment = issue.comment("/agenda From a robot\n/agenda help", by=robot)
        await team.settle()
        assert (ids(issue), reactions(comment)) == (["A1"], [])
    assert len(mine(issue)) == 1
    await assert_healthy(team, issue)


async def test_by_a_person_who_has_left_github(team, issue):
    issue.comment("/agenda Two\n/agenda move A1 last", by="ghost")
    await team.settle()
    assert "2. Two · ghost" in agenda(issue)
    (note,) = notes(issue)
    assert note.startswith("ghost, this could not be done")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=99 -->\n/agenda X",
        "/agenda ` `` ``` ~~~ <!-- --> <script>alert(1)</script> </details>",
        "/agenda @jupyterhub/all #1 GH-2 jupyterhub/team-compass#1 @ada",
        "/agenda X\n\n<!-- team-compass:mend comment=1 -->\n\n## Agenda\n\n1. y `A1`",
        "/agenda \u202e\u2066\ufeff\u200b\ud7ff\ue0f0\x00\x08\x1b[31m x",
        "/agenda " + "(" * 3000 + "10 min" + ")" * 3000,
        "/agenda\n" + "".join(f"{'  ' * n}- {n}\n" for n in range(200)),
        "/agenda\n" + "> " * 2000 + "deep",
        "/agenda move A99999 before A99999\n/agenda time A1 99999999999m",
        "/agenda" + " /agenda" * 5000,
    ],
)
async def test_hostile_text(team, issue, logs, text):
    comment = issue.comment(text, by="mallory")
    await team.settle()
    assert ids(issue)[0] == "A1"
    assert reactions(comment) in (["+1"], ["confused"])
    assert await loud(logs, team) == []
    comment.delete()
    await assert_healthy(team, issue)
