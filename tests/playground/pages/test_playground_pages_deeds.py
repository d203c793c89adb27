"""The pages' plain forms: what is done, and what is refused."""

import re
from datetime import timedelta

import pytest

PATH = "/hub/team/issues/1"


async def test_a_visitor_comments_edits_and_deletes(issue, reader):
    page = await reader.post(
        PATH, do="comment", person="ada", comment="Hello\r\n**you**"
    )
    assert "<strong>you</strong>" in page
    assert '<option value="ada" selected>' in page
    comment = issue.comments[0]
    assert (comment.user.login, comment.body) == ("ada", "Hello\r\n**you**")
    await reader.post(PATH, do="edit-comment", which=str(comment.id), text="Bye")
    assert comment.body == "Bye"
    await reader.post(PATH, do="delete-comment", which=str(comment.id))
    assert issue.comments == []


async def test_a_maintainer_edits_what_the_bot_wrote(github, issue, reader):
    issue.comment("Somebody else’s", by="ada")
    comment = issue.comment("Mine", by=github.app.account)
    github.pending.clear()
    await reader.post(PATH, do="edit-comment", which=str(comment.id), text="Ours")
    assert github.pending[0].payload["sender"]["login"] == "grace"


async def test_without_a_maintainer_the_owner_does_it(github, reader):
    issue = github.add_repository("hub/bare").open_issue("x", by="ada")
    github.pending.clear()
    await reader.post("/hub/bare/issues/1", do="close")
    assert issue.closed_by.login == "hub"


async def test_the_issue_is_edited_closed_reopened_and_locked(issue, reader):
    await reader.post(PATH, do="edit-issue", title=" New ", text="Other words")
    assert (issue.title, issue.body) == ("New", "Other words")
    assert "Closed" in await reader.post(PATH, do="close")
    await reader.post(PATH, do="reopen")
    assert issue.state == "open"
    assert "Locked" in await reader.post(PATH, do="lock")
    fields = {"do": "comment", "comment": "But I …"}
    page = await reader.post(PATH, status=422, person="ada", **fields)
    assert "only maintainers may comment" in page
    assert "But I …</textarea>" in page
    await reader.post(PATH, person="grace", **fields)
    await reader.post(PATH, do="unlock")
    assert not issue.locked


async def test_labels_are_put_on_and_taken_off_by_a_maintainer(issue, reader):
    page = await reader.post(PATH, do="label", label=" Support ")
    assert '<span class="label">Support</span>' in page
    assert '<option value="Support"></option>' in page
    await reader.post(PATH, do="unlabel", label="meeting")
    assert issue.label_names == ["Support"]
    assert [(e.event, e.actor.login) for e in issue.events[-2:]] == [
        ("labeled", "grace"),
        ("unlabeled", "grace"),
    ]
    page = await reader.post(PATH, status=422, do="unlabel", label="meeting")
    assert '<details id="label-issue" open>' in page
    assert 'autofocus value="meeting"' in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"do": "comment", "person": "ada", "comment": " \n"}, "the comment is empty"),
        ({"do": "comment", "person": "ada", "comment": "x" * 65_537}, "is longer than"),
        (
            {"do": "comment", "person": "eve", "comment": "x"},
            "Choose one of the people",
        ),
        ({"do": "edit-comment", "which": "7", "text": "x"}, "not there any more"),
        ({"do": "react", "which": "7", "content": "+1"}, "not there any more"),
        (
            {"do": "react", "which": "issue", "content": "+1"},
            "Choose one of the people",
        ),
        (
            {"do": "react", "which": "issue", "person": "ada", "content": "beer"},
            "eight reactions",
        ),
        ({"do": "edit-issue", "title": "", "text": "x"}, "the title is empty"),
        ({"do": "edit-issue", "title": "x", "text": "x" * 65_537}, "is longer than"),
        ({"do": "label", "label": " "}, "the label is empty"),
        ({"do": "label", "label": "x" * 51}, "longer than GitHub’s 50"),
        ({"do": "unlabel", "label": "wish"}, "no such label"),
        ({"do": "dance"}, "does not know"),
        ({}, "does not know"),
    ],
)
async def test_what_cannot_be_done_is_said(issue, reader, fields, why):
    page = await reader.post(PATH, status=422, **fields)
    assert re.search(rf'role="alert">[^<]*{why}', page)


