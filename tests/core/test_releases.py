"""The `releases` section as people write it, and what they are told of their slips."""

import re
from time import process_time

import pytest

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    parse_configuration,
)
from bot.core.releases import ProjectConfig, Releases, releases_in
from tests.core.editors import PULSES, fits, releases_file


def parse(text: str) -> Configuration:
    return parse_configuration(text, file="f.yml", sections={"releases": Releases})


def releases(*projects: str, **keys: str) -> Releases:
    found = releases_in(parse(releases_file(*projects, **keys)))
    assert found
    return found


def refused(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    return str(caught.value).splitlines()


CONTRACT = """\
releases:
  title: "Release pulse - {month} {year}"
  when: day 1 of january, april, july, october
  window: 7d
  min_age: 90d
  most: 8                         # rows
  labels: [release-pulse]
  projects:
    jupyterhub/jupyterhub: {line: main}
    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/zero-to-jupyterhub-k8s: {after: [jupyterhub/jupyterhub, jupyterhub/kubespawner], channel: tag, tags: "{version}"}
    jupyterhub/mybinder.org-deploy: {channel: none}     # tag | release | none
"""


def test_the_example_of_the_product() -> None:
    configuration = parse(CONTRACT)
    found = releases_in(configuration)
    assert found
    assert configuration.notices == ()
    assert found.names == (
        "jupyterhub/jupyterhub",
        "jupyterhub/kubespawner",
        "jupyterhub/zero-to-jupyterhub-k8s",
        "jupyterhub/mybinder.org-deploy",
    )
    k8s = found.project("JupyterHub/Zero-to-JupyterHub-K8s")
    assert k8s
    assert k8s.after == ("jupyterhub/jupyterhub", "jupyterhub/kubespawner")
    assert (k8s.channel, k8s.tags, k8s.line) == ("tag", "{version}", None)
    assert found.spelled("jupyterhub/KubeSpawner") == "jupyterhub/kubespawner"
    assert found.project("jupyterhub/binderhub") is None
    assert fits(CONTRACT)


def test_all_else_is_as_the_contract_says_by_default() -> None:
    given = "when", "projects"
    found = releases("jupyterhub/jupyterhub:")
    whole = releases_in(parse(CONTRACT))
    assert whole
    assert found.model_dump(exclude={*given}) == whole.model_dump(exclude={*given})
    assert found.project("jupyterhub/jupyterhub") == ProjectConfig()


def test_a_project_may_stand_alone_and_keys_may_be_left_empty() -> None:
    found = releases("o/a:", "o/b: {after: , line: ~, channel: , tags: null}", most="")
    assert found.project("o/a") == found.project("o/b")
    assert found.most == 8


@pytest.mark.parametrize(
    "word", ["none", "None", "NONE", "no", "No", "off", "false", "'none'"]
)
def test_none_is_a_word(word: str) -> None:
    text = releases_file(f"o/a: {{channel: {word}}}")
    found = releases_in(parse(text))
    assert found
    assert found.projects.root["o/a"].channel == "none"
    assert fits(text)


def test_after_says_names_as_they_stand_in_the_file() -> None:
    found = releases("o/b: {after: [O/A]}", "o/A:", "o/c: {after: [O/B, o/a]}")
    assert found.after == {"o/b": ("o/A",), "o/A": (), "o/c": ("o/b", "o/A")}


def test_what_is_missing_is_told() -> None:
    assert refused("releases: {most: 3}") == [
        "f.yml:1: releases.projects: is missing, and has no default",
        "f.yml:1: releases.when: is missing, and has no default",
    ]
    assert refused("releases:") == refused("releases: {}")
    empty = f"releases:\n  when: {PULSES}\n  projects: {{}}\n"
    assert refused(empty) == [
        "f.yml:3: releases.projects: has too few entries, allowed are at least 1"
    ]


def test_all_that_is_wrong_is_told_at_once_on_its_line() -> None:
    text = """\
releases:
  title: "{number} {foo}"
  when: someday
  window: 1h
  min_age: 3y
  most: 51
  labels: release-pulse
  projects:
    o/a: {after: [o/b], line: a..b}
    o/b:
      after:
        - o/a
        - o/kubspawner
        - O/A
      channel: push
    o/B: {tags: v}
    o/kubespawner: {after: [o/kubespawner, kubespawner], afer: [o/a]}
    o: {tags: {version}}
  project: {}
"""
    assert [re.sub(r",? allowed (is|are) .*", "", line) for line in refused(text)] == [
        'f.yml:2: releases.title: "{number} {foo}" has the unknown placeholder {foo}',
        'f.yml:3: releases.when: "someday" is no rule for dates',
        'f.yml:4: releases.window: "1h" is no time to release in',
        'f.yml:5: releases.min_age: "3y" is no length of time',
        'f.yml:6: releases.most: "51" is too large',
        'f.yml:7: releases.labels: "release-pulse" has to be a list',
        'f.yml:9: releases.projects.o/a.after[0]: "o/b" makes a cycle, o/a -> o/b -> o/a',
        'f.yml:9: releases.projects.o/a.line: "a..b" is no name of a branch',
        'f.yml:13: releases.projects.o/b.after[1]: "o/kubspawner" is no project of this'
        " file, did you mean o/kubespawner?",
        'f.yml:14: releases.projects.o/b.after[2]: "O/A" is named twice',
        'f.yml:15: releases.projects.o/b.channel: "push" is none of the words allowed:'
        " 'tag', 'release' or 'none'",
        'f.yml:16: releases.projects.o/B: "o/B" is o/b again',
        'f.yml:16: releases.projects.o/B.tags: "v" is no pattern of tags',
        'f.yml:17: releases.projects.o/kubespawner.after[0]: "o/kubespawner" is the'
        " project itself",
        'f.yml:17: releases.projects.o/kubespawner.after[1]: "kubespawner" is no project'
        " of this file, did you mean o/kubespawner?",
        "f.yml:17: releases.projects.o/kubespawner.afer: is an unknown key, did you mean"
        " after?",
        'f.yml:18: releases.projects.o: "o" is no repository',
        "f.yml:18: releases.projects.o.tags: has to be plain text, not a list, a mapping"
        " or nothing; text that begins with { or [ is put in quotes",
        "f.yml:19: releases.project: is an unknown key, did you mean projects?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("projects", "told"),
    [
        (
            ["o/a: {after: [o/b]}", "o/b: {after: [O/A]}"],
            ['f.yml:4: releases.projects.o/a.after[0]: "o/b" makes a cycle, o/a -> o/b'],
        ),
        (
            ["o/c:", "o/z: {after: [o/c, o/b]}", "o/b: {after: [o/a]}", "o/a: {after: [o/c, o/b]}"],
            ['f.yml:6: releases.projects.o/b.after[0]: "o/a" makes a cycle, o/b -> o/a'],
        ),
        (
            [
                "o/a: {after: [o/b]}", "o/b: {after: [o/a, o/c]}", "o/c: {after: [o/d]}",
                "o/d: {after: [o/c]}",
            ],
            [
                'f.yml:4: releases.projects.o/a.after[0]: "o/b" makes a cycle, o/a -> o/b',
                'f.yml:6: releases.projects.o/c.after[0]: "o/d" makes a cycle, o/c -> o/d',
            ],
        ),
    ],
)  # fmt: skip
def test_a_cycle_is_named_from_its_first_project_on(
    projects: list[str], told: list[str]
) -> None:
    text = releases_file(*projects)
    assert [line.rpartition(" -> ")[0] for line in refused(text)] == told


def test_a_long_cycle_is_named_by_its_beginning() -> None:
    projects = [f"o/p{n}: {{after: [o/p{(n + 1) % 100}]}}" for n in range(100)]
    (told,) = refused(releases_file(*projects))
    names = " -> ".join(f"o/p{n}" for n in range(8))
    assert f"makes a cycle, {names} -> 92 more -> o/p0, allowed is an order" in told


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("window", "23h", "is no time to release in, allowed is 1d to 60d"),
        ("window", "61d", "is no time to release in, allowed is 1d to 60d"),
        ("min_age", "367d", "is too long, allowed is at most 366d"),
        ("most", "0", "is too small, allowed is at least 1"),
        ("most", "many", "is no number, allowed is a whole number"),
        ("title", "''", "has to be one line of printable text that is not empty"),
        ("title", "'{facilitator}'", "has the unknown placeholder {facilitator}, allowed"),
        ("when", "FREQ=MONTHLY;COUNT = 3", "has COUNT, which counts from a start that pulses"),
        ("when", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "has no date within ten years"),
        ("when", "[day 1]", "has to be text, not a list, a mapping or nothing"),
        ("start", "2021-01-01", "is an unknown key"),
    ],
)  # fmt: skip
def test_each_key_has_its_bounds(key: str, value: str, told: str) -> None:
    (line,) = refused(releases_file("o/a:", **{key: value}))
    assert line.startswith(f"f.yml:{2 if key == 'when' else 3}: releases.{key}: ")
    assert told in line


