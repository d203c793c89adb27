"""A repository's releases on the pages: shown newest first, and published by visitors."""

import re

import pytest

PATH = "/hub/team/releases"
FORM = {"person": "grace", "tag": "1.0.0", "do": "release"}


@pytest.fixture
def commit(repo):
    return repo.commit("a.txt", "1", by="grace")


def rows(page):
    """What each entry is, and its title."""
    return re.findall(r'<span class="state [a-z-]+">(.+?)</span>.*?<h2>(.+?)</h2>', page, re.DOTALL)  # fmt: skip


async def test_releases_and_tags_are_listed_newest_first(repo, commit, reader):
    assert "There is no release yet." in await reader.get(PATH)
    repo.tags.create("0.9", by="ada", message="A tag & its words")
    repo.releases.publish("1.0.0", by="grace", name="One")
    repo.commit("a.txt", "2", by="grace")
    repo.releases.publish("1.1.0", by="grace", body="What is **new**")
    repo.releases.publish("2.0.0b1", by="grace", prerelease=True)
    repo.releases.publish("2.0.0", by="grace", draft=True)
    page = await reader.get(PATH)
    assert rows(page) == [
        ("Draft", "2.0.0"),
        ("Pre-release", "2.0.0b1"),
        ("Latest", "1.1.0"),
        ("Release", "One"),
        ("Tag", "0.9"),
    ]
    assert f"<code>1.0.0</code> at <code>{commit.sha[:10]}</code>" in page
    assert "What is <strong>new</strong>" in page
    assert "A tag &amp; its words" in page
    assert '<li id="chip-releases"><a href="/hub/team/releases" aria-current' in page


async def test_a_release_has_an_address_that_leads_to_its_place(repo, commit, reader):
    made = repo.releases.publish("series/1.0", by="grace")
    page = await reader.get(f"{PATH}/tag/series/1.0")
    assert "<h1>Releases</h1>" in page
    url = f"{reader.github.server_url}{PATH}/tag/series/1.0"
    async with reader.session.get(url, allow_redirects=False) as answer:
        anchor = answer.headers["Location"].partition("#")[2]
    assert f'<li id="{anchor}">' in page
    made.delete()
    repo.tags.delete("series/1.0")
    await reader.get(f"{PATH}/tag/series/1.0", status=404)


async def test_words_and_names_of_strangers_stay_words(repo, commit, reader):
    repo.tags.create("<script>alert(1)</script>", message='"><img src=x>', by="ada")
    repo.releases.publish(
        "1.0'\"<b>", name="<i>One", body="<img src=x onerror=alert(1)>", by="ada"
    )
    page = await reader.get(PATH)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;i&gt;One" in page
    for bad in ("<script>alert", "<img src=x", "<i>One", "<b>"):
        assert bad not in page


async def test_a_visitor_publishes_a_release(github, repo, commit, reader):
    page = await reader.post(PATH, **FORM, title="One", notes="It *works*\r\n")
    assert rows(page) == [("Latest", "One")]
    assert "It <em>works</em>" in page
    (release,) = repo.releases.all
    assert (release.author.login, release.body) == ("grace", "It *works*\n")
    assert repo.tags.named["1.0.0"].commit is commit
    assert [d.name for d in github.pending][-4:] == [
        "push",
        "release.created",
        "release.published",
        "release.released",
    ]


async def test_a_visitor_pushes_only_a_tag_or_marks_a_prerelease(repo, commit, reader):
    page = await reader.post(PATH, **{**FORM, "do": "tag"})
    assert rows(page) == [("Tag", "1.0.0")]
    assert repo.releases.all == []
    page = await reader.post(PATH, **{**FORM, "tag": "1.1.0b1"}, prerelease="on")
    assert rows(page) == [("Pre-release", "1.1.0b1"), ("Tag", "1.0.0")]
    page = await reader.post(PATH, **FORM)
    assert ("Latest", "1.0.0") in rows(page)
    assert list(repo.tags.named) == ["1.0.0", "1.1.0b1"]


async def test_a_release_is_made_of_a_maintenance_branch(repo, commit, reader):
    assert 'name="target"' not in await reader.get(PATH)
    old = repo.commit("b.txt", "1", by="grace", branch="1.x")
    repo.commit("a.txt", "2", by="grace")
    page = await reader.get(PATH)
    assert re.findall(r"<option>(.+?)</option>", page) == ["main", "1.x"]
    await reader.post(PATH, **FORM, target="1.x")
    assert repo.tags.named["1.0.0"].commit is old


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tag": " "}, "Nothing was written: the tag is empty."),
        ({"tag": "a b"}, "Git takes no tag that is called a b."),
        ({"tag": "x" * 251}, "The tag is longer than GitHub’s 250 characters."),
        ({"tag": "0.9.0"}, "There is a release of 0.9.0 already."),
        ({"tag": "0.9.0", "do": "tag"}, "There is a tag 0.9.0 already."),
        ({"target": "<b>"}, "There is no branch &lt;b&gt;, or nothing on it."),
        ({"title": "x" * 251}, "More than 250 characters are in the title."),
        ({"notes": "x" * 125_001}, "More than 125000 characters are in the notes."),
        ({"person": "ada"}, "Only who may write here publishes: ada may not."),
        ({"person": "eve"}, "Choose one of the people to write as."),
    ],
)
async def test_what_cannot_be_published_is_told_and_kept(
    repo, commit, reader, change, words
):
    repo.releases.publish("0.9.0", by="grace")
    page = await reader.post(PATH, status=422, **{**FORM, "title": "Mine", **change})
    assert f'<p class="error" role="alert">{words}</p>' in page
    assert f'value="{change.get("title", "Mine")}"' in page
    assert list(repo.tags.named) == ["0.9.0"]


async def test_only_who_may_publish_is_offered_the_form(github, repo, commit, reader):
    page = await reader.get(PATH)
    assert re.findall(r'<option value="(\w+)"', page) == ["grace"]
    other = github.add_repository("hub/other")
    assert "There is nothing to release yet." in await reader.get("/hub/other/releases")
    other.commit("a.txt", "1")
    page = await reader.get("/hub/other/releases")
    assert "Nobody you can play may publish one here." in page
    repo.archive()
    assert "The repository is archived" in await reader.get(PATH)
    refused = await reader.post(PATH, status=422, **FORM)
    assert "The repository is archived" in refused
    assert repo.tags.named == {}


async def test_other_sites_publish_nothing(repo, commit, reader):
    for origin in (None, "http://evil.example"):
        await reader.post(PATH, status=403, origin=origin, **FORM)
    assert repo.tags.named == {}


async def test_of_very_many_tags_the_newest_are_shown(repo, commit, reader):
    repo.tags.push({f"0.{number}": commit for number in range(101)})
    page = await reader.get(PATH)
    assert len(rows(page)) == 100
    assert "1 older one is not shown." in page
