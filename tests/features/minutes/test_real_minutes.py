"""Minutes that the team really wrote, read as a person would (they lie beside it)."""

import re
from pathlib import Path

import pytest

from bot.core.markdown import plain_text
from bot.features.minutes.archive import render_archive
from bot.features.minutes.document import parse_notes
from bot.features.minutes.notes import Notes
from tests.core.rendered import pings, references, render
from tests.features.minutes.known import FRONT

MINUTES = Path(__file__).parents[4] / "shared" / "minutes"

ATTENDEES = {
    "2018-08": """\
Tim Head / Wild Tree Tech / betatim
Min / Simula / minrk
Carol / Cal Poly / willingc
Chris / Berkeley / choldgraf
Erik / Sandvik / consideRatio""",
    "2020-05": """\
Sarah / Turing / sgibson91
Simon / OME, University of Dundee / manics
Tim / Binder / betatim
Erik / Sundell open source / consideRatio
Dan Lester / Ideonate / danlester
Richard Darst / Aalto University / rkdarst
Chico Venancio / BMC Group K. K. / chicocvenancio
Wayne Decatur / Upstate Medical / fomightez
Chris Holdgraf / UC Berkeley / choldgraf
Min RK / Simula / minrk
Arnim / GESIS / arnim""",
    "2020-12": """\
Sarah Gibson / The Alan Turing Institute / sgibson91
Hugh Shanahan / Royal Holloway / hughshanahan
Mridul Seth / GESIS / MridulS
Min RK / Simula / minrk
Ivana Huskova / Simula / IvanaH8
Simon Li / University of Dundee / manics
Tim Head / Binder / betatim
Isabela Presedo-Floyd / Quansight Labs / isabela-pf
Erik Sundell / Sundell open source / consideRatio
Omar Richardson / Karlstad University / 0mar
Kien Dang / National University of Singapore / kiendang
Chris Holdgraf / the International Interactive Computing Collaboration (2i2c) / choldgraf""",
    "2021-03": """\
Sarah Gibson / The Alan Turing Institute / sgibson91
Romain Primet / Inria / rprimet
Eric Charles / Datalayer, Quansight / echarles
Min / Simula / minrk
Simon / University of Dundee / manics
Rollin / NERSC / rcthomas
Ryan C. Cooper / UConn / cooperrc
Erik Sundell / Sundell open source / consideratio
Wayne Decatur / Upstate Medical University / fomightez
Chris Holdgraf / 2i2c / choldgraf
Jeremy Tuloup / QuantStack / jtpio
Yuvi Panda / 2i2c / choldgraf
Steven Silvester / Apple / blink1073
A. T. Darian / Two Sigma / afshin
Adrien Delsalle / QuantStack / adriendelsalle""",
}

