"""What maintainers write by mistake in `team-compass.yml`: told, and never obeyed."""

from itertools import islice

import pytest
from cachetools import LRUCache

from bot.core.configuration import ConfigurationError
from bot.core.recurrence import parse_rule
from bot.github import repo_config
from tests.core.test_configuration import SECTIONS, meeting, parse, refused
from tests.core.test_series import moment, series, starts


def with_time(*lines: str) -> str:
    return meeting("time: 17:00", *lines)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (with_time("move: {2021-01-21:2021-01-28}"), "f.yml:5: meetings.team.move"),
        (with_time("move: {2021-01-21: }"), "f.yml:5: meetings.team.move.2021-01-21"),
        (
            with_time("facilitator:"),
            "f.yml:5: meetings.team.facilitator: is an unknown",
        ),
        (with_time("timezon: ~"), "did you mean timezone?"),
        ("agenda: {minuts: }", "f.yml:1: agenda.minuts: is an unknown key"),
        (
            meeting("slots: {odd: 17:00, even: 9:00, other: }"),
            "slots.other: is an unkn",
        ),
        (meeting("slots: {odd:17:00, even:9:00}"), "slots.odd:17:00: is an unknown"),
    ],
)
def test_a_key_without_a_value_is_still_read(text: str, complaint: str) -> None:
    assert complaint in refused(text)


def test_a_known_key_left_empty_is_as_if_it_were_not_there() -> None:
    (team,) = parse(with_time("move:", "zones:", "opens:", "pin:")).series.values()
    assert (team.move, team.zones, team.opens.days, team.pin) == ({}, (), 14, True)


@pytest.mark.parametrize("month", ["0000-01", "1999-12", "2100-01", "9999-01"])
def test_a_month_out_of_reach_is_no_crash(month: str) -> None:
    assert "is too far away, allowed is 2000-01 to 2099-12" in refused(
        with_time(f"skip: [{month}]")
    )


@pytest.mark.parametrize(
    "when", ["day 1, dad", "day 1, 1 5", "day 0", "days 1 and 32", "day and"]
)
def test_a_day_that_is_no_number_is_not_left_out(when: str) -> None:
    with pytest.raises(ValueError, match="is no rule for dates"):
        parse_rule(when)


@pytest.mark.parametrize(
    ("when", "same"),
    [
        ("day 1, 22nd of january", "days 1 and 22 of january"),
        ("day 1st", "day 1"),
        ("the third thursday of the month", "third thursday"),
        ("last friday of every month", "last friday"),
        ("FREQ=MONTHLY; BYDAY=1TU, 3TU;", "first and third tuesday"),
    ],
)
def test_words_that_people_add_mean_the_same(when: str, same: str) -> None:
    assert parse_rule(when).rrule == parse_rule(same).rrule


@pytest.mark.parametrize(
    ("keys", "notice"),
    [
        ({"when": "day 31 of january, april"}, "when: April has no day 31"),
        (
            {"when": "every 2 weeks on monday", "start": None},
            "when: counts from 2018-01-01, since there is no start",
        ),
        (
            {"move": {"2021-01-21": "2021-01-21"}},
            "move: 2021-01-21 is moved to itself",
        ),
        (
            {"start": "2021-01-10", "move": {"2021-01-21": "2021-01-05"}},
            "move: 2021-01-21 takes place before the start then",
        ),
        (
            {"move": {"2021-03-18": "2021-03-25", "2021-04-15": "2021-03-25"}},
            "move: 2021-03-18 and 2021-04-15 take place at once, on 2021-03-25",
        ),
        (
            {"move": {"2021-03-18": "2021-04-15"}},
            "move: 2021-03-18 and 2021-04-15 take place at once, on 2021-04-15",
        ),
        (
            {"move": {"2021-03-18": "2021-03-25"}, "skip": ["2021-03-25"]},
            "move: 2021-03-18 takes place on 2021-03-25, though that is in skip",
        ),
    ],
)
def test_what_is_allowed_and_odd_is_told(keys: dict, notice: str) -> None:
    assert notice in list(series(**keys).notices())


