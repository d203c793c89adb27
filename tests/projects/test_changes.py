import pytest

from bot.core.projects import Change
from bot.projects.changes import kind_of
from bot.projects.kinds import Kind
from tests.projects.real_changes import KNOWN


@pytest.mark.parametrize(("kind", "one"), KNOWN, ids=[one.title for _, one in KNOWN])
def test_a_change_is_what_a_maintainer_would_say(kind: Kind, one: Change) -> None:
    assert kind_of(one) == kind
