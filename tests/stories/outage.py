"""A day of three organisations, on which people do what they always do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.playground import Clock, Playground
from bot.playground.commits import Commit
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from tests.stories import small_pulse
from tests.stories.asked import SUPPORT, look
from tests.stories.pulsing import pulse
from tests.stories.team import CONFIGURATION, FILE, Team, judge

START = datetime(2021, 4, 2, 9, tzinfo=UTC)
"""The meeting of 15 April is open, and so is the pulse of 1 April."""

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PEOPLE = ("ada", "grace", "minrk", "consideRatio", "zoe", "tim")
DOCS = """\
  docs:
    title: "Documentation Meeting"
    when: second friday
    time: "15:00"
"""


@asynccontextmanager
async def organisations(folder: Path) -> AsyncIterator[Team]:
    """The team with its projects and pulse, Pangeo with a meeting, ada with questions."""
    clock = Clock(small_pulse.BEFORE)
    async with Playground(clock=clock, webhook_secret="map") as github:
        ours = CONFIGURATION + SUPPORT + small_pulse.CONFIGURATION
        people = Team(github, folder, ours)
        for name in small_pulse.NAMES:
            small_pulse.begin(github, name, fixed=name in small_pulse.FIXED)
        github.add_repository("jupyterhub/binderhub").commit("README.md", "Binder")
        theirs = github.add_repository("pangeo-data/team")
        for login in ("grace", "sgibson91"):
            theirs.set_role(login, "maintain")
        theirs.commit(FILE, CONFIGURATION)
        hers = github.add_repository("ada/notebooks", owner="User")
        hers.commit(FILE, SUPPORT)
        github.pending.clear()
        github.clock.set(START)
        await people.start()
        try:
            yield people
        finally:
            await people.stop()
        judge(github)


class Day:
    """What people do, and what they may expect of it.

    The day before has left something of each kind that can be taken back.
    """

    def __init__(self, people: Team) -> None:
        self.people = people
        self.old: dict[str, list[Comment]] = {"topics": [], "proposals": []}
        self.questions: list[Issue] = []
        self.thanked: list[Comment] = []
        self.puzzled: list[Comment] = []
        self.topics: dict[str, Repository] = {}
        self.no_topics: list[str] = []
        self.answered: list[Issue] = []
        self.open_again: list[Issue] = []
        self.checked: list[Commit] = []

    def repository(self, full_name: str) -> Repository:
        return self.people.github.repository(full_name)

    @property
    def ours(self) -> Repository:
        return self.people.repo

    @property
    def hub(self) -> Repository:
        return self.repository("jupyterhub/binderhub")

    @property
    def theirs(self) -> Repository:
        return self.repository("pangeo-data/team")

    async def before(self) -> None:
        """Some topics, proposals and questions, of which the bot has heard."""
        await self.people.sweep()
        for number in range(4):
            title = f"Old topic {number}"
            self.old["topics"].append(self._propose(title, number))
            thread = self.hub.open_issue(f"Old thread {number}", by="ada")
            self.old["proposals"].append(thread.comment("/agenda", by="ada"))
            self.topics[thread.title] = self.ours
            question = self._ask(self.ours, f"Old question {number}?", "support")
            self.questions.append(question)
        await look(self.people)

    def live(self) -> None:
        """The day itself."""
        for hour in range(24):
            self.people.github.clock.advance(HOUR)
            self._talk(hour)
            self._talk_elsewhere(hour)
            self._ask_and_answer(hour)
            self._release(hour)
            self._build(hour)

    def _talk(self, hour: int) -> None:
        """Topics, some of them mended or taken back; what cannot be done."""
        meeting = the_meeting_of(self.ours)
        comment = self._propose(f"Topic {hour}", hour)
        if hour % 2:
            del self.topics[f"Topic {hour}"]
            comment.edit(f"/agenda Mended {hour} (10 min)")
            self.topics[f"Mended {hour}"] = self.ours
        if hour in (4, 8, 12):
            self.old["topics"].pop().delete()
            title = f"Old topic {len(self.old['topics'])}"
            del self.topics[title]
            self.no_topics.append(title)
            update = meeting.comment(f"/update Number {hour} is out", by="tim")
            self.thanked.append(update)
        if hour in (5, 15):
            wrong = meeting.comment(f"/agenda move A{hour + 90} first", by="manics")
            self.puzzled.append(wrong)

    def _talk_elsewhere(self, hour: int) -> None:
        """Threads are proposed, labelled, closed, taken back; Pangeo has a meeting too."""
        if hour % 3 == 0:
            thread = self.hub.open_issue(f"Thread {hour}", by="ada")
            self.thanked.append(thread.comment("/agenda", by="ada"))
            self.topics[thread.title] = self.ours
        if hour % 6 == 1:
            thread = self.hub.open_issue(f"Labelled {hour}", by="tim")
            thread.add_label("agenda", by="minrk")
            self.topics[thread.title] = self.ours
        if hour in (7, 14, 21):
            proposal = self.old["proposals"].pop()
            title = proposal.issue.title
            del self.topics[title]
            self.no_topics.append(title)
            if hour == 7:
                proposal.issue.close(by="minrk")
            elif hour == 14:
                proposal.issue.remove_label("agenda", by="minrk")
            else:
                proposal.delete()
        if hour % 4 == 1:
            self._propose(f"Clouds {hour}", hour, self.theirs)
        if hour == 11:
            self.theirs.commit(FILE, CONFIGURATION + DOCS, by="grace")

    def _ask_and_answer(self, hour: int) -> None:
        """Questions come with their label, or get it later, or are none after all."""
        if hour % 6 == 0:
            self.answered.append(self._ask(self.ours, f"How {hour}?", "support"))
            labelled = self._ask(self.repository("ada/notebooks"), f"Why {hour}?")
            labelled.add_label("support", by="ada")
            self.answered.append(labelled)
        if hour in (3, 13):
            told = self._ask(self.ours, f"What {hour}?")
            self.thanked.append(told.comment("/support", by="manics"))
            self.answered.append(told)
        if hour in (9, 18):
            question = self.questions.pop()
            self.open_again.append(question)
            if hour == 9:
                said = question.comment("/not-support", by="newcomer")
                self.thanked.append(said)
            else:
                question.remove_label("support", by="manics")

    def _release(self, hour: int) -> None:
        """Rows of the pulse are taken, left out, and released."""
        said = {
            2: ("minrk", "/release claim spawner"),
            4: ("minrk", "/release claim nothing"),
            6: ("manics", "/release skip charts they wait for Helm 4"),
        }
        if hour in said:
            by, text = said[hour]
            comment = pulse(self.people).comment(text, by=by)
            (self.puzzled if hour == 4 else self.thanked).append(comment)
        if hour == 16:
            self.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")
        if hour == 20:
            spawner = self.repository("jupyterhub/spawner")
            spawner.releases.publish("1.1.0", by="manics")

    def _build(self, hour: int) -> None:
        """Most of what happens concerns no bot; then somebody wants to have it here too."""
        thread = self.hub.issue(1)
        for number in range(4 if hour == 17 else 5):
            thread.comment(f"I see the same, {hour} {number}", by="zoe")
        if hour % 3 == 1:
            quiet = self.repository("jupyterhub/quiet")
            quiet.commit(f"{hour}.py", "1", by="minrk")
        if hour == 17:
            proposed = self.hub.commit(FILE, CONFIGURATION, branch="bot", by="tim")
            self.hub.open_pull("Have the bot here", by="tim", head="bot")
            self.checked.append(proposed)

    def _propose(self, title: str, turn: int, at: Repository | None = None) -> Comment:
        where = at or self.ours
        by = PEOPLE[turn % len(PEOPLE)]
        comment = the_meeting_of(where).comment(f"/agenda {title} (5 min)", by=by)
        self.topics[title] = where
        self.thanked.append(comment)
        return comment

    def _ask(self, where: Repository, title: str, *labels: str) -> Issue:
        return where.open_issue(title, by="newcomer", labels=labels)


def the_meeting_of(repo: Repository) -> Issue:
    """The issue of the team's meeting there."""
    marked = [one for one in repo.issues if "meeting id=team" in (one.body or "")]
    (issue,) = marked
    return issue
