"""What is read of an organisation, and what of it counts."""

from datetime import timedelta

import pytest

from bot.core.errors import Gone, Refused, RetryLater
from bot.playground import secondary_limit
from tests.training.organisation import TEAM

BOT = "team-compass[bot]"


async def test_each_issue_is_counted_for_what_people_said_of_it(github, repo, read):
    def issue(*labels: str, by: str = "ada"):
        return repo.open_issue("How do I …?", "Hello", by=by, labels=labels)

    issue().add_label("support", by=TEAM)
    issue("bug").add_label("Question", by=TEAM)
    issue().add_label("bug", by=TEAM)
    issue("bug").close(by=TEAM)
    issue("bug").close()
    issue()
    issue("impact").add_label("bug", by=TEAM)
    issue("support")
    issue(by="helper[bot]").add_label("bug", by=TEAM)
    issue(by=TEAM).add_label("bug", by=TEAM)
    corrected = issue()
    corrected.add_label("support", by=BOT)
    corrected.remove_label("support", by=TEAM)
    issue().add_label("support", by=BOT)
    repo.open_issue("A pull request", by="ada", labels=["bug"], pull_request=True)
    github.add_member("imaginary", TEAM)

    reading = await read()

    assert dict(reading.counts()) == {
        "labelled as support": 2,
        "given other labels": 1,
        "closed with its form's labels": 1,
        "closed without a word on it": 1,
        "open without a word on it": 1,
        "in a form of its own": 1,
        "labelled as support by its form alone": 1,
        "written by a bot": 1,
        "written by a member": 1,
        "corrected: no support": 1,
        "labelled as support by this bot alone": 1,
    }
    assert [lesson.issue.number for _, lesson in reading.lessons] == [1, 2, 3, 4, 11]


@pytest.mark.parametrize("before", [0, 11])
async def test_what_the_bot_guessed_counts_once_somebody_has_agreed(
    repo, read, github, before
):
    """After long talk its reply is not among what comes with the list."""
    issue = repo.open_issue("How do I …?", "Hello", by="ada")
    issue.add_label("support", by=BOT)
    for number in range(before):
        issue.comment(f"Comment {number}", by="ada")
    reply = issue.comment("<!-- team-compass:support state=guess -->\nHi", by=BOT)
    assert dict((await read()).counts()) == {"labelled as support by this bot alone": 1}
    reply.edit("<!-- team-compass:support state=closed -->\nHi", by=BOT)
    github.requests.clear()
    assert dict((await read()).counts()) == {"labelled as support": 1}
    asked = [str(r) for r in github.requests].count("POST /graphql 200")
    assert asked == (1 if before == 0 else 2)


async def test_several_repositories_each_with_its_own_words(github, repo, read, clock):
    other = github.add_repository("imaginary/lab")
    other.commit(
        ".github/team-compass.yml",
        "support: {forum: https://forum.example.org, labels: [usage], precision: 0.9}",
    )
    other.set_role(TEAM, "triage")
    repo.open_issue("One", "…", by="ada").add_label("support", by=TEAM)
    clock.advance(timedelta(hours=1))
    other.open_issue("Two", "…", by="ada").add_label("usage", by=TEAM)
    clock.advance(timedelta(hours=1))
    repo.open_issue("Three", "…", by="ada").add_label("usage", by=TEAM)

    reading = await read("imaginary/hub", "imaginary/lab")

    assert [source.precision for source in reading.sources] == [0.95, 0.9]
    assert [(s.full_name, one.is_support) for s, one in reading.lessons] == [
        ("imaginary/hub", True),
        ("imaginary/lab", True),
        ("imaginary/hub", False),
    ]
    named = await read("imaginary/hub", "imaginary/lab", labels=("Usage",))
    assert [one.is_support for _, one in named.lessons] == [False, True, True]


async def test_without_a_configuration_the_label_has_to_be_said(github, read):
    bare = github.add_repository("imaginary/bare")
    bare.open_issue("One", "…", by="ada").add_label("usage", by="tim")
    with pytest.raises(Refused, match=r"imaginary/bare: nothing says .* --label NAME"):
        await read("imaginary/bare")
    reading = await read("imaginary/bare", labels=("usage",))
    assert dict(reading.counts()) == {"labelled as support": 1}


async def test_an_old_support_yml_says_it_as_well(github, read):
    old = github.add_repository("imaginary/old")
    old.commit(".github/support.yml", "supportLabel: help wanted\n")
    old.open_issue("One", "…", by="ada").add_label("help wanted", by="tim")
    reading = await read("imaginary/old")
    assert dict(reading.counts()) == {"labelled as support": 1}


async def test_where_the_app_is_not_installed_is_said(github, read):
    github.add_repository("elsewhere/hub", install=False)
    with pytest.raises(Refused, match="elsewhere/hub: the App is not installed there"):
        await read("elsewhere/hub")
    with pytest.raises(Gone, match="no repository can be called"):
        await read("imaginary/no name")


async def test_a_limit_ends_it_politely(github, repo, read):
    github.faults.add(secondary_limit(90, match="POST /graphql", times=None))
    with pytest.raises(RetryLater) as raised:
        await read()
    assert raised.value.after >= timedelta(seconds=89)
