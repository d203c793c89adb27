"""Who and what the demo is made of: the JupyterHub team, its roles and its settings."""

from bot.playground.people import Example, Person

REPOSITORY = "jupyterhub/team-compass"
SETTINGS_PATH = ".github/team-compass.yml"
SETTINGS = """\
timezone: UTC

meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    start: 2021-01-01
    time: "17:00"
    length: 60m
    zones: [America/Los_Angeles, Europe/London, Asia/Kolkata]
    opens: 14d
    cutoff: 24h
    labels: [meeting]
    video: https://meet.example.org/hub
    notes: https://hackmd.io/@sgibson91/hubs-team-meeting
    facilitators: [sgibson91, minrk]

agenda:
  minutes: 5
"""

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

EXAMPLES = (
    Example(
        "Propose a topic",
        "newcomer-ada",
        "/agenda Tests with `microk8s` for development (10 min)\n"
        "- felt easier to use than `minikube`\n"
        "- has anybody compared k3s?\n",
    ),
    Example(
        "Propose three at once",
        "minrk",
        "/agenda\n"
        "- OVH cluster needs some Tender Loving Care [Tim] 10min\n"
        "- **Yuvi** (5 mins): a web GUI for admins\n"
        "- Support bots, a follow-up [Simon] (5 turned 15 min)\n",
    ),
    Example("Move a topic up", "sgibson91", "/agenda move A3 first\n"),
    Example("Be refused", "newcomer-ada", "/agenda move A1 last\n"),
    Example(
        "Say hello",
        "newcomer-ada",
        "/here Ada / Analytical Engines\n/update I am new here and read the docs\n",
    ),
)

TOPICS = (
    (
        1,
        "consideRatio",
        (
            "/agenda _Release pulses_ (15 min)\n"
            "- What do you think about regularly occurring release pulses across the"
            " projects in our org, starting with leaf projects?\n"
            "- Timescale: 3 months?\n"
        ),
    ),
    (
        2,
        "manics",
        (
            "I can’t stay for the whole hour, so early would be great.\n\n"
            "/agenda repo2docker PRs to think about (2mins)\n"
            "- Abstract container engines\n"
            "- S3 logs\n"
        ),
    ),
    (
        2,
        "minrk",
        (
            "/agenda Google Season of Docs [Yuvi] (10 min)\n"
            "Google pays a professional technical writer to work on our docs. We need one"
            " more mentor.\n\n"
            "/celebrate Georgiana’s blog post on the contributor-in-residence pilot!\n"
        ),
    ),
    (
        3,
        "sgibson91",
        (
            "/agenda Code of Conduct (10 mins)\n"
            "- Is it visible enough?\n"
            "- Would we like a committee of our own as a first port of call?\n\n"
            "/here Sarah Gibson / The Alan Turing Institute\n"
        ),
    ),
    (
        3,
        "minrk",
        (
            "/update KubeSpawner with `internal_ssl` is at the “works for me” stage\n"
            "/here Min RK / Simula\n"
        ),
    ),
)
"""What has been said when a visitor comes: days after the opening, who, and what."""
