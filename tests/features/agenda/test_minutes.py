"""Agendas that the team really had, as `/agenda` comments (they lie beside the project)."""

import re
from pathlib import Path

import pytest

from bot.core.markdown import quote_blocks, quote_line
from bot.features.agenda.commands import AddTopic, parse_commands
from tests.core.rendered import pings, render
from tests.features.agenda.thread import Thread

MINUTES = Path(__file__).parents[4] / "shared" / "minutes"
URL = "https://github.com/jupyterhub/team-compass"

EXPECTED = {
    "2018-08": [
        ("Help or discussion needed; Agenda Items for Monthly Meeting", None, None),
        ("Decisions needed", None, None),
        ("Next actions (team)", None, None),
    ],
    "2020-05": [
        (
            "Move the repo2docker GitHub action to the JupyterHub organisation on GitHub?",
            "Tim",
            5,
        ),
        ("OVH cluster needs some Tender Loving Care", "Tim", 10),
        ("Increased resources template", "Tim", None),
        ("Follow-up of support bots", "Simon", 5),
        ("BinderHub CI updates", "Erik", None),
        (
            "(random fun idea) Linux has a Penguin as its mascot,"
            " JupyterHub should have something",
            None,
            None,
        ),
        ("Ended xx:59, thanks everyone!", None, None),
    ],
    "2020-12": [
        ("Code of Conduct", "Sarah", 10),
        ("Z2JH PR discussion about PodDisruptionBudget", "Erik", 15),
        ("Can BinderHub be used to launched images on kubeflow?", "Tim", 2),
        (
            "Problem: starting a repo of a build image takes ~15secs (if you're lucky).",
            "Tim",
            2,
        ),
        ("repo2docker PRs to think about", "Simon", 2),
    ],
    "2021-03": [
        ("Release pulses", "Erik", None),
        ("CZI EOSS application (issue for discussion here)", "Chris", None),
        (
            "Google Season of Documentation participation for JupyterHub (see discourse)",
            "Yuvi",
            None,
        ),
        (
            "Prototyping a web GUI to allow admins to modify some hub configuration"
            " - JupyterHub Configurator (github)",
            "Yuvi",
            None,
        ),
        ("Some updates on authenticated instances", "Adrien/Jérémy", None),
        ("Tests with microk8s for development", "Adrien", None),
    ],
}


def agenda_of(month: str) -> str:
    """The list under the agenda's heading."""
    if not MINUTES.is_dir():
        pytest.skip("the team's minutes do not lie beside this clone")
    text = (MINUTES / f"{month}.md").read_text(encoding="utf-8")
    section = re.search(
        r"^## (?:Agenda items|Actions)\n(.*?)(?=^## |\Z)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert section is not None
    first = re.search(r"^(?:[*-]|1\.) ", section[1], re.MULTILINE)
    assert first is not None
    return section[1][first.start() :]


@pytest.mark.parametrize("month", EXPECTED)
def test_topics_owners_and_minutes_are_what_a_person_would_write(month):
    found = [
        (
            render(quote_line(topic.text.title, URL))[0].text.strip(),
            topic.text.owner,
            topic.text.minutes,
        )
        for topic in parse_commands(f"/agenda\n{agenda_of(month)}", "sgibson91")
        if isinstance(topic, AddTopic)
    ]
    assert found == EXPECTED[month]


@pytest.mark.parametrize("month", EXPECTED)
def test_details_stay_whole(month):
    """Every word, link, image, quote and piece of code below a topic is in its entry."""
    source = agenda_of(month)
    topics = parse_commands(f"/agenda\n{source}", "sgibson91")
    theirs, _ = render(source)
    ours = [
        render(quote_blocks(t.details, URL))[0]
        for t in topics
        if isinstance(t, AddTopic)
    ]
    text = "".join(word for tree in ours for word in tree.text.split()).replace(
        "\u200b", ""
    )
    below = [
        "".join(li.text.split())
        for li in theirs.all("li")
        if not li.all("ul", "ol", "p")
    ]
    titles = [e[0] for e in EXPECTED[month]]
    for words in below:
        if not any("".join(t.split()) in words for t in titles):
            assert words in text
    for tag in ("code", "img", "blockquote"):
        in_titles = (
            sum(title.count("microk8s") for title in titles) if tag == "code" else 0
        )
        assert (
            sum(len(tree.all(tag)) for tree in ours) == len(theirs.all(tag)) - in_titles
        )
    assert [ping for tree in ours for ping in pings(tree)] == []


@pytest.mark.parametrize("month", EXPECTED)
def test_one_comment_or_many_make_the_same_agenda(month):
    together, apart = Thread(), Thread()
    source = agenda_of(month)
    together.comment(f"/agenda\n{source}")
    together.settle()
    entries = re.split(r"^(?=(?:[*-]|[0-9]\.) )", source, flags=re.MULTILINE)[1:]
    for entry in entries:
        first, _, rest = entry.partition("\n")
        title = re.sub(r"^(?:[*-]|[0-9]\.) ", "", first)
        apart.comment(
            f"/agenda {title}\n{re.sub('^ {2,4}', '', rest, flags=re.MULTILINE)}"
        )
        apart.settle()

    def entry_lines(thread: Thread) -> list[str]:
        return [
            line.split(" · [comment]")[0]
            for line in thread.agenda.splitlines()
            if line.endswith("`") and "[comment](" in line
        ]

    assert entry_lines(together) == entry_lines(apart)
    assert len(entry_lines(apart)) == len(EXPECTED[month])