@pytest.mark.parametrize("length", ["1d", "24h", "60d", "8w"])
def test_a_window_is_a_day_to_two_months(length: str) -> None:
    assert releases("o/a:", window=length).window


def test_there_are_at_most_250_projects_and_50_before_one() -> None:
    many = [f"o/p{n}:" for n in range(250)]
    assert len(releases(*many).names) == 250
    (told,) = refused(releases_file(*many, "o/q: {after: [o/a]}"))
    assert told == (
        "f.yml:3: releases.projects: has too many entries, allowed are at most 250"
    )
    names = ", ".join(f"o/p{n}" for n in range(51))
    (told,) = refused(releases_file(*many[:60], f"o/q: {{after: [{names}]}}"))
    assert told.endswith("after: has too many entries, allowed are at most 50")


@pytest.mark.parametrize(
    ("projects", "keys", "notices"),
    [
        (["o/a: {channel: none, after: [o/b]}", "o/b: {tags: 'v{version}'}"], {}, []),
        (
            ["o/a.b: {channel: no, line: main, tags: 'v{version}'}", "o/b:"],
            {},
            [
                "releases.projects.o/a.b.line: has no effect with channel: none",
                "releases.projects.o/a.b.tags: has no effect with channel: none",
            ],
        ),
        (
            ["o/a: {channel: none}"],
            {},
            ["releases.projects: all have channel: none, so that there is never a pulse"],
        ),
        (
            ["o/a:"],
            {"when": "every 2 weeks on monday", "window": "15d"},
            [
                "releases.when: counts from 2018-01-01, since there is no start",
                "releases.window: is longer than it is from one pulse to the next, as from"
                " 2018-01-01 to 2018-01-15",
            ],
        ),
        (["o/a:"], {"when": "every monday"}, []),
        (
            ["o/a:"],
            {"when": "day 31 of january, april"},
            ["releases.when: April has no day 31"],
        ),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_told(
    projects: list[str], keys: dict[str, str], notices: list[str]
) -> None:
    assert list(parse(releases_file(*projects, **keys)).notices) == notices


def test_the_owners_file_makes_no_pulse_of_a_repository() -> None:
    shared = parse(CONTRACT)
    own = parse(releases_file("o/a:"))
    assert releases_in(Configuration().with_fallback(shared)) is None
    assert releases_in(own.with_fallback(shared)) == releases_in(own)
    assert releases_in(shared) == releases_in(parse(CONTRACT))
    assert releases_in(Configuration()) is None
    assert releases_in(None) is None


NAMES = [f"{'o' * 39}/{'n' * 90}{n}" for n in range(250)]
HOSTILE = {
    "each waits for all before it": {
        name: {"after": NAMES[max(0, n - 50) : n]} for n, name in enumerate(NAMES)
    },
    "each waits for the next fifty": {
        name: {"after": [NAMES[(n + k) % 250] for k in range(1, 51)]}
        for n, name in enumerate(NAMES)
    },
    "names that are nearly right": {
        name: {"after": [f"{'o' * 39}/{'m' * 30}{n}n{k}" for k in range(50)]}
        for n, name in enumerate(NAMES)
    },
    "names as long as a file allows": {f"{'x' * 1000}{n}": {"after": ["y" * 1000]} for n in range(250)},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hundreds_of_projects_that_name_each_other_cost_no_time(name: str) -> None:
    begun = process_time()
    given = {"when": PULSES, "projects": HOSTILE[name]}
    try:
        Releases.model_validate(given)
    except ValueError:
        assert name != "each waits for all before it"
    assert process_time() - begun < 1