# who, the first words, and how many entries or lines stand below
UPDATES = {
    "2018-08": [],
    "2020-05": [
        ("Tim", "A Jitsi room for every repo! Quick hack", 1),
        ("Sarah", "I have had talks on Binder accepted at eRum", 0),
        ("Erik", "Regarding Kubernetes setups for z2jh", 2),
        ("Chris", "Georgiana's blog post: https://blog.jupyter.org", 0),
    ],
    "2020-12": [
        ("Min", "finally put in the time to (almost) finish", 0),
        ("Ivana/Omar", "RBAC progress update", 0),
        ("Erik", "", 3),
    ],
    "2021-03": [
        ("Sarah", "I've have been giving a lot of Binder talks", 5),
        ("Chris", "Some recent discussions around standardizing", 0),
        ("Eric", "Current discussions for Realtime Collaboration", 2),
    ],
}
CELEBRATIONS = {
    "2018-08": [
        ("", "Team Metrics", 0),
        ("", "Team News and Informational items", 0),
        ("", "5.1 Organization highlights", 1),
        ("", "5.2 BinderHub projects", 0),
        ("", "5.3 JupyterHub projects", 0),
        ("", "5.4 Related projects (repo2docker, nbgrader, others)", 0),
    ],
    "2020-05": [
        ("", "Many thanks to Erik for doing some infrastructure work", 0),
        ("", "Many thanks to Simon for dealing with a difficult", 0),
    ],
    "2020-12": [("Sarah", "MyBinder Federation migrated over to Helm 3!", 0)],
    "2021-03": [
        ("", "Min triaged DockerSpawner new release soon!", 0),
        ("", "Georgiana wrote much of this great blog post", 0),
    ],
}
TOPICS = {
    "2018-08": [
        ("", None, "Help or discussion needed; Agenda Items for Monthly Meeting"),
        ("", None, "Decisions needed"),
        ("", None, "Next actions (team)"),
    ],
    "2020-05": [
        ("Tim", 5, "Move the repo2docker GitHub action to the JupyterHub organisation"),
        ("Tim", 10, "OVH cluster needs some Tender Loving Care"),
        ("Tim", None, "Increased resources template"),
        ("Simon", 5, "Follow-up of support bots"),
        ("Erik", None, "BinderHub CI updates"),
        ("", None, "(random fun idea) Linux has a Penguin as its mascot"),
    ],
    "2020-12": [
        ("Sarah", 10, "Code of Conduct"),
        ("Erik", 15, "Z2JH PR discussion about PodDisruptionBudget"),
        ("Tim", 2, "Can BinderHub be used to launched images on kubeflow?"),
        ("Tim", 2, "Problem: starting a repo of a build image takes ~15secs"),
        ("Simon", 2, "repo2docker PRs to think about"),
    ],
    "2021-03": [
        ("Erik", None, "Release pulses"),
        ("Chris", None, "CZI EOSS application (issue for discussion here)"),
        ("Yuvi", None, "Google Season of Documentation participation for JupyterHub"),
        ("Yuvi", None, "Prototyping a web GUI to allow admins to modify some hub"),
        ("Adrien/Jérémy", None, "Some updates on authenticated instances"),
        ("Adrien", None, "Tests with microk8s for development"),
    ],
}
# kind, who, what, and below which topic
FINDINGS = {
    "2018-08": [
        ("action", "Tim", "Tim will ask Brian", "Next actions"),
        (
            "action",
            "",
            "Make sure we are on top of JupyterCon talks (we have lots!)",
            "Next actions",
        ),
        (
            "action",
            "",
            "Release kubespawner, oauthenticator, jupyterhub, jupyterhub chart. At least"
            " a beta before jupytercon. Ideally before merging some of the bigger PRs"
            " currently waiting",
            "Next actions",
        ),
        (
            "action",
            "",
            "We should discuss the next iteration of a Binder grant. Seems like this will"
            " be needed regardless of other sustainability conversations. Lots of"
            " possibilities for scope, length, amt of money, and organizational structure"
            ' needed to take it in as a "project" as opposed to attaching it to one'
            " person.",
            "Next actions",
        ),
    ],
    "2020-05": [
        ("action", "", "Can we add a license before moving", "Move the repo2docker"),
        (
            "decision",
            "",
            "Positive on moving it, also good to bring its maintainer closer to our team"
            " and have more collaboration.",
            "Move the repo2docker",
        ),
        (
            "result",
            "",
            "Issue https://github.com/jupyterhub/mybinder.org-deploy/issues/1445",
            "OVH cluster",
        ),
        ("action", "", "make an issue to track this", "Increased resources"),
        (
            "action",
            "",
            "do we get both organizational and repo-based templates at the same time? We"
            " want to know.",
            "Increased resources",
        ),
        (
            "action",
            "",
            "add a minimum lead time to the template",
            "Increased resources",
        ),
        (
            "result",
            "",
            "Yes, we want to add this as a template. Georgiana and Sarah take a look.",
            "Increased resources",
        ),
        (
            "result",
            "",
            "No one opposed, many positive. Someone with organization access should look"
            " into it. ________ will.",
            "Follow-up of support bots",
        ),
        (
            "decision",
            "",
            "Min/Simon/(Chris) can do live review session / make time poll and find a"
            " time to do it.",
            "BinderHub CI updates",
        ),
    ],
    "2020-12": [],
    "2021-03": [
        (
            "action",
            "Chris",
            "connect Sarah w/ Jupyter Book folks about a proposal",
            "CZI EOSS",
        ),
        (
            "action",
            "Chris",
            'think about a role that could be "glue" between JupyterHub and other'
            " communities",
            "CZI EOSS",
        ),
    ],
}
OTHERS = {
    "2018-08": [],
    "2020-05": ["- Ended xx:59, thanks everyone!"],
    "2020-12": [],
    "2021-03": [],
}
MONTHS = list(ATTENDEES)


