"""The agenda comment, read back by those who did not write it."""

from datetime import UTC, datetime

import pytest

from bot.core.agenda_text import AgendaEntry, AgendaText, find_agenda, parse_agenda_text
from bot.core.models import Account, Comment, Identity

AGENDA = """\
<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=7 t=1.1.abcdef.1.0 -->
## Agenda

25 of 60 min · starts 17:00 UTC

1. [Code](https://example.org/a_(b)) of **Conduct** · Sarah · 10 min · 17:00 · [comment](https://github.com/o/r/issues/1#issuecomment-5) · 2nd time · `A1`

   - Is it visible enough?

     ```
     ## Deferred

     9. No topic · x · 1 min · `A9`
     ```

2. `a · b · 5 min` · Ada Lovelace · 15 min · 17:10 · [o/nb\\_conda#12](https://github.com/o/nb_conda/pull/12) · `A3`

## Late topics

3. Costs · minrk · 5 min · 17:25 · [comment](https://github.com/o/r/issues/1#issuecomment-8) · 21st time · `A4`

## Quick updates

- Helm 3 everywhere · sgibson91 · [comment](https://github.com/o/r/issues/1#issuecomment-6)

  - really

## Reports and celebrations

- Min is back! · betatim · [comment](https://github.com/o/r/issues/1#issuecomment-7)

## Roll call

- Erik Sundell / Sundell open source / consideRatio · [comment](https://github.com/o/r/issues/1#issuecomment-9)

## Done

4. RBAC · IvanaH8 · 60 min · 17:30 · `A5`

## Deferred

5. Later · minrk · 5 min · [comment](https://github.com/o/r/issues/1#issuecomment-10) · `A6`
"""


def url(comment: int) -> str:
    return f"https://github.com/o/r/issues/1#issuecomment-{comment}"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_everything_is_found_again(newline: str):
    read = parse_agenda_text(AGENDA.replace("\n", newline))
    assert (read.taken, read.length) == (25, 60)
    assert [(t.id, t.heading, t.owner, t.minutes, t.starts) for t in read.topics] == [
        ("A1", "Agenda", "Sarah", 10, "17:00"),
        ("A3", "Agenda", "Ada Lovelace", 15, "17:10"),
        ("A4", "Late topics", "minrk", 5, "17:25"),
        ("A5", "Done", "IvanaH8", 60, "17:30"),
        ("A6", "Deferred", "minrk", 5, ""),
    ]
    first, second, late, done, _ = read.topics
    assert first.title == "[Code](https://example.org/a_(b)) of **Conduct**"
    assert second.title == "`a · b · 5 min`"
    assert [t.times for t in read.topics] == [2, 1, 21, 1, 1]
    assert (first.link, first.link_text) == (url(5), "comment")
    assert second.link == "https://github.com/o/nb_conda/pull/12"
    assert second.link_text == "o/nb_conda#12"
    assert (done.link, done.link_text) == ("", "")
    assert first.details == (
        "- Is it visible enough?\n\n"
        "  ```\n  ## Deferred\n\n  9. No topic · x · 1 min · `A9`\n  ```"
    )
    assert late.details == ""
    assert read.updates == (
        AgendaEntry("Helm 3 everywhere", url(6), "- really", "sgibson91"),
    )
    assert read.celebrations == (AgendaEntry("Min is back!", url(7), "", "betatim"),)
    assert read.roll_call == (
        AgendaEntry("Erik Sundell / Sundell open source / consideRatio", url(9), ""),
    )


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (("`A1`", "A1"), ["A3", "A4", "A5", "A6"]),
        ((" · 15 min", ""), ["A1", "A4", "A5", "A6"]),
        (("## Late topics", "## Perhaps"), ["A1", "A3", "A5", "A6"]),
        (("3. Costs", "   3. Costs"), ["A1", "A3", "A5", "A6"]),
        (("4. RBAC", "Said: RBAC"), ["A1", "A3", "A4", "A6"]),
    ],
)
def test_what_people_broke_is_left_out(change: tuple[str, str], left: list[str]):
    broken = AGENDA.replace(*change)
    assert broken != AGENDA
    assert [t.id for t in parse_agenda_text(broken).topics] == left


@pytest.mark.parametrize(
    "text", ["", "\n", "## Agenda", "## Agenda\n\n1 of 2", "- x", "1. ", "## \n- · "]
)
def test_other_texts_say_nothing(text: str):
    assert parse_agenda_text(text) == AgendaText()


def test_the_first_sum_counts():
    text = "## Agenda\n\n5 of 60 min · x\n\n1 of 2 min\n\n## Agenda\n\n3 of 4 min"
    read = parse_agenda_text(text)
    assert (read.taken, read.length) == (5, 60)


ME = Identity(7, "team-compass")
MARK = "<!-- team-compass:agenda v=1 -->"


@pytest.mark.parametrize(
    ("comments", "found"),
    [
        ([(ME.login, "<!-- team-compass:help -->"), (ME.login, MARK)], 1),
        ([(ME.login, "## Agenda"), (ME.login, MARK)], 1),
        ([("ada", MARK), (ME.login, "## Agenda")], 1),
        ([(ME.login, MARK), (ME.login, MARK)], 0),
        ([("ada", MARK), (ME.login, "<!-- team-compass:help -->")], None),
        ([], None),
    ],
    ids=["marked", "not the broken one", "broken", "the first", "another's", "none"],
)
def test_the_agenda_comment_is_the_apps_own(
    comments: list[tuple[str, str]], found: int | None
):
    at = datetime(2021, 3, 10, tzinfo=UTC)
    there = [
        Comment(n, body, Account(login, "Bot"), at, at)
        for n, (login, body) in enumerate(comments)
    ]
    agenda = find_agenda(ME, there)
    assert (agenda and agenda.id) == found
