"""Who and what the demo is made of: the JupyterHub team, its work and its settings."""

from dataclasses import dataclass

from bot.demo.histories import gather_projects
from bot.demo.projects import BINDER, CHARTS, SECTION
from bot.playground import Playground
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.people import Person

REPOSITORY = "jupyterhub/team-compass"
"""Where the team meets, and says what it wants of the bot."""

EVERYWHERE = "jupyterhub/.github"
"""What its settings say holds for every repository that says nothing of it."""

SETTINGS_PATH = ".github/team-compass.yml"
SETTINGS = f"""\
timezone: UTC

meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {{month}} {{year}}"
    when: third thursday
    start: 2021-01-01
    time: "17:00"
    length: 60m
    zones: [America/Los_Angeles, Europe/London, Asia/Kolkata]
    opens: 14d
    reminders: [7d, 1d]
    cutoff: 24h
    closes: 1d
    labels: [meeting]
    facilitators: [sgibson91, minrk]
    video: https://meet.example.org/hub
    notes: hackmd
    minutes: docs/meetings/{{year}}-{{month:02}}.md

agenda:
  label: agenda
  minutes: 5

{SECTION}"""

SETTINGS_OF_ALL = """\
support:
  forum: {forum}
  category: jupyterhub

request_info:
  titles: [update readme.md, updates]
  forms:
    impact:
      required: [Who you are, About the event]
      dates: [Dates and times]
      lead_time: 48h
  closes: 14d
"""
TOPICS = (
    (
        "A folder that a whole class may read",
        "jupyterhub",
        "Shared, but read-only.",
        True,
    ),
    (
        "Data for a class in a shared folder, and NFS",
        "z2jh",
        "Is it fast enough?",
        False,
    ),
    ("Give some users more memory than others", "z2jh", "By their groups?", True),
    ("Memory of all users at once: what to give?", "jupyterhub", "We have 80.", False),
    ("My repository builds for an hour", "help", "And then it stops.", False),
)
"""What was asked on the forum: title, category, text, and whether that is solved."""

PEOPLE = (
    Person("sgibson91", "Sarah", "maintainer"),
    Person("minrk", "Min", "maintainer"),
    Person("consideRatio", "Erik", "triage"),
    Person("manics", "Simon", "member"),
    Person("newcomer-ada", "Ada", "a newcomer"),
)
"""Those a visitor may play."""

ROLES = {"sgibson91": "maintain", "minrk": "maintain", "consideRatio": "triage"}
MEMBERS = (
    "sgibson91", "minrk", "consideRatio", "manics", "betatim", "choldgraf",
    "yuvipanda", "rcthomas", "adriendelsalle",
)  # fmt: skip

BUDGET = """\
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: proxy
spec:
  minAvailable: 1
"""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on the newest thread of a repository, days after the meeting's opening."""

    days: float
    login: str
    text: str
    repository: str = REPOSITORY


def gather(github: Playground, forum: str) -> None:
    """Everybody is there, with what they have under way, and nothing is said of it yet.

    `forum` is the address of the team's forum.
    """
    team = github.add_repository(REPOSITORY)
    gather_projects(github)
    charts, binder = map(github.repository, (CHARTS, BINDER))
    everywhere = github.add_repository(EVERYWHERE)
    for login in MEMBERS:
        github.add_member(team.owner.login, login)
    for repository in (team, everywhere):
        for login, role in ROLES.items():
            repository.set_role(login, role)
    for repository in (team, charts, binder, everywhere):
        repository.label("support")
    of_all = SETTINGS_OF_ALL.format(forum=forum)
    everywhere.commit(SETTINGS_PATH, of_all, by="sgibson91")
    team.commit(SETTINGS_PATH, SETTINGS, by="sgibson91")
    charts.commit("proxy/pdb.yaml", BUDGET, by="consideRatio", branch="proxy-pdb")
    charts.open_pull(
        "Add a PodDisruptionBudget for the proxy",
        "So that draining a node does not take everybody’s hub away.",
        by="consideRatio",
        head="proxy-pdb",
    )
    binder.open_issue(
        "Builds of large repositories run out of disk",
        "And one has to wait for an hour until that is said.",
        by="newcomer-ada",
    )


def gather_forum(forum: PlaygroundDiscourse) -> None:
    """The forum has topics from before, one in three of which is solved."""
    for title, category, body, solved in TOPICS:
        place = next(one for one in forum.topics.categories if one.slug == category)
        forum.topics.create(title, body, category=place).solved = solved


REMARKS = (
    Remark(
        1,
        "consideRatio",
        (
            "/agenda _Release pulses_ (10 min)\n"
            "- What do you think about regularly occurring release pulses across the"
            " projects in our org, starting with leaf projects?\n"
            "- Timescale: 3 months?\n"
        ),
    ),
    Remark(
        2,
        "manics",
        (
            "I can’t stay for the whole hour, so early would be great.\n\n"
            "/agenda repo2docker PRs to think about (2mins)\n"
            "- Abstract container engines\n"
            "- S3 logs\n"
        ),
    ),
    Remark(
        2,
        "minrk",
        (
            "/agenda Google Season of Docs [Yuvi] (10 min)\n"
            "Google pays a professional technical writer to work on our docs. We need one"
            " more mentor.\n\n"
            "/celebrate Georgiana’s blog post on the contributor-in-residence pilot!\n"
        ),
    ),
    Remark(
        3,
        "sgibson91",
        (
            "/agenda Code of Conduct (10 mins)\n"
            "- Is it visible enough?\n"
            "- Would we like a committee of our own as a first port of call?\n\n"
            "/here Sarah Gibson / The Alan Turing Institute\n"
        ),
    ),
    Remark(
        3,
        "minrk",
        (
            "/update KubeSpawner with `internal_ssl` is at the “works for me” stage\n"
            "/here Min RK / Simula\n"
        ),
    ),
    Remark(
        3.5,
        "consideRatio",
        "I would like more eyes on this.\n\n/agenda\n",
        CHARTS,
    ),
)
"""What has been said when a visitor comes."""
