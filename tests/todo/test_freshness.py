"""When a thread is looked at again because of what was just made in it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import Account, Comment, Identity
from bot.todo.freshness import look_again

ME = Identity(id=7, slug="team-compass")
NOW = datetime(2021, 3, 18, 17, tzinfo=UTC)


def comment(seconds_ago: int, by: Account) -> Comment:
    made = NOW - timedelta(seconds=seconds_ago)
    return Comment(1, "Hello", by, created_at=made, updated_at=NOW)


@pytest.mark.parametrize(
    ("mine", "others", "again"),
    [
        ([], [1], None),
        ([600], [1], None),
        ([60], [], None),
        ([59], [], 1),
        ([40, 10, 600], [5], 50),
        ([0], [], 60),
        ([-5], [], 65),  # GitHub's clock is ahead
    ],
)
def test_it_is_a_minute_after_the_youngest_of_its_own(mine, others, again):
    bot, ada = Account(ME.login, "Bot"), Account("ada")
    comments = [comment(ago, bot) for ago in mine]
    comments += [comment(ago, ada) for ago in others]
    expected = None if again is None else NOW + timedelta(seconds=again)
    assert look_again(ME, comments, NOW) == expected
