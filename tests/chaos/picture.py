"""What is to be seen on GitHub in the end, as text that two runs can be compared by.

What is left out is what nobody chooses, or what the clock alone decides:

- ids and numbers of what the bot has made: they depend on what else was made just
  before. Where a text names them, it names what they are of;
- which reactions the mark of an agenda has noted as given: those that were there when the
  agenda was last written. The reactions themselves are compared;
- when something was done, where a mark tells it: all else that depends on time is said
  in words that people read (`late`, `2nd time`), and these are compared;
- the address of the machine, and fingerprints of texts in which it stands.

What people make has the same ids, numbers and times in all runs.
"""

import re
from collections.abc import Iterator

from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from tests.stories.team import BOT, mine, reactions

_NUMBER = re.compile(
    r"(?P<before>(?:(?P<name>[\w.-]+/[\w.-]+)(?:/issues/|/pull/|#))|#|\b(?:prev|then|issue)=)"
    r"(?P<number>\d+)(?!\d)"
)
_ID = re.compile(r"(?<!\d)21\d{8}(?!\d)")
_PRINT = re.compile(r"\b((?:told|file)=)[0-9a-f,]+")
_GIVEN = re.compile(r" r=\S+")
_TIME = re.compile(r"(?<!\d)17\d{8}(?!\d)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Picture:
    """GitHub as people see it; `text` by repository."""

    def __init__(self, github: Playground) -> None:
        self._github = github
        self._ids = {
            comment.id: f"(comment {place} of the bot on {issue.title})"
            for repository in github.world.repositories.values()
            for issue in repository.issues
            for place, comment in enumerate(mine(issue))
        }
        self.text = {
            repository.full_name: "\n".join(self._repository(repository))
            for repository in github.world.repositories.values()
        }

    def _repository(self, repository: Repository) -> Iterator[str]:
        ours = [one for one in repository.issues if one.user.login == BOT]
        theirs = [one for one in repository.issues if one not in ours]
        for issue in [*sorted(ours, key=lambda one: (one.title, one.number)), *theirs]:
            yield from self._issue(repository, issue)
        for sha, suite in repository.branches.checks.suites.items():
            commit = repository.branches.known[sha]
            for run in suite.runs:
                yield f"check {run.name} of {commit.message!r}: {run.conclusion}"
                output = run.output
                told = f"{output.title}\n{output.summary}\n{output.text}"
                yield self._plain(repository, told)
                yield from (f"  {one}" for one in run.annotations)
        for name, history in repository.branches.histories.items():
            if any(commit.author.login == BOT for commit in history):
                for path, data in sorted(history[-1].files.items()):
                    yield f"branch {name}: {path}"
                    yield self._plain(repository, data.decode())

    def _issue(self, repository: Repository, issue: Issue) -> Iterator[str]:
        name = (
            issue.title if issue.user.login == BOT else f"#{issue.number} {issue.title}"
        )
        yield f"=== {name}"
        yield f"{issue.state} {issue.state_reason} {sorted(issue.label_names)}"
        lock = issue.lock_reason if issue.locked else "no lock"
        yield f"{lock}, pinned: {issue.pinned}, {[a.login for a in issue.assignees]}"
        if issue.pull:
            yield f"from {issue.pull.head_branch}"
        yield self._plain(repository, issue.body or "")
        for comment in issue.comments:
            if comment.user.login != BOT:
                yield f"--- {comment.user.login} {sorted(reactions(comment))}"
                yield comment.body
        for comment in sorted(mine(issue), key=_place):
            pin = "pinned" if comment.pinned_at else ""
            yield f"--- {BOT} {pin}"
            yield self._plain(repository, comment.body)

    def _plain(self, repository: Repository, text: str) -> str:
        text = text.replace("\r\n", "\n").replace(self._github.server_url, "")

        def named(match: re.Match[str]) -> str:
            try:
                place = self._github.repository(match["name"] or repository.full_name)
                issue = place.issue(int(match["number"]))
            except KeyError:
                return match[0]
            if issue.user.login != BOT:
                return match[0]
            return f"{match['before']}({issue.title})"

        head, line, rest = text.partition("\n")
        if head.startswith("<!-- team-compass:"):
            head = _PRINT.sub(r"\1(a fingerprint)", _GIVEN.sub("", head))
            text = head.replace(" ", "\n  ") + line + rest
        text = _NUMBER.sub(named, text)
        text = _ID.sub(lambda m: self._ids.get(int(m[0]), m[0]), text)
        return _TIME.sub("(a time)", text)


def _place(comment: Comment) -> int:
    return comment.id


def differences(one: Picture, other: Picture) -> str:
    """Line by line, where two pictures are not the same; empty where they are."""
    import difflib

    found: list[str] = []
    for name, text in one.text.items():
        if other.text[name] != text:
            found += [f"##### {name}"]
            found += difflib.unified_diff(
                text.splitlines(),
                other.text[name].splitlines(),
                "calm",
                "chaos",
                lineterm="",
                n=4,
            )
    return "\n".join(found)
