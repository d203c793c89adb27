"""To whom an issue is assigned: https://docs.github.com/rest/issues/assignees.

Who cannot be assigned is refused where an issue is opened or changed, and passed over
in silence where assignees are added to one.
"""

from bot.playground import shapes
from bot.playground.accounts import Account
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.rest import bodies
from bot.playground.rest.refusals import refuse_if_archived
from bot.playground.rest.routing import Call, Routes
from bot.playground.threads import Issue

routes = Routes()
MOST_ASSIGNEES = 10
_REPOSITORY = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPOSITORY}/issues/{{number}}/assignees"


def chosen_assignees(call: Call, issue: Issue | None) -> list[Account] | None:
    """Who is to be assigned, all of whom can be; None where nothing is said of it."""
    logins = bodies.names(call.request.body, "assignees")
    if logins is None:
        return None
    found = _assignable(call, logins, issue)
    known = {account.login.lower() for account in found}
    if strange := [login for login in logins if login.lower() not in known]:
        error = {"resource": "Issue", "field": "assignees", "code": "invalid"}
        raise RefusalError(
            422, "Validation Failed", errors=[{"value": strange, **error}]
        )
    return found[:MOST_ASSIGNEES]


def _assignable(call: Call, logins: list[str], issue: Issue | None) -> list[Account]:
    accounts = (call.github.world.accounts.get(login.lower()) for login in logins)
    return [
        account
        for account in dict.fromkeys(accounts)
        if account and call.repository.assignable(account, issue)
    ]


@routes.add(f"GET {_REPOSITORY}/assignees", needs="issues:read", query="per_page page")
def _list_assignees(call: Call) -> Reply:
    world = call.github.world
    found = [one for one in world.accounts.values() if call.repository.assignable(one)]
    return call.page(found, lambda one: shapes.account(world, one))


@routes.add(f"GET {_REPOSITORY}/assignees/{{login}}", needs="issues:read")
def _check_user_can_be_assigned(call: Call) -> Reply:
    if not _assignable(call, [call.params["login"]], None):
        raise not_found()
    return Reply(204)


@routes.add(f"POST {_ISSUE}", needs="issues:write", body="assignees")
def _add_assignees(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    logins = bodies.names(call.request.body, "assignees") or []
    wanted = [*issue.assignees, *_assignable(call, logins, issue)]
    issue.set_assignees(wanted[:MOST_ASSIGNEES], by=call.actor)
    return Reply(201, shapes.full_issue(issue))


@routes.add(f"DELETE {_ISSUE}", needs="issues:write", body="assignees")
def _remove_assignees(call: Call) -> Reply:
    issue = call.issue
    refuse_if_archived(call)
    gone = {
        login.lower() for login in bodies.names(call.request.body, "assignees") or []
    }
    left = [one for one in issue.assignees if one.login.lower() not in gone]
    issue.set_assignees(left, by=call.actor)
    return Reply(200, shapes.full_issue(issue))
