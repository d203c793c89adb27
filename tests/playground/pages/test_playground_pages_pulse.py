"""A release pulse on the pages: what can be tried there, and where its links lead."""

import re

import pytest

PULSE = "<!-- team-compass:pulse date=2021-04-01 -->\nSome of our projects wait.\n"


@pytest.fixture
def tagged(repo):
    repo.commit("a.txt", "1", by="grace")
    repo.tags.create("1.0", by="grace")
    return repo


async def test_a_pulse_has_things_of_its_own_to_try(github, tagged, reader):
    github.add_repository("hub/quiet")
    app = github.app.account
    issue = tagged.open_issue("Release pulse", PULSE, by=app)
    for _ in range(2):
        page = await reader.get("/hub/team/issues/1")
        assert re.findall(r'name="try".*?>(.+?)<', page) == ["Claim"]
        links = re.findall(r'<a href="(\S+)#publish">', page)
        assert links == ["/hub/team/releases"]
        assert 'placeholder="/release claim …"' in page
        assert 'data-what="list"' in page
        issue.comment("## Stage 1", by=app).pin(by=app)  # it is the same before


async def test_what_people_write_makes_no_pulse(tagged, reader):
    tagged.open_issue("Release pulse", PULSE, by="ada")
    page = await reader.get("/hub/team/issues/1")
    assert "Claim" not in page
    assert "#publish" not in page
    assert "makes this issue a topic" in page


async def test_commits_since_a_tag_are_shown_newest_first(tagged, reader):
    tagged.land("Fix <b>", {"b.txt": "1"}, by="ada")
    tagged.commit("a.txt", "2", message="More\n\nand why", by="grace")
    page = await reader.get("/hub/team/compare/1.0...main")
    assert "<h1>1.0...main</h1>" in page
    assert re.findall("<h2>(.+?)</h2>", page) == ["More", "Fix &lt;b&gt;"]
    assert "Nothing is." in await reader.get("/hub/team/compare/main...1.0")


@pytest.mark.parametrize("both", ["1.0", "1.0...gone", "gone...main", "...", "1.0..."])
async def test_what_is_not_there_is_not_compared(tagged, reader, both):
    await reader.get(f"/hub/team/compare/{both}", status=404)


async def test_of_very_many_commits_the_oldest_are_counted(tagged, reader):
    for number in range(101):
        tagged.commit("a.txt", str(number), message=f"Number {number}", by="grace")
    page = await reader.get("/hub/team/compare/1.0...main")
    assert "Number 1<" in page
    assert "Number 0<" not in page
    assert "1 older one is not shown." in page
