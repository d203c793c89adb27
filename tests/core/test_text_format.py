from datetime import date

import pytest

from bot.core.text_format import Month, render_date, render_template

VALUES = {
    "date": date(2021, 3, 8),
    "month": Month(3),
    "day": 8,
    "year": 2021,
    "weekday": "Monday",
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Team meeting - {month} {year}", "Team meeting - March 2021"),
        ("docs/{year}-{month:02}.md", "docs/2021-03.md"),
        ("{day} and {day:02}", "8 and 08"),
        ("{date}", "2021-03-08"),
        (
            "{date:%A, %e %B %Y | %a %d %b %y %m %%}",
            "Monday, 8 March 2021 | Mon 08 Mar 21 03 %",
        ),
        ("{{month}} is {month}", "{month} is March"),
        ("{{{{", "{{"),
        ("nothing", "nothing"),
    ],
)
def test_placeholders_become_values(template: str, text: str) -> None:
    assert render_template(template, VALUES) == text


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{date.__class__}", r"unknown placeholder \{date.__class__\}, allowed are .*"),
        ("{date[0]}", r"unknown placeholder \{date\[0\]\}"),
        ("{}", r"unknown placeholder \{\}"),
        ("{0}", "unknown placeholder"),
        ("{date!r}", "unknown placeholder"),
        ("{month", r"single \{"),
        ("month}", r"single \}"),
        ("{weekday:>99}", r"format in \{weekday\}, allowed is none"),
        ("{day:999999999}", r"wrong format in \{day\}, allowed is \{day:02\}"),
        ("{month:%B}", r"wrong format in \{month\}"),
        ("{date:%H}", "unknown %H in a date, allowed are %d"),
        ("{date:%}", "unknown % in a date"),
        ("{day:{year}}", "single"),
    ],
)
def test_nothing_else_is_evaluated(template: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        render_template(template, VALUES)


def test_dates_are_english_on_every_machine() -> None:
    assert render_date(date(2021, 12, 31), "%A %e %B") == "Friday 31 December"
