"""What a form's issue lacks: answers, dates, zones, time to get ready."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    parse_configuration,
)
from bot.core.report_forms import Form, Forms, RequestInfo, form_labels
from bot.features.request_info.lacks import items_of
from bot.features.request_info.request import MOST_SHOWN, in_words
from tests.features.request_info.life import Life
from tests.features.request_info.resources import SECTION, body, section


def opened(text: str, association: str = "NONE") -> Life:
    return Life(text, section(), labels=("Impact",), association=association)


def lacks(life: Life) -> list[tuple[str, str]]:
    return [(item.heading, item.lack) for item in items_of(life.state) if item.lack]


def date_lack(dates: str) -> str | None:
    found = dict(lacks(opened(body(dates=dates))))
    assert found.keys() <= {"Dates and times"}
    return found.get("Dates and times")


@pytest.mark.parametrize(
    ("dates", "lack"),
    [
        ("", "date"),
        ("next Tuesday", "date"),
        ("18 March 2021", None),
        ("2021-03-18, 17:00", "zone"),
        ("2021-03-18, 17:00 CET", None),
        ("2021-03-06, 11:59 UTC", "soon"),
        ("2021-03-06, 12:00 UTC", None),
        ("2021-03-04", "soon"),
        ("2021-03-05", None),
        ("05/03/2021", None),
        ("04/03/2021", None),
        ("04/03/2020", "soon"),
        ("2021-03-05, 17:00", "soon"),
    ],
)
def test_dates(dates: str, lack: str | None) -> None:
    assert date_lack(dates) == lack


def test_a_form_holds_for_everybody() -> None:
    life = opened(body(who="", kind=""), association="OWNER")
    assert lacks(life) == [("Who you are", "answer"), ("Kind of event", "answer")]


def test_an_empty_body_lacks_every_answer_and_nothing_else() -> None:
    life = opened("")
    assert [lack for _, lack in lacks(life)] == [*["answer"] * 6, "date"]


def test_a_date_and_its_zone_may_be_said_in_comments() -> None:
    life = opened(body(dates="2021-03-05, 9:00"))
    life.say("We have moved it to 18 March, 9:00")
    assert dict(lacks(life)) == {"Dates and times": "zone"}
    life.say("UTC+1, I mean. I am away on 5 March.")
    assert lacks(life) == []


def test_a_mere_time_of_writing_does_not_spoil_a_good_date() -> None:
    life = opened(body())
    life.say("See you on 2021-03-05")
    assert lacks(life) == []


@pytest.mark.parametrize(
    "said",
    [
        "18 March 2021, 17:00 UTC",
        "We have moved it to Thursday, 18 March, 5pm UTC.",
        "Sorry, it is now from 18 to 20 March 2021!",
        "Dates and times: the next edition is on 2021-09-01, as we cannot move this one.",
        "### Dates and times\n\nThe next edition is on 2021-09-01.",
    ],
)
def test_a_date_that_answers_the_question(said: str) -> None:
    life = opened(body(dates="2021-03-05, 9:00 UTC"))
    life.settle()
    life.say(said)
    assert lacks(life) == []


@pytest.mark.parametrize(
    "said",
    [
        "Please, we cannot move it. The next edition is on 2021-09-01.",
        "The next edition is on 2021-09-01.",
        "We ran the same course on 3 May 2022 no wait 2019",
        "I will know on the evening by 18 March",
        "I am away until the 18th of March",
        "Could you do us the favour of an exception? We can wait for room on 18 March.",
    ],
)
def test_a_date_of_something_else(said: str) -> None:
    life = opened(body(dates="2021-03-05, 9:00 UTC"))
    life.settle()
    life.say(said)
    assert lacks(life) == [("Dates and times", "soon")]


def test_while_more_is_missing_a_date_is_hardly_more_than_a_date() -> None:
    life = opened(body(who="", dates="2021-03-05, 9:00 UTC"))
    life.say("My sister was in Paris on 18 March 2021")
    assert dict(lacks(life)) == {"Who you are": "answer", "Dates and times": "soon"}
    life.say("It is on 18 March 2021")
    assert dict(lacks(life)) == {"Who you are": "answer"}


def test_an_answer_that_names_a_day_is_one_nevertheless() -> None:
    life = opened(body(about=""))
    life.settle()
    life.say("A course on engines that we have held since 3 May 2019, now with notes")
    assert lacks(life) == []


def test_the_last_missing_answer_is_whatever_they_reply() -> None:
    life = opened(body(who="", number=""))
    life.say("We are a club.")
    life.settle()
    assert len(life.items) == 2
    life.say("Sorry, I forgot.")
    assert len(lacks(life)) == 2
    life.say("Number of attendees: 80")
    assert lacks(life) == [("Who you are", "answer")]
    life.say("+1")
    assert lacks(life) == [("Who you are", "answer")]
    life.say("The Analytical Society")
    life.settle()
    assert (life.requests, life.labelled) == ([], False)


def test_a_reply_about_the_date_is_no_other_answer() -> None:
    life = opened(body(who="", dates="2021-03-05"))
    life.settle()
    life.say("2021-03-18, 9:00 UTC then")
    assert lacks(life) == [("Who you are", "answer")]


def test_a_date_is_not_whatever_they_reply() -> None:
    life = opened(body(dates=""))
    life.settle()
    life.say("I do not know yet")
    assert lacks(life) == [("Dates and times", "date")]


def test_words_for_what_is_missing() -> None:
    life = opened(body(dates="2021-03-05, 12:30 UTC"))
    life.settle()
    assert life.items == [
        "- [ ] **Dates and times** a later date: 48 hours are needed from when this was"
        " opened, and the first date is 24 hours too soon"
    ]
    life.edit(body(dates="in spring"))
    life.settle()
    assert life.items == [
        "- [ ] **Dates and times** a date that can be read, such as 18 March 2021, 17:00 UTC"
    ]


def test_seconds_make_nobody_late() -> None:
    life = opened(body(dates="2021-03-06, 12:00 UTC"))
    opened_at = life.issue.created_at
    life.issue = replace(life.issue, created_at=opened_at + timedelta(seconds=59))
    assert lacks(life) == []
    life.edit(body(dates="2021-03-06, 11:00 UTC"))
    life.settle()
    assert life.items[0].endswith("the first date is 1 hour too soon")


def test_headings_are_quoted() -> None:
    config = section(
        "request_info: {forms: {impact: {required: ['@ada <b>#1</b> `x`']}}}"
    )
    life = Life("hello", config, labels=("impact",))
    life.settle()
    assert "@ada" not in life.requests[0]
    assert "<b>" not in life.requests[0]


def test_a_form_without_wishes_is_a_report_like_any_other() -> None:
    config = section("request_info: {forms: {impact: }}")
    life = Life("", config, labels=("impact",))
    life.settle()
    assert life.items == ["- [ ] what this is about: there is no description yet"]


def test_more_than_anybody_reads_is_counted() -> None:
    form = Form(required=tuple(f"Question {n}" for n in range(MOST_SHOWN + 2)))
    config = RequestInfo(forms=Forms({"impact": form}))
    life = Life("hello", config, labels=("impact",))
    life.settle()
    assert len(life.items) == MOST_SHOWN
    assert "- … and 2 more" in life.requests[0]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.01, "1 minute"),
        (0.75, "45 minutes"),
        (1, "1 hour"),
        (1.1, "1 hour 6 minutes"),
        (2, "2 hours"),
        (2.99, "3 hours"),
        (3.1, "4 hours"),
        (71, "71 hours"),
        (72, "3 days"),
        (73, "4 days"),
    ],
)
def test_lengths_in_words(hours: float, words: str) -> None:
    assert in_words(timedelta(hours=hours)) == words


def test_the_labels_of_forms() -> None:
    found = parse_configuration(
        SECTION.replace("impact", "Impact"),
        file="f.yml",
        sections={"request_info": RequestInfo},
    )
    assert form_labels(found) == {"impact"}
    assert form_labels(Configuration()) == frozenset()


def test_a_lead_time_without_dates_is_said_to_have_no_effect() -> None:
    text = "request_info: {forms: {impact: {required: [Who], lead_time: 48h}}}"
    found = parse_configuration(
        text, file="f.yml", sections={"request_info": RequestInfo}
    )
    assert found.notices == (
        "request_info.forms.impact.lead_time: has no effect without dates",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("closes: 23h", '"23h" is no time to answer in, allowed is 1d to 366d'),
        ("reply: '{who}'", "has the unknown placeholder {who}"),
        ("forms: {impact: {when: 5}}", "allowed are dates, lead_time, required"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        section(f"request_info:\n  {text}\n")
    assert why in str(caught.value)
