"""Who was there, in the ways people sign in."""

import pytest

from bot.features.minutes.attendees import Attendee, each_once, parse_attendee


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Tim Head / Wild Tree Tech / @betatim", ("Tim Head", "Wild Tree Tech", "betatim")),
        ("Min / Simula / \\@minrk", ("Min", "Simula", "minrk")),
        ("Min / Simula / @\u200bminrk", ("Min", "Simula", "minrk")),
        ("Kien Dang/ NUS / @kiendang", ("Kien Dang", "NUS", "kiendang")),
        ("Simon / OME, Dundee / @manics", ("Simon", "OME, Dundee", "manics")),
        ("Tim Head (@betatim), Wild Tree Tech", ("Tim Head", "Wild Tree Tech", "betatim")),
        ("Tim Head [@betatim] - Wild Tree Tech", ("Tim Head", "Wild Tree Tech", "betatim")),
        ("**Ada** / Analytical Engines", ("Ada", "Analytical Engines", "")),
        ("Ada/Engines/ada-l", ("Ada", "Engines", "ada-l")),
        ("Ada / Engines / London", ("Ada", "Engines", "London")),
        ("Ada / https://github.com/ada", ("Ada", "", "ada")),
        ("@ada", ("ada", "", "ada")),
        ("Ada", ("Ada", "", "")),
        ("Ada / ada@example.org", ("Ada", "(e-mail address removed)", "")),
    ],
)  # fmt: skip
def test_a_line_of_a_roll_call(line: str, who: tuple[str, str, str]):
    assert parse_attendee(line) == Attendee(*who)


@pytest.mark.parametrize(
    "line",
    [
        "name / institution / GitHub handle",
        "_Your name / affiliation_",
        "(add yourself)",
        "please add yourselves",
        "",
        "\u200b \u200b",
        "/ /",
    ],
)
def test_a_line_that_names_nobody(line: str):
    assert parse_attendee(line) is None


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Ada Lovelace / Engines / ada", ("Ada Lovelace", "Engines", "ada")),
        ("Ada Lovelace / Engines ada", ("Ada Lovelace", "Engines", "ada")),
        ("ada", ("ada", "", "ada")),
        ("Ada ada_acme", ("Ada ada_acme", "", "")),
    ],
)
def test_in_an_agenda_the_last_word_is_a_login(line: str, who: tuple[str, str, str]):
    assert parse_attendee(line, login_last=True) == Attendee(*who)


def test_who_signed_in_twice_was_there_once():
    people = [Attendee("Yuvi", "", "choldgraf"), Attendee("Chris", "2i2c", "choldgraf")]
    again = Attendee("chris", "2i2c", "choldgraf")
    assert each_once([*people, again]) == (people[0], again)


def test_an_endless_line_is_cut():
    who = parse_attendee("x" * 10_000)
    assert who
    assert len(who.name) == 200
