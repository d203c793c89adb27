"""A repository's files on the pages: shown, with what was found in them, and changed."""

import pytest

PATH = "/hub/team/blob/main/team.yml"


@pytest.fixture
def commit(repo):
    repo.commit("docs/hi.md", '---\ntitle: "x"\n---\n\n# Hello *there*\n', by="grace")
    repo.commit("logo.png", b"\x89PNG\xff", by="grace")
    return repo.commit("team.yml", "when: <b>\ntime: 17:00\n", by="grace")


async def test_files_are_listed_and_shown_with_numbered_lines(commit, reader):
    listed = await reader.get("/hub/team")
    for path in ("docs/hi.md", "logo.png", "team.yml"):
        assert f'<a href="/hub/team/blob/main/{path}">{path}</a>' in listed
    page = await reader.get(PATH)
    assert '<span id="L1">when: &lt;b&gt;' in page
    assert '<span id="L2">time: 17:00' in page
    assert f"<code>{commit.sha[:10]}</code>" in page


async def test_prose_is_shown_as_such_without_its_front_matter(commit, reader):
    page = await reader.get("/hub/team/blob/main/docs/hi.md")
    assert "<h1>Hello <em>there</em></h1>" in page
    assert "title: &#34;x&#34;" in page.partition("<textarea")[2]
    assert (
        "title:"
        not in page.partition('<div class="markdown">')[2].partition("</div")[0]
    )


async def test_the_newest_is_also_called_head(commit, reader):
    page = await reader.get("/hub/team/blob/HEAD/team.yml")
    assert '<span id="L2">time: 17:00' in page
    assert "<textarea" in page


async def test_an_older_version_is_shown_but_not_changed(repo, commit, reader):
    repo.commit("team.yml", "when: never\n", by="grace")
    old = f"/hub/team/blob/{commit.sha}/team.yml"
    page = await reader.get(old)
    assert "time: 17:00" in page
    assert "<textarea" not in page
    assert f'<a href="{PATH}">The newest</a>' in page
    refused = await reader.post(old, status=422, text="x")
    assert "Only the newest version of a file can be changed." in refused
    assert repo.commits()[-1].files["team.yml"] == b"when: never\n"


async def test_a_visitor_pushes_and_sees_how_checks_end(repo, commit, reader):
    page = await reader.post(PATH, text="when: monday\r\n")
    assert '<span id="L1">when: monday' in page
    pushed = repo.commits()[-1]
    assert (pushed.author.login, pushed.files["team.yml"]) == (
        "grace",
        b"when: monday\n",
    )
    run = repo.branches.checks.begin(pushed, "config")
    run.move_on("completed", "failure", pushed.at)
    assert '<span class="state failure">Failure</span>' in await reader.get(PATH)


async def test_nothing_is_pushed_where_nothing_was_written(repo, commit, reader):
    page = await reader.post(PATH, status=422, text=" ")
    assert "Nothing was written: the text is empty." in page
    assert repo.commits()[-1] is commit


@pytest.mark.parametrize(
    "path", ["main/gone.yml", "nowhere/team.yml", "main/logo.png", "main/docs"]
)
async def test_what_is_no_text_is_not_there(commit, reader, path):
    await reader.get(f"/hub/team/blob/{path}", status=404)


async def test_a_repository_may_be_empty_and_others_are_near(github, repo, reader):
    assert "There is no file yet." in await reader.get("/hub/team")
    assert 'class="wide chips places"' not in await reader.get("/hub/team")
    github.add_repository("hub/other")
    page = await reader.get("/hub/team")
    assert '<a href="/hub/other/issues" title="hub/other">other</a>' in page
    assert '<a href="/hub/team/issues" aria-current="true" title="hub/team">' in page
