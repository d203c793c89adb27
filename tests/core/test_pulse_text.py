from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Account, Comment, Identity, Issue
from bot.core.pulse_text import (
    Past,
    PulseMemory,
    Row,
    find_pulse,
    find_pulse_state,
    parse_memory,
    pulse_mark,
    state_mark,
)

ME = Identity(1, "team-compass")
NOW = datetime(2021, 4, 1, tzinfo=UTC)
NAMES = st.from_regex(r"[A-Za-z0-9-]{1,20}/[A-Za-z0-9._-]{1,30}", fullmatch=True)
ROWS = st.builds(
    Row,
    NAMES,
    st.text(max_size=20),
    st.sampled_from(["open", "claimed", "released", "skipped", "snoozed"]),
    st.integers(1, 99),
)
PAST = st.builds(
    Past,
    NAMES,
    st.sampled_from(["skipped", "snoozed"]),
    st.integers(0, 4_000_000_000).map(lambda n: datetime.fromtimestamp(n, UTC)),
)


def comment(number: int, login: str, body: str) -> Comment:
    return Comment(number, body, Account(login), NOW, NOW)


def issue(login: str, body: str) -> Issue:
    return Issue("o/r", 1, "Pulse", body, Account(login), "open", NOW, NOW)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROWS, max_size=5, unique_by=lambda row: row.name.lower()),
    st.lists(PAST, max_size=5, unique_by=lambda one: one.name.lower()),
    st.booleans(),
    st.booleans(),
)
def test_what_is_remembered_is_read_back_whatever_names_and_tags_hold(
    rows: list[Row], past: list[Past], pinned: bool, resting: bool
) -> None:
    memory = PulseMemory(tuple(rows), tuple(past), pinned=pinned, resting=resting)
    assert parse_memory(f"{state_mark(memory)}\nMore\n") == memory


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_broken_mark_is_read_as_far_as_it_goes(text: str) -> None:
    body = f"<!-- team-compass:pulse-state rows={text},a/b:1.0:cl:2 past={text} -->"
    assert isinstance(parse_memory(body), PulseMemory)


def test_rows_that_nobody_has_taken_are_told_unless_all_is_put_off() -> None:
    rows = (Row("a/b", "1.0"), Row("a/c", "1.0", "claimed"), Row("a/d", "", "open"))
    assert PulseMemory(rows).unclaimed == ("a/b", "a/d")
    assert PulseMemory(rows, resting=True).unclaimed == ()


def test_a_pulse_is_known_by_its_first_line_in_what_the_app_wrote() -> None:
    body = f"{pulse_mark(date(2021, 4, 1))}\nIt is time.\n"
    assert find_pulse(ME, issue("team-compass[bot]", body)) == date(2021, 4, 1)
    assert find_pulse(ME, issue("mallory", body)) is None
    assert find_pulse(ME, issue("team-compass[bot]", f"Hello\n{body}")) is None
    broken = body.replace("2021-04-01", "2021-13-01")
    assert find_pulse(ME, issue("team-compass[bot]", broken)) is None


def test_the_live_comment_is_the_first_of_the_apps_own() -> None:
    body = f"{state_mark(PulseMemory())}\n"
    found = find_pulse_state(
        ME,
        [
            comment(1, "mallory", body),
            comment(3, "team-compass[bot]", body),
            comment(2, "team-compass[bot]", body),
        ],
    )
    assert found is not None
    assert found.id == 2
    assert find_pulse_state(ME, [comment(1, "mallory", body)]) is None