def test_a_biweekly_meeting_with_a_start_needs_no_word() -> None:
    assert list(series(when="every 2 weeks on monday").notices()) == []


def test_a_wrong_start_does_not_hide_a_wrong_rule() -> None:
    text = refused(
        "meetings: {team: {when: thrid thursday, start: 2021-02-30, time: 9:00}}"
    )
    assert "meetings.team.when" in text
    assert "meetings.team.start" in text


def test_a_wrong_start_is_not_said_to_be_missing() -> None:
    rule = "FREQ=WEEKLY;COUNT=3"
    text = refused(
        f"meetings: {{team: {{when: {rule}, start: 2021-02-30, time: 9:00}}}}"
    )
    assert "meetings.team.when" not in text


def test_all_dates_that_are_skipped_and_moved_are_named() -> None:
    text = refused(
        with_time(
            "skip: [2021-01]", "move: {2021-01-21: 2021-01-22, 2021-01-28: 2021-01-29}"
        )
    )
    assert "is in skip as well: 2021-01-21, 2021-01-28" in text or (
        "for 2021-01-21, 2021-01-28" in text
    )


def test_text_that_is_too_long_has_no_entries() -> None:
    text = refused(with_time(f"labels: [{'x' * 51}]", f"title: {'y' * 201}"))
    assert "is too long, allowed are at most 50 characters" in text
    assert "is too long, allowed are at most 200 characters" in text


def test_values_that_look_right_and_are_not_are_refused() -> None:
    assert "is no length of time" in refused(with_time("opens: 1M"))
    assert "one line of printable text" in refused(with_time('labels: ["\\u0000x"]'))
    assert "up to 50 of a-z" in refused(
        f"meetings: {{{'x' * 51}: {{when: last friday}}}}"
    )
    assert "is put in quotes" in refused(with_time("title: {month}"))
    assert "quotes around text" in refused(with_time("title: {month} meeting"))


def test_a_zone_means_the_same_on_every_machine() -> None:
    assert "is no time zone" in refused("timezone: localtime")


def test_skipping_everything_costs_no_time_where_nobody_looks_so_far() -> None:
    months = [
        f"{year}-{month:02}" for year in range(2021, 2062) for month in range(1, 13)
    ]
    daily = series(when="FREQ=DAILY", start="2020-01-01", skip=months)
    soon, later = moment("2021-02-01T00:00Z"), moment("2021-02-15T00:00Z")
    assert list(daily.occurrences(soon, later)) == []
    assert len(daily.rule._dates) < 500, "only as far as somebody looks"
    assert starts(daily, "2021-02-01T00:00Z", 1) == ["2062-01-01 17:00"]


def test_until_ends_a_look_but_not_before_what_was_moved_into_it() -> None:
    team = series(move={"2021-03-18": "2021-02-20"})
    found = team.occurrences(moment("2021-02-01T00:00Z"), moment("2021-02-28T00:00Z"))
    assert [str(o.date) for o in islice(found, 2)] == ["2021-02-18", "2021-03-18"]


def test_a_fault_of_ours_is_no_reason_to_forget_the_last_good_file(monkeypatch) -> None:
    def stumble(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(repo_config, "parse_configuration", stumble)
    result = repo_config._parse("agenda: {most: 7}", "f.yml", SECTIONS)
    assert isinstance(result, ConfigurationError)
    assert "a fault of its own" in str(result)


def test_files_that_speak_of_far_dates_do_not_stay_in_memory(monkeypatch) -> None:
    kept: LRUCache = LRUCache(20, getsizeof=repo_config._parsed.getsizeof)
    monkeypatch.setattr(repo_config, "_parsed", kept)
    for n in range(8):
        text = "meetings:\n" + "".join(
            f"  s{n}-{k}: {{when: FREQ=DAILY, time: 17:00, skip: [2099-11]}}\n"
            for k in range(4)
        )
        result = repo_config._parse(text, "f.yml", SECTIONS)
        assert not isinstance(result, ConfigurationError)
        assert all(len(s.rule._dates) <= 1 for s in result.series.values())
    assert len(kept) == 4