def notes_of(month: str) -> Notes:
    if not MINUTES.is_dir():
        pytest.skip("the team's minutes do not lie beside this clone")
    return parse_notes((MINUTES / f"{month}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("month", MONTHS)
def test_who_was_there(month: str):
    found = notes_of(month).attendees
    lines = [f"{a.name} / {a.institution} / {a.handle}" for a in found]
    assert "\n".join(lines) == ATTENDEES[month]


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("part", ["updates", "celebrations"])
def test_what_was_told(month: str, part: str):
    expected = (UPDATES if part == "updates" else CELEBRATIONS)[month]
    found = getattr(notes_of(month), part)
    assert len(found) == len(expected)
    for told, (owner, words, below) in zip(found, expected, strict=True):
        assert told.owner == owner
        assert plain_text(told.text).startswith(words)
        assert len(told.details.split("\n")) == max(below, 1)
        assert bool(told.details) == bool(below)


@pytest.mark.parametrize("month", MONTHS)
def test_what_was_talked_about(month: str):
    expected = TOPICS[month]
    found = notes_of(month).topics
    assert [(t.owner, t.minutes) for t in found] == [(o, m) for o, m, _ in expected]
    for topic, (_, _, words) in zip(found, expected, strict=True):
        assert plain_text(topic.title).startswith(words)


@pytest.mark.parametrize("month", MONTHS)
def test_decisions_results_and_actions(month: str):
    found = notes_of(month).findings
    expected = FINDINGS[month]
    assert [(f.kind, f.owner, plain_text(f.text)) for f in found] == [
        (kind, owner, text) for kind, owner, text, _ in expected
    ]
    for finding, (*_, topic) in zip(found, expected, strict=True):
        assert plain_text(finding.topic).startswith(topic)
        assert not finding.done


@pytest.mark.parametrize("month", MONTHS)
def test_nothing_else_is_left(month: str):
    assert [other.source for other in notes_of(month).others] == OTHERS[month]


@pytest.mark.parametrize("month", MONTHS)
def test_no_word_of_the_agenda_is_lost(month: str):
    """Whoever reads the topics with their details reads all that was noted."""
    notes = notes_of(month)
    source = (MINUTES / f"{month}.md").read_text(encoding="utf-8")
    heading = "## Actions\n" if month == "2018-08" else "## Agenda items\n"
    section = source.partition(heading)[2].partition("\n## ")[0]
    first = min(
        section.find(marker)
        for marker in ("\n* ", "\n- ", "\n1. ")
        if marker in section
    )
    kept = " ".join(
        [f"{t.owner} {t.minutes} {t.title} {t.details}" for t in notes.topics]
        + [other.source for other in notes.others]
    )
    words = set(kept.replace("*", " ").replace(":", " ").split())
    left_out = {
        word
        for word in section[first:].replace("*", " ").replace(":", " ").split()
        if word not in words
    }
    times = {"5min", "10min", "[Tim]", "[Simon]", "[Erik]", "(5m)", "(10", "mins)"}
    times |= {"(5", "turned", "15", "min)", "(2", "(2mins)", "1.", "2.", "3.", "-"}
    assert left_out <= times


@pytest.mark.parametrize("month", MONTHS)
def test_the_file_that_is_kept_shows_all_of_it_and_pings_nobody(month: str):
    notes = notes_of(month)
    text = render_archive(FRONT, notes)
    tree, comments = render(text.partition("\n# ")[2])
    assert (pings(tree), references(tree), comments) == ([], [], [])
    headings = [node.text for node in tree.all("h2")]
    assert headings[0] == "Attendees"
    assert headings[-1] == "Decisions and actions"
    shown = tree.text
    for who in notes.attendees:
        assert who.name in shown
    for topic in notes.topics:
        assert plain_text(topic.title).split()[0] in shown
    said = [f"{topic.title} {topic.details}" for topic in notes.topics]
    said += [
        f"{told.text} {told.details}" for told in (*notes.updates, *notes.celebrations)
    ]
    markup = re.compile(r"[\W_]+")
    words = {word for one in said for word in markup.split(one)}
    addresses = {node.attrs.get("href", "") for node in tree.all("a")}
    addresses |= {node.attrs.get("src", "") for node in tree.all("img")}
    whole = set(markup.split(f"{shown} {' '.join(addresses)}"))
    assert words <= whole | {""}
