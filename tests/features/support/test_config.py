"""The section as people write it, right and wrong."""

import pytest

from bot.core.configuration import ConfigurationError, parse_configuration
from bot.core.support import Support

SECTIONS = {"support": Support}


def parsed(*lines: str) -> Support:
    text = "support:\n" + "".join(f"  {line}\n" for line in lines)
    found = parse_configuration(text, file="f.yml", sections=SECTIONS)
    section = found.sections["support"]
    assert isinstance(section, Support)
    return section


def test_an_address_is_enough():
    section = parsed("forum: https://discourse.example.org/")
    assert section.forum == "https://discourse.example.org"
    assert section.labels == ("support",)
    assert (section.close, section.lock, section.detect) == (True, False, "label")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("category: 12", "12"),
        ("detect: off", "off"),
        ("precision: '0.9'", 0.9),
        ("labels: [no]", ("no",)),
        ("tags: [ldap, 3]", ("ldap", "3")),
        ("close: no", False),
    ],
)
def test_values_mean_what_people_mean(line, value):
    section = parsed("forum: https://discourse.example.org", line)
    assert getattr(section, line.partition(":")[0]) == value


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("labels: []", "support.labels: has too few entries"),
        ("precision: 0.2", "support.precision:"),
        ("precision: 1", "support.precision:"),
        ("grace: 8d", "support.grace: "),
        ("reply: '{name}'", "has the unknown placeholder {name}"),
        ("reply: ' '", "support.reply:"),
        (f"reply: '{'{link}' * 20}'", "names a placeholder too often"),
        ("tags: [a b]", "is no tag"),
        ("tags: [a, b, c, d, e, f]", "has too many entries"),
        ("detect: maybe", "support.detect:"),
        ("forums: x", "is an unknown key"),
    ],
)
def test_what_is_wrong_is_named(line, message):
    with pytest.raises(ConfigurationError) as caught:
        parsed("forum: https://discourse.example.org", line)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "forum", ["discourse.org", "https://x.y/?a=b", "https://a@x.y"]
)
def test_a_forum_is_known_by_its_address(forum):
    with pytest.raises(ConfigurationError, match=r"support\.forum: "):
        parsed(f"forum: {forum}")
