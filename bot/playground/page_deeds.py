"""What visitors do on the pages: each deed is one of a person, as on GitHub."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.accounts import Account
from bot.playground.comments import Comment
from bot.playground.pulls import NotPossibleError
from bot.playground.reactions import REACTIONS
from bot.playground.repositories import Repository
from bot.playground.threads import Issue

LONGEST_BODY = 65_536
LONGEST_TITLE = 256
LONGEST_LABEL = 50
"""GitHub's limits, in characters."""


class NotDone(Exception):
    """A deed that GitHub would refuse; the text is for the visitor."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor sent, and whom they play."""

    fields: Mapping[str, str]
    people: Mapping[str, Account]
    steward: Account

    def text(self, name: str, longest: int = LONGEST_BODY) -> str:
        """A field that must say something, and not more than GitHub takes."""
        words = self.fields.get(name, "")
        if not words.strip():
            raise NotDone(f"Nothing was written: the {name} is empty.")
        if len(words) > longest:
            raise NotDone(f"The {name} is longer than GitHub’s {longest} characters.")
        return words

    @property
    def person(self) -> Account:
        """Who was chosen to do it."""
        login = self.fields.get("person", "")
        if login not in self.people:
            raise NotDone("Choose one of the people to write as.")
        return self.people[login]


def open_issue(repository: Repository, form: Form) -> Issue:
    """A new issue, with its labels."""
    title = form.text("title", LONGEST_TITLE).strip()
    body = form.fields.get("body", "")
    if len(body) > LONGEST_BODY:
        raise NotDone(f"The body is longer than GitHub’s {LONGEST_BODY} characters.")
    names = [
        n for n in (w.strip() for w in form.fields.get("labels", "").split(",")) if n
    ]
    return repository.open_issue(title, body, by=form.person, labels=names)


def do_to_issue(issue: Issue, form: Form) -> str:
    """Do what the pressed button says; returns the anchor of where it shows."""
    deed = DEEDS.get(form.fields.get("do", ""))
    if deed is None:
        raise NotDone("This page does not know what to do with that.")
    return deed(issue, form)


def refused_form(issue: Issue, fields: Mapping[str, str]) -> str:
    """Which of the page's forms was sent: `top` if it is not there (any more)."""
    deed, which = fields.get("do", ""), fields.get("which")
    if deed == "edit-comment":
        there = any(str(comment.id) == which for comment in issue.comments)
        return f"edit-{which}" if there else "top"
    deed = "label" if deed == "unlabel" else deed
    return deed if deed in {"comment", "edit-issue", "label"} else "top"


def may_manage(comment: Comment, form_steward: Account) -> Account:
    """Who edits or deletes a comment here: its author; the App's, a maintainer."""
    return form_steward if comment.via_app else comment.user


def _comment(issue: Issue, form: Form) -> str:
    person, body = form.person, form.text("comment")
    if issue.locked and not issue.repository.role(person).allows("write"):
        raise NotDone("The conversation is locked: only maintainers may comment.")
    return f"issuecomment-{issue.comment(body, by=person).id}"


def _found(issue: Issue, form: Form) -> Comment:
    for comment in issue.comments:
        if str(comment.id) == form.fields.get("which"):
            return comment
    raise NotDone("That comment is not there any more.")


def _edit_comment(issue: Issue, form: Form) -> str:
    comment = _found(issue, form)
    comment.edit(form.text("text"), by=may_manage(comment, form.steward))
    return f"issuecomment-{comment.id}"


def _delete_comment(issue: Issue, form: Form) -> str:
    comment = _found(issue, form)
    comment.delete(by=may_manage(comment, form.steward))
    return "comments"


def _react(issue: Issue, form: Form) -> str:
    """React; the same reaction of the same person once more takes it back."""
    on_issue = form.fields.get("which") == "issue"
    thing = issue if on_issue else _found(issue, form)
    person, content = form.person, form.fields.get("content", "")
    if content not in REACTIONS:
        raise NotDone("Choose one of GitHub’s eight reactions.")
    before = len(thing.reactions)
    reaction = thing.react(content, by=person)
    if len(thing.reactions) == before:
        issue.world.unreact(thing, reaction)
    return "description" if isinstance(thing, Issue) else f"issuecomment-{thing.id}"


def _edit_issue(issue: Issue, form: Form) -> str:
    body = form.fields.get("text", "")
    if len(body) > LONGEST_BODY:
        raise NotDone(f"The text is longer than GitHub’s {LONGEST_BODY} characters.")
    by = form.steward if issue.via_app else issue.user
    issue.edit(title=form.text("title", LONGEST_TITLE).strip(), body=body, by=by)
    return "description"


def _label(issue: Issue, form: Form) -> str:
    issue.add_label(form.text("label", LONGEST_LABEL).strip(), by=form.steward)
    return "top"


def _unlabel(issue: Issue, form: Form) -> str:
    name = form.text("label", LONGEST_LABEL).strip()
    if name.lower() not in (one.lower() for one in issue.label_names):
        raise NotDone("There is no such label on it.")
    issue.remove_label(name, by=form.steward)
    return "top"


def _state(change: Callable[[Issue, Account], None]) -> Callable[[Issue, Form], str]:
    def deed(issue: Issue, form: Form) -> str:
        try:
            change(issue, form.steward)
        except NotPossibleError as error:
            raise NotDone(f"GitHub says: {error}") from None
        return "top"

    return deed


def _merge(issue: Issue, by: Account) -> None:
    if issue.pull is None:
        raise NotPossibleError("This is no pull request.")
    issue.pull.merge(by)


DEEDS: Mapping[str, Callable[[Issue, Form], str]] = {
    "comment": _comment,
    "edit-comment": _edit_comment,
    "delete-comment": _delete_comment,
    "react": _react,
    "edit-issue": _edit_issue,
    "label": _label,
    "unlabel": _unlabel,
    "close": _state(lambda issue, by: issue.close(by=by)),
    "reopen": _state(lambda issue, by: issue.reopen(by=by)),
    "merge": _state(_merge),
    "lock": _state(lambda issue, by: issue.lock(by=by)),
    "unlock": _state(lambda issue, by: issue.unlock(by=by)),
}
"""By the name of the button."""
