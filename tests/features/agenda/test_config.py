"""The `agenda:` section as people write it."""

import pytest

from bot.app import FEATURES, sections
from bot.core.configuration import ConfigurationError, parse_configuration
from bot.features.agenda.config import AgendaConfig


def parse(text: str):
    return parse_configuration(
        text, file="team-compass.yml", sections=sections(FEATURES)
    )


def test_everything_has_a_default():
    config = parse("timezone: UTC").section("agenda", AgendaConfig)
    assert (config.label, config.minutes, config.most) == ("agenda", 5, 20)


@pytest.mark.parametrize("text", ["most: 0", "minutes: 481", "minuets: 5", "label: ''"])
def test_a_mistake_is_named(text):
    with pytest.raises(
        ConfigurationError, match=f"team-compass.yml:2: agenda.{text[:5]}"
    ):
        parse(f"agenda:\n  {text}")
