"""The release pulse of April 2021: it opens, people share the work, versions come out."""

from datetime import UTC, datetime, timedelta

from bot.demo.board import Row, reaction, read_rows, said
from bot.demo.play import Play
from bot.demo.projects import CHARTS, HUB, NATIVE, OAUTH, PROXY, SPAWNER, TMP, TRAEFIK
from bot.playground.threads import Issue

A_DAY = timedelta(days=1)


async def play_pulse(play: Play) -> None:
    """From its opening to who takes what."""
    play.act("Pulse: what waits for a release, in which order, and who takes it")
    issue = await _it_opens(play)
    await _people_share_the_work(play, issue)
    await _a_stranger_is_refused(play, issue)


async def play_releases(play: Play) -> None:
    """From the first release to the end of the pulse."""
    play.act("Releases: they come one by one, and what waited for them is ready")
    issue = play.thread("Release pulse - April")
    await _the_first_two(play, issue)
    await _two_that_nobody_told_of(play, issue)
    await _it_is_over(play, issue)


async def _it_opens(play: Play) -> Issue:
    opening = datetime(2021, 4, 1, tzinfo=UTC)
    await play.wait_until(opening, "The first day of another quarter")
    issue = play.thread("Release pulse - April")
    await play.expect(
        "a pulse is open, with its label: six of ten projects wait, stage by stage",
        lambda: (
            issue.label_names == ["release-pulse"]
            and [(row.stage, name) for name, row in read_rows(issue).items()]
            == [
                ("Stage 1", PROXY),
                ("Stage 2", HUB),
                ("Stage 3", SPAWNER),
                ("Stage 3", OAUTH),
                ("Stage 3", TMP),
                ("Stage 4", CHARTS),
            ]
        ),
    )
    await play.expect(
        "one fix among sixty updates by bots is there, with the fix by its name",
        lambda: (
            "Let everybody in again: `allow_all` was forgotten" in _row(issue, TMP).text
            and "besides: 60 changes by bots\n" in _row(issue, TMP).text
        ),
    )
    await play.expect(
        "bots' updates alone are no reason for a release, and a mended typo is none",
        lambda: all(
            f"- **{name}** {version}: {count} changes by bots" in play.board(issue).text
            for name, version, count in ((TRAEFIK, "0.2.0", 9), (NATIVE, "0.0.6", 3))
        ),
    )
    await play.expect(
        "what is out and not picked up is told with its file and line",
        lambda: (
            "at `==1.2.2`" in play.board(issue).text
            and "[images/hub/requirements.txt:1]" in play.board(issue).text
        ),
    )
    play.show(f"{issue.title}, the list", play.board(issue).text)
    return issue


async def _people_share_the_work(play: Play, issue: Issue) -> None:
    play.says(
        issue,
        "minrk",
        "I have time on Friday.\n\n/release claim configurable-http-proxy, jupyterhub",
    )
    await play.expect(
        "somebody takes two projects: one is ready, the other waits for it",
        lambda: (
            "· **ready** · taken by minrk" in _row(issue, PROXY).text
            and f"· waits for {PROXY} · taken by minrk" in _row(issue, HUB).text
        ),
    )
    play.says(
        issue,
        "manics",
        "/release skip oauthenticator what goes has to be announced first",
    )
    await play.expect(
        "another is left out this time, and the reason is told",
        lambda: _row(issue, OAUTH).text.endswith(
            "· skipped by manics: what goes has to be announced first"
        ),
    )


async def _a_stranger_is_refused(play: Play, issue: Issue) -> None:
    wish = play.says(issue, "newcomer-ada", "/release claim kubespawner")
    await play.expect(
        "a stranger may not take any: 😕, and a note that says why",
        lambda: (
            reaction(wish) == "confused"
            and "only members of the team can say so" in said(issue, "mend-release")
            and "nobody has taken it" in _row(issue, SPAWNER).text
        ),
    )
    play.edits(wish, "I would be glad of a new KubeSpawner.")
    await play.expect(
        "mended, it is a comment like others, and the note is gone",
        lambda: not reaction(wish) and not said(issue, "mend-release"),
    )


async def _the_first_two(play: Play, issue: Issue) -> None:
    play.tags(PROXY, "minrk", "4.2.3")
    await play.expect(
        "a tag without a release on GitHub ticks its row, and what waited is ready",
        lambda: (
            _row(issue, PROXY).is_ticked
            and ") is released · taken by minrk" in _row(issue, PROXY).text
            and "· **ready** ·" in _row(issue, HUB).text
        ),
    )
    play.publishes(HUB, "minrk", "1.4.0")
    await play.expect(
        "so does a release, and what is left of the next stage is ready",
        lambda: (
            _row(issue, HUB).is_ticked
            and all(
                "· **ready** ·" in _row(issue, name).text for name in (SPAWNER, TMP)
            )
            and "2 of 6 released** · 1 skipped" in play.board(issue).text
        ),
    )


async def _two_that_nobody_told_of(play: Play, issue: Issue) -> None:
    play.says(issue, "consideRatio", "/release claim kubespawner, tmpauthenticator")
    meeting = play.meeting("April")
    await play.expect(
        "somebody takes what is ready, and the meeting has to ask that of one row alone",
        lambda: (
            all(
                "taken by consideRatio" in _row(issue, name).text
                for name in (SPAWNER, TMP)
            )
            and play.board(meeting).text.count("Who releases ") == 1
            and play.board(meeting).topic("A7").startswith(f"Who releases {CHARTS}?")
        ),
    )
    play.tags(SPAWNER, "consideRatio", "0.16.0")
    play.publishes(TMP, "consideRatio", "v0.6.1")
    await play.expect(
        "GitHub lost what it had to tell of two more, so the list is as before",
        lambda: "2 of 6 released" in play.board(issue).text,
        lose=lambda _delivery: True,
    )
    await play.wait_until(play.stage.github.clock.now() + A_DAY, "A day later")
    await play.expect(
        "it looks by itself once a day: both are ticked, and the charts are ready",
        lambda: (
            _row(issue, SPAWNER).is_ticked
            and _row(issue, TMP).is_ticked
            and "· **ready** ·" in _row(issue, CHARTS).text
        ),
    )
    writes = await play.sweep()
    await play.expect("a sweep with nothing new writes nothing", lambda: not writes)


async def _it_is_over(play: Play, issue: Issue) -> None:
    await play.wait_until(datetime(2021, 4, 8, tzinfo=UTC), "A week after its opening")
    summary = said(issue, "pulse-summary").partition("\n")[2]
    await play.expect(
        "it is closed, and says what was released, left out, and left for the next one",
        lambda: (
            issue.state == "closed"
            and f"**Released:** {PROXY} 4.2.3, {HUB} 1.4.0" in summary
            and f"**Skipped:** {OAUTH} (manics: what goes" in summary
            and f"**Carried over:** {CHARTS}" in summary
        ),
    )
    play.show(f"{issue.title}, the summary", summary)


def _row(issue: Issue, name: str) -> Row:
    """The row of that project; nothing is said in one that is not there."""
    return read_rows(issue).get(name, Row("", is_ticked=False, text=""))
