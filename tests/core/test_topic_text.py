"""Owners and times as the team writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.topic_text import TopicText, parse_minutes, parse_topic

WRITTEN = [
    # in the minutes of the team
    ("**Sarah** (10 mins): Code of Conduct", "Code of Conduct", "Sarah", 10),
    ("Erik: _Release pulses_", "_Release pulses_", "Erik", None),
    (
        "Follow-up of support bots [Simon] (5m):",
        "Follow-up of support bots",
        "Simon",
        5,
    ),
    ("**Erik** (5 turned 15 min): Z2JH PR", "Z2JH PR", "Erik", 15),
    (
        "**Tim** (2 mins): Problem: starting a build image takes ~15secs (if lucky).",
        "Problem: starting a build image takes ~15secs (if lucky).",
        "Tim",
        2,
    ),
    ("**Simon** (2mins): repo2docker PRs", "repo2docker PRs", "Simon", 2),
    ("OVH cluster needs care [Tim] 10min", "OVH cluster needs care", "Tim", 10),
    ("Move the action to GitHub? [Tim] 5min", "Move the action to GitHub?", "Tim", 5),
    ("(random fun idea) Linux has a Penguin", None, None, None),
    (
        "**Chris:** CZI ([issue](https://x.y/380))",
        "CZI ([issue](https://x.y/380))",
        "Chris",
        None,
    ),
    ("**Yuvi:**  Prototyping a web GUI", "Prototyping a web GUI", "Yuvi", None),
    ("**Adrien/Jérémy:** Some updates", "Some updates", "Adrien/Jérémy", None),
    ("**Adrien:** Tests with `microk8s`", "Tests with `microk8s`", "Adrien", None),
    # every form of a time
    ("Docs (10 min)", "Docs", None, 10),
    ("Docs [5m]", "Docs", None, 5),
    ("Docs (2mins)", "Docs", None, 2),
    ("Docs 10min", "Docs", None, 10),
    ("Docs (5m):", "Docs", None, 5),
    ("Docs 5-10 min", "Docs", None, 10),
    ("Docs (5 – 10 min)", "Docs", None, 10),
    ("Docs ~5min", "Docs", None, 5),
    ("Docs 1h", "Docs", None, 60),
    ("Docs 1h30", "Docs", None, 90),
    ("Docs (1.5 hours)", "Docs", None, 90),
    ("Docs [10minutes]", "Docs", None, 10),
    ("Docs <5 minutes", "Docs", None, 5),
    ("Docs 10m?", "Docs", None, 10),
    ("10 min: Docs", "Docs", None, 10),
    ("5-10 min Docs", "Docs", None, 10),
    ("Talk for 10 minutes", "Talk", None, 10),
    ("(10 min) Docs [Tim]", "Docs", "Tim", 10),
    ("(10 min)", "", None, 10),
    # every form of an owner
    ("Docs [Tim]", "Docs", "Tim", None),
    ("[Tim] Docs", "Docs", "Tim", None),
    ("**Tim** Docs", "Docs", "Tim", None),
    ("**Tim:** Docs", "Docs", "Tim", None),
    ("**Tim**: Docs", "Docs", "Tim", None),
    ("**Min RK** Docs", "Docs", "Min RK", None),
    ("__Tim__ Docs", "Docs", "Tim", None),
    ("Tim: Docs", "Docs", "Tim", None),
    ("Tim (5 min): Docs", "Docs", "Tim", 5),
    ("Tim & Min: Docs", "Docs", "Tim & Min", None),
    ("[name=Tim] Docs", "Docs", "Tim", None),
    ("Docs [name=min rk]", "Docs", "min rk", None),
    ("@tim Docs", "Docs", "tim", None),
    ("@tim: Docs", "Docs", "tim", None),
    ("Docs @tim", "Docs", "tim", None),
    ("Docs (@tim)", "Docs", "tim", None),
    ("ada: Docs", "Docs", "ada", None),  # the author's own login
    ("Docs (10 min, Tim)", "Docs", "Tim", 10),
    ("Docs [Tim, 5 min]", "Docs", "Tim", 5),
    ("(@tim, 5 min) Docs", "Docs", "tim", 5),
    ("Docs (5 min.)", "Docs", None, 5),
    ("Docs (about 10 min)", "Docs", None, 10),
    ("Docs (10 min max)", "Docs", None, 10),
    ("Docs (5->15 min)", "Docs", None, 15),
    ("Tim and Min: Docs", "Docs", "Tim and Min", None),
    ("李雷: Docs", "Docs", "李雷", None),
    ("**Docs (5 min)**", "**Docs**", None, 5),
    ("*Docs (5 min)*", "*Docs*", None, 5),
    # what only looks like one
    ("Docs (5 min, maybe)", None, None, None),
    ("Zulip: shall we move?", None, None, None),
    ("Helm: drop version 2", None, None, None),
    ("March: who is away?", None, None, None),
    ("[Blocked] the release", None, None, None),
    ("**Outage** of OVH", None, None, None),
    ("@minrk is leaving the team", None, None, None),
    ("@minrk's proposal for culling", None, None, None),
    ("@jupyterhub/core should meet", None, None, None),
    ("Thank you @minrk", None, None, None),
    ("Nominate @tim", None, None, None),
    ("Add new member: @tim", None, None, None),
    ("Docs cc @tim", None, None, None),
    ("CPU requests 100m", None, None, None),
    ("Culling idle servers > 1h", None, None, None),
    ("2h outage on Monday", None, None, None),
    ("30 min culling is too short", None, None, None),
    ("Start-up now takes just 5 min", None, None, None),
    ("Meeting length: 60 min or 90 min?", None, None, None),
    ("Culling after 10 min", None, None, None),
    ("Docs (600 min)", None, None, None),
    ("Docs 1h75x", None, None, None),
    ("Docs 5m30", None, None, None),
    ("`5 min` culling", None, None, None),
    ("Pods (max 5)", None, None, None),
    ("https://x.y/5m", None, None, None),
    ("[10 min](https://x.y) read", None, None, None),
    ("Docs [Tim](https://x.y)", None, None, None),
    ("Move to k8s 1.30", None, None, None),
    ("What happened in 12 months", None, None, None),
    ("Problem: the hub does not start", None, None, None),
    ("JupyterHub: what is next", None, None, None),
    ("kubespawner: release it", None, None, None),
    ("[WIP] Docs", None, None, None),
    ("[docs] typo", None, None, None),
    ("**Code of Conduct**", None, None, None),
    ("**Security** first", None, None, None),
    ("Tim", None, None, None),
    ("Talk with @tim", None, None, None),
    ("Ask @tim about it", None, None, None),
    ("mail tim@example.org", None, None, None),
]


@pytest.mark.parametrize(("source", "title", "owner", "minutes"), WRITTEN)
def test_as_the_team_writes(source, title, owner, minutes):
    found = parse_topic(source, "ada")
    expected = source if title is None else title
    assert (found.title, found.owner, found.minutes) == (expected, owner, minutes)


def test_only_an_at_sign_names_a_login():
    assert parse_topic("Docs @tim", "ada") == TopicText(
        "Docs", "tim", None, by_login=True
    )
    assert not parse_topic("Docs [tim]", "tim").by_login


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15m", 15),
        ("1h", 60),
        ("1h 30m", 90),
        ("5-10 min", 10),
        ("15", None),
        ("", None),
    ],
)
def test_minutes_alone(text, minutes):
    assert parse_minutes(text) == minutes


@given(st.text(max_size=300), st.from_regex(r"[a-z0-9]{1,10}", fullmatch=True))
def test_any_text_is_a_topic_or_an_empty_one(source, author):
    found = parse_topic(source, author)
    assert found.minutes is None or 1 <= found.minutes <= 480
    assert found.owner is None or found.owner.strip()
    assert "\ue0f2" not in found.title


@settings(deadline=2000)
@given(st.text(alphabet="ab*_[]()@:-/&, 5minh`<~", max_size=1200))
def test_hostile_text_takes_no_time(source):
    parse_topic(source, "ada")  # the deadline is the test


def test_a_very_long_line_is_only_a_title():
    assert parse_topic("x" * 5000 + " [Tim] 5m", "ada").owner is None