@pytest.mark.parametrize("which", ["comment", "issue"])
async def test_a_visitor_reacts_and_takes_it_back(issue, reader, which):
    comment = issue.comment("Well?", by="grace")
    thing = issue if which == "issue" else comment
    fields = {
        "do": "react",
        "which": "issue" if which == "issue" else str(comment.id),
        "content": "heart",
    }
    await reader.post(PATH, person="ada", **fields)
    page = await reader.post(PATH, person="grace", **fields)
    assert "by ada, grace" in page
    await reader.post(PATH, person="ada", **fields)
    assert [(r.content, r.user.login) for r in thing.reactions] == [("heart", "grace")]


async def test_what_is_refused_stands_beside_its_form_with_its_draft(issue, reader):
    comment = issue.comment("Well?", by="grace")
    fields = {"do": "edit-comment", "which": str(comment.id)}
    page = await reader.post(PATH, status=422, text=" \t", **fields)
    assert f'<details id="edit-{comment.id}" open>' in page
    assert f'<div id="error-{comment.id}" data-kept><p class="error"' in page
    assert "autofocus>\n \t</textarea>" in page
    fields = {"do": "edit-issue", "title": " ", "text": "A long draft"}
    page = await reader.post(PATH, status=422, **fields)
    assert '<details id="edit-issue" open>' in page
    assert "A long draft</textarea>" in page
    assert page.count("autofocus") == page.count('role="alert"') == 1


async def test_an_issue_is_opened_with_labels(repo, reader):
    page = await reader.post(
        "/hub/team/issues", person="ada", title="Help", body="me", labels="a, b,,"
    )
    assert 'Help <span class="number">#1</span>' in page
    assert repo.issues[0].label_names == ["a", "b"]


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"title": "x" * 257}, {"title": "x", "body": "x" * 65_537}],
)
async def test_an_issue_that_cannot_be_opened_keeps_its_draft(repo, reader, fields):
    fields = {"body": "A draft", "person": "grace", **fields}
    page = await reader.post("/hub/team/issues", status=422, **fields)
    assert 'role="alert"' in page
    assert f"{fields['body']}</textarea>" in page
    assert '<option value="grace" selected>' in page
    assert repo.issues == []


async def test_the_clock_is_moved(github, clock, pages, issue, reader):
    page = await reader.post("/clock", by="week", back=PATH)
    assert "Thursday 11 March 2021" in page
    passed = []

    async def pass_time(step: timedelta) -> None:
        passed.append(step)

    pages.clock.pass_time = pass_time
    await reader.post("/clock", by="hour", back=PATH)
    assert passed == [timedelta(hours=1)]
    for odd in ("year", "event"):
        await reader.post("/clock", status=422, by=odd, back=PATH)


async def test_the_clock_skips_where_somebody_knows_what_comes_next(
    pages, issue, reader
):
    assert "Next event" not in await reader.get(PATH)
    skipped = []

    async def skip() -> None:
        skipped.append(True)

    pages.clock.skip = skip
    assert "Next event" in await reader.post("/clock", by="event", back=PATH)
    assert skipped == [True]


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example"]
)
async def test_the_clock_leads_to_no_other_site(issue, reader, back):
    assert "<h1>Issues</h1>" in await reader.post("/clock", by="hour", back=back)


async def test_another_sites_forms_are_refused(issue, reader):
    fields = {"do": "comment", "person": "ada", "comment": "x"}
    for origin in (None, "null", "https://evil.example"):
        await reader.post(PATH, status=403, origin=origin, **fields)
        await reader.post("/clock", status=403, origin=origin, by="day")
        await reader.post("/hub/team/issues", status=403, origin=origin, title="x")
    assert issue.comments == []


async def test_a_name_that_only_leads_here_is_refused(issue, reader):
    headers = {"Host": "evil.example:80", "Origin": "http://evil.example:80"}
    url = reader.github.server_url + PATH
    async with reader.session.post(url, headers=headers, data={}) as answer:
        assert answer.status == 403


async def test_a_browser_that_says_same_origin_is_believed(issue, reader):
    url = reader.github.server_url + PATH
    fields = {"do": "comment", "person": "ada", "comment": "x"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with reader.session.post(url, headers=headers, data=fields) as answer:
        assert answer.status == 200
