"""What a delivery says of branches and tags: pushed, created, deleted."""

from bot.playground.accounts import Account
from bot.playground.commits import NO_COMMIT, Push
from bot.playground.repositories import Repository
from bot.playground.shapes import Json
from bot.playground.shapes_repository import pushed_commit, signature
from bot.playground.tags import TagPush


def created_or_deleted(it: Repository, event: str, ref: str, ref_type: str) -> Json:
    """A branch or tag (`ref_type`) that came to be or is gone, by its short name."""
    shape: Json = {"ref": ref, "ref_type": ref_type, "pusher_type": "user"}
    if event == "create":
        shape |= {"master_branch": it.default_branch, "description": it.description}
    return shape


def push(it: Repository, one: Push | TagPush, sender: Account) -> Json:
    """What was pushed to a branch, or which tag.

    Of an annotated tag `before` and `after` are objects, but `head_commit` is a commit:
    https://github.blog/changelog/2021-10-01-the-push-webhook-payload-provides-a-consistent-head_commit-on-tag-creation/
    """
    before = one.before.sha if one.before else NO_COMMIT
    after = one.after.sha if one.after else NO_COMMIT
    name = one.ref.split("/", 2)[2]
    between = f"{before[:12]}...{after[:12]}" if one.before else name
    return {
        "ref": one.ref,
        "before": before,
        "after": after,
        "created": one.before is None,
        "deleted": one.after is None,
        "forced": one.forced,
        "base_ref": one.base_ref,
        "compare": f"{it.world.server_url}/{it.full_name}/compare/{between}",
        "commits": [pushed_commit(it, commit) for commit in one.commits],
        "head_commit": one.head and pushed_commit(it, one.head),
        "pusher": signature(sender),
    }
