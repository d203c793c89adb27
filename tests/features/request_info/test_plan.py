"""From the request to its end, in memory: who is asked, when, and who has the last word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.actions import UpdateIssue
from bot.core.models import Account, File
from bot.core.report_forms import RequestInfo
from bot.features.request_info.plan import may_matter, plan, wants_templates
from tests.detection.hostile import HOSTILE
from tests.features.request_info.life import BOT, DAY, LABEL, Life
from tests.features.request_info.resources import body, section

CLOSES = RequestInfo(titles=("Updates",), closes=timedelta(days=14))
TEMPLATES = (
    File(".github/ISSUE_TEMPLATE/bug.md", "---\nname: Bug\n---\n### What is wrong?\n"),
)
WORDS = "It crashes when I log in."


def asked(text: str = "", config: RequestInfo = CLOSES, **more: object) -> Life:
    """An issue that was asked for more."""
    life = Life(text, config, **more)  # type: ignore[arg-type]  # as of Life
    life.settle()
    assert life.labelled
    assert len(life.requests) == 1
    return life


@pytest.mark.parametrize(
    ("changed", "is_asked"),
    [
        ({}, True),
        ({"body": " \r\n<!-- nothing -->\r\n"}, True),
        ({"body": "### What is wrong?\r\n"}, True),
        ({"body": WORDS}, False),
        ({"body": WORDS, "title": "updates…"}, True),
        ({"body": WORDS, "title": "updates of the guide"}, False),
        ({"association": "FIRST_TIME_CONTRIBUTOR"}, True),
        ({"association": "CONTRIBUTOR", "title": "Updates"}, True),
        ({"association": "MEMBER", "title": "Updates"}, False),
        ({"association": "OWNER"}, False),
        ({"association": "COLLABORATOR"}, False),
        ({"by": Account("renovate[bot]", "Bot")}, False),
        ({"labels": (LABEL,)}, False),
    ],
)
def test_who_is_asked(changed: dict[str, object], is_asked: bool) -> None:
    life = Life(**{"body": "", "config": CLOSES, "templates": TEMPLATES, **changed})  # type: ignore[arg-type]  # as of Life
    life.settle()
    assert bool(life.requests) == is_asked


@pytest.mark.parametrize(
    "change",
    [
        {"is_pull_request": True},
        {"locked": True},
        {"state": "closed"},
    ],
)
def test_what_is_left_alone(change: dict[str, object]) -> None:
    life = Life("", CLOSES)
    life.issue = replace(life.issue, **change)  # type: ignore[arg-type]  # of the table
    assert life.look().actions == ()


def test_only_what_is_new_is_asked_for() -> None:
    life = Life("", CLOSES)
    life.wait(7 * DAY)
    assert life.look(steps=0).actions
    life.wait()
    assert life.look().actions == ()


def test_who_has_said_it_in_a_comment_is_not_asked() -> None:
    life = Life("", CLOSES, title="Updates")
    life.say("> quoted\n\n/agenda something\n+1")
    assert life.look(steps=0).actions
    life.say(WORDS)
    assert life.look().actions == ()


def test_nothing_is_done_where_not_all_is_known() -> None:
    life = asked()
    life.edit(WORDS)
    life.is_complete = False
    assert life.look().actions == ()
    assert may_matter(life.state, life.now)
    old = Life(WORDS, CLOSES)
    old.wait(8 * DAY)
    assert not may_matter(old.state, old.now)


def test_templates_are_wanted_only_where_they_decide() -> None:
    def wanted(life: Life) -> bool:
        return wants_templates(life.state, life.now)

    assert wanted(Life(WORDS, CLOSES))
    assert not wanted(Life("", CLOSES))
    assert not wanted(Life(WORDS, CLOSES, association="MEMBER"))
    assert not wanted(Life(body(), section(), labels=("impact",)))
    life = asked()
    life.edit("### What is wrong?")
    assert wanted(life)
    life.unlabel()
    life.settle()
    assert not wanted(life)


def test_an_empty_body_that_becomes_the_template_is_still_missing() -> None:
    life = asked(templates=TEMPLATES)
    life.edit("### What is wrong?")
    life.settle()
    assert life.items == [
        "- [ ] what the template asks for: nothing of it is filled in yet"
    ]


def test_both_are_ticked_one_by_one() -> None:
    life = asked(title="updates")
    life.edit(title="Crashes")
    life.settle()
    assert life.items == [
        "- [ ] what this is about: there is no description yet",
        "- [x] a title that says what this is about",
    ]
    life.edit(WORDS)
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_words_of_the_team_take_the_place_of_ours() -> None:
    reply = "@{author}: {{please}} mend this.\n\n{missing}\n\nThank you!"
    life = asked(config=RequestInfo(reply=reply))
    text = life.requests[0].partition("\n")[2]
    assert text == (
        "@ada: {please} mend this.\n\n"
        "- [ ] what this is about: there is no description yet\n\nThank you!\n"
    )
    life = asked(config=RequestInfo(reply="Tell us more."))
    assert life.requests[0].splitlines()[1:4] == ["Tell us more.", "", life.items[0]]


def test_one_who_never_closes_promises_nothing() -> None:
    life = asked(config=RequestInfo())
    assert "closed" not in life.requests[0]
    assert life.look().look is None
    life.wait(300 * DAY)
    assert life.look().actions == ()


def test_a_talk_of_others_is_no_silence() -> None:
    life = asked()
    life.wait(10 * DAY)
    life.say("Ada, are you there?", by="minrk")
    made = life.look()
    assert made.look == life.now + 14 * DAY
    life.wait(14 * DAY - timedelta(seconds=1))
    assert not life.look().closes
    life.wait(timedelta(seconds=1))
    assert life.look().closes


def test_a_reopened_issue_has_its_time_again() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    assert life.issue.state == "closed"
    life.reopen()
    life.settle()
    assert life.issue.state == "open"
    assert "closed for now" not in life.requests[0]
    life.wait(13 * DAY)
    assert life.look().actions == ()
    life.wait(DAY)
    assert life.look().closes


def test_what_others_say_opens_nothing() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.say("I have the same.", by="grace")
    life.say("+1")
    assert life.look().actions == ()


def test_an_item_that_is_mended_opens_what_was_closed() -> None:
    life = asked(title="Updates")
    life.wait(14 * DAY)
    life.settle()
    life.edit(title="It crashes")  # of which GitHub tells no time
    life.settle()
    assert life.issue.state == "open"
    assert life.items[1] == "- [x] a title that says what this is about"


def test_what_somebody_closed_before_or_after_us_stays_closed() -> None:
    life = asked()
    life.close()
    life.say(WORDS)
    assert life.look().actions == ()
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.reopen()
    life.close(by="ada")
    life.say(WORDS)
    assert life.look().actions == ()


def test_the_label_taken_off_ends_it_for_ever() -> None:
    life = asked()
    life.unlabel()
    life.settle()
    assert life.requests == []
    life.wait(DAY)
    assert life.look().actions == ()


def test_the_label_taken_off_a_closed_issue_leaves_it_closed() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.unlabel()
    life.settle()
    life.say(WORDS)
    assert life.look().actions == ()
    assert (life.issue.state, life.requests) == ("closed", [])


def test_the_request_deleted_by_somebody_is_not_made_again() -> None:
    life = asked()
    life.comments.clear()
    assert life.look().actions == ()
    life.say(WORDS)
    life.settle()
    assert not life.labelled


def test_a_label_that_somebody_put_on_again_waits_for_any_answer() -> None:
    life = asked()
    life.unlabel()
    life.settle()
    life.label()
    assert life.look().actions == ()
    life.edit("It crashes. Version 4.")
    life.settle()
    assert not life.labelled


def test_a_label_of_somebody_else_beside_a_request_stays_until_an_answer() -> None:
    life = asked()
    life.unlabel()
    life.label()
    life.issue = replace(life.issue, author_association="MEMBER")
    life.settle()
    assert (life.requests, life.labelled) == ([], True)
    life.say(WORDS)
    life.settle()
    assert not life.labelled


def test_by_hand_a_comment_tells_only_why_it_is_closed() -> None:
    life = Life(WORDS, CLOSES)
    life.label()
    assert life.look().look == life.now + 14 * DAY
    life.wait(14 * DAY)
    life.settle()
    assert life.issue.state == "closed"
    assert len(life.requests) == 1
    life.reopen()
    life.settle()
    assert (life.issue.state, life.requests, life.labelled) == ("open", [], True)
    life.wait(14 * DAY)
    life.settle()
    life.say("4.1.5")
    life.settle()
    assert (life.issue.state, life.requests, life.labelled) == ("open", [], False)


def test_a_label_without_a_record_counts_from_the_beginning() -> None:
    life = Life(WORDS, CLOSES, labels=(LABEL.upper(),))
    assert life.look().look == life.now + 14 * DAY


def test_each_step_that_was_interrupted_is_finished() -> None:
    life = Life("", CLOSES)
    life.look(steps=1)
    assert (len(life.requests), life.labelled) == (1, False)
    life.settle()
    assert life.labelled

    life.wait(14 * DAY)
    life.look(steps=1)
    assert life.issue.state == "closed"
    assert "closed for now" not in life.requests[0]
    life.settle()
    assert "closed for now" in life.requests[0]

    life.say(WORDS)
    life.look(steps=1)
    assert (life.issue.state, life.labelled) == ("open", True)
    life.look(steps=1)
    assert (len(life.requests), life.labelled) == (1, False)
    life.settle()
    assert life.requests == []


def test_a_request_that_was_answered_before_its_label_came_goes() -> None:
    life = Life("", CLOSES)
    life.look(steps=1)
    life.say(WORDS)
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_a_closing_by_hand_that_was_interrupted_is_finished() -> None:
    life = Life(WORDS, CLOSES)
    life.label()
    life.wait(14 * DAY)
    life.look(steps=1)
    assert (len(life.requests), life.issue.state) == (1, "open")
    life.settle()
    assert (len(life.requests), life.issue.state) == (1, "closed")


def test_support_takes_it_over() -> None:
    life = Life("", CLOSES)
    life.is_support = True
    assert life.look().actions == ()
    life = asked()
    life.is_support = True
    life.settle()
    assert (life.requests, life.labelled) == ([], False)
    life.is_support = False
    assert life.look().actions == ()


def test_a_second_request_goes() -> None:
    life = asked()
    life.comments.append(replace(life.comments[0], id=999))
    life.settle()
    assert [c.id for c in life.comments] == [life.comments[0].id] != [999]


def test_people_cannot_make_a_request() -> None:
    life = Life(WORDS, CLOSES)
    life.say("<!-- team-compass:request-info left=body -->\nhello", by="mallory")
    assert life.look().actions == ()


def test_a_config_that_asks_for_less_ends_the_request() -> None:
    life = asked(body(who=""), section(), labels=("impact",))
    life.config = RequestInfo(forms=section().forms.model_copy(update={"root": {}}))
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_a_closed_request_stays_as_it_is_when_more_is_asked_for() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    before = life.requests
    life.issue = replace(life.issue, title="updates")  # as if it had been all along
    assert life.look().actions == ()
    assert life.requests == before


@pytest.mark.parametrize(("title", "text"), HOSTILE.values(), ids=HOSTILE)
def test_no_text_of_a_stranger_breaks_anything(title: str, text: str) -> None:
    form = section("request_info: {forms: {impact: {required: [Who], dates: [When]}}}")
    for config, labels in ((CLOSES, ()), (form, ("impact",))):
        life = Life(text, config, title=title, labels=labels, templates=TEMPLATES)
        life.say(text)
        life.settle()
        assert all(len(request) < 2000 for request in life.requests)


DEEDS = {
    "answers": lambda life: life.say("Who you are: Ada"),
    "says something": lambda life: life.say("Eighty"),
    "says a date": lambda life: life.say("It is on 2021-04-18"),
    "thanks": lambda life: life.say("+1"),
    "others talk": lambda life: life.say("Hm.", by="grace"),
    "edits": lambda life: life.edit(body(number="", dates="soon")),
    "mends": lambda life: life.edit(body()),
    "labels": lambda life: life.label(),
    "takes the label off": lambda life: life.unlabel(),
    "closes": lambda life: life.close(),
    "opens": lambda life: life.reopen(),
    "a week passes": lambda life: life.wait(7 * DAY),
    "three weeks pass": lambda life: life.wait(21 * DAY),
}


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 4), st.booleans()),
        max_size=9,
    )
)
def test_whatever_happens_and_wherever_it_is_interrupted(
    story: list[tuple[str, int, bool]],
) -> None:
    """Each look may die after some steps, or not take place at all."""
    life = Life(body(who="", number="", dates="soon"), section(), labels=("impact",))
    for deed, steps, looks in story:
        closed_by_people = life.issue.state == "closed" and any(
            event.actor != BOT
            for event in [e for e in life.events if e.event == "closed"][-1:]
        )
        if looks:
            made = life.look(steps=steps)
            opens = any(
                isinstance(a, UpdateIssue) and a.state == "open" for a in made.actions
            )
            assert not (opens and closed_by_people)
        DEEDS[deed](life)
    life.settle()
    assert plan(life.state, life.now).actions == ()
    assert len(life.requests) <= 1
    mine = [e.event for e in life.events if e.actor == BOT]
    assert mine.count("labeled") <= 1
    if life.issue.state == "open":
        assert life.labelled or not life.requests
