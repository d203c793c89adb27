"""The life of a pulse as people see it, from its opening to its end, and the next one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.actions import PinComment, UpdateComment
from bot.core.projects import Line, Manifests, Project, Release
from tests.features.releases.pulse import (
    BINDER,
    CHARTS,
    CHP,
    CONFIG,
    HUB,
    OAUTH,
    OPENS,
    SPAWNER,
    Pulse,
    bumped,
    change,
    hub,
    project,
    releases,
)
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")


def test_a_pulse_opens_with_what_waits_in_order_and_says_what_to_do() -> None:
    pulse = Pulse().opened()
    assert pulse.issue.title == "Release pulse - April 2021"
    assert pulse.issue.labels == ("release-pulse",)
    assert pulse.issue.body == GOLDEN / "issue.md"
    assert pulse.comments[0].body == GOLDEN / "live.md"
    assert pulse.row(HUB).startswith("- [ ] **jupyterhub/jupyterhub** 1.3.0 · 20 days")
    assert not pulse.row(CHP)
    assert not pulse.row(OAUTH)
    assert not pulse.row(BINDER)


def test_it_is_not_opened_before_its_day_nor_twice_nor_after_its_window() -> None:
    early = Pulse(now=OPENS - timedelta(seconds=1))
    assert not early.open()
    early.wait(seconds=1)
    assert early.open()
    assert not early.open()
    assert not Pulse(now=OPENS + timedelta(days=7)).open()
    assert Pulse(now=OPENS + timedelta(days=6, hours=23)).open()


def test_nothing_is_opened_where_only_bots_and_documentation_wait() -> None:
    quiet = {
        name: project(name, "1.0.0", bumped(1), change(2, "Docs", paths=("README.md",)))
        for name in hub()
    }
    assert not Pulse(projects=quiet).open()


def test_the_live_comment_is_pinned_once() -> None:
    pulse = Pulse().opened()
    assert sum(isinstance(one, PinComment) for one in pulse.done) == 1
    pulse.wait(hours=3)
    assert pulse.look() == []


def test_somebody_takes_a_row() -> None:
    pulse = Pulse().opened()
    said = pulse.say("I have time on Friday.\n\n/release claim kubespawner", "manics")
    pulse.settle()
    assert "taken by manics" in pulse.row(SPAWNER)
    assert pulse.reactions(said) == {"+1"}
    assert pulse.memory.unclaimed == (HUB, CHARTS)
    pulse.delete(said)
    pulse.settle()
    assert "nobody has taken it" in pulse.row(SPAWNER)


def test_two_take_it_together_and_one_takes_several() -> None:
    pulse = Pulse().opened()
    pulse.say("/release claim kubespawner, jupyterhub/jupyterhub", "manics")
    pulse.say("/release claim `KubeSpawner`", "minrk")
    pulse.settle()
    assert "taken by manics, minrk" in pulse.row(SPAWNER)
    assert "taken by manics" in pulse.row(HUB)


def test_a_row_is_left_out_for_a_reason_and_what_waits_for_it_is_ready() -> None:
    pulse = Pulse().opened()
    assert f"waits for {HUB}" in pulse.row(SPAWNER)
    pulse.say("/release skip jupyterhub it waits for @manics to <!-- decide", "minrk")
    pulse.settle()
    assert "skipped by minrk: it waits for" in pulse.row(HUB)
    assert "@manics" not in pulse.row(HUB)
    assert "<!--" not in pulse.row(HUB)
    assert "**ready**" in pulse.row(SPAWNER)
    pulse.say("/release claim jupyterhub", "consideRatio")
    pulse.settle()
    assert "taken by consideRatio" in pulse.row(HUB)


def test_releases_tick_their_rows_and_open_the_next_stage() -> None:
    pulse = Pulse().opened()
    pulse.release(HUB, "1.4.0")
    pulse.settle()
    row = pulse.row(HUB)
    assert row.startswith("- [x] **jupyterhub/jupyterhub** 1.3.0 · [1.4.0](")
    assert "**1 of 3 released**" in pulse.live
    assert "**ready**" in pulse.row(SPAWNER)
    assert f"waits for {SPAWNER} ·" in pulse.row(CHARTS)
    assert pulse.look() == []


def test_a_row_stays_ticked_when_more_comes_and_goes_when_nothing_waits() -> None:
    pulse = Pulse().opened()
    pulse.release(HUB, "1.4.0", change(99, "One more fix", days=-1))
    pulse.settle()
    assert pulse.row(HUB).startswith("- [x]")
    pulse.projects[SPAWNER] = project(SPAWNER, "0.15.0", bumped(1))
    pulse.settle()
    assert not pulse.row(SPAWNER)


def test_a_claimed_row_stays_though_nothing_waits_any_more() -> None:
    pulse = Pulse().opened()
    pulse.say("/release claim kubespawner")
    pulse.settle()
    pulse.projects[SPAWNER] = project(SPAWNER, "0.15.0", bumped(1))
    pulse.settle()
    assert "taken by minrk" in pulse.row(SPAWNER)


def test_what_waited_all_the_time_and_could_not_be_read_at_first_gets_a_row() -> None:
    pulse = Pulse().opened()
    pulse.land(OAUTH, change(52, "Refuse an empty login", days=3))
    pulse.settle()
    assert "Refuse an empty login" in pulse.row(OAUTH)


def test_a_project_that_cannot_be_read_keeps_its_row_and_says_why() -> None:
    pulse = Pulse().opened()
    gone = pulse.projects[SPAWNER]
    pulse.projects[SPAWNER] = type(gone)(SPAWNER, unknown=("it is not there any more",))
    pulse.settle()
    assert "not known: it is not there any more" in pulse.row(SPAWNER)
    assert f"- **{SPAWNER}**: it is not there any more" in pulse.live
    assert "Keep the `PORT`" in pulse.row(HUB)


def test_all_of_it_is_put_off_and_goes_on_for_a_whole_window_then() -> None:
    pulse = Pulse().opened()
    said = pulse.say("/release snooze 30d", "minrk")
    pulse.settle()
    assert "put off until Saturday 1 May 2021" in pulse.live
    assert pulse.memory.unclaimed == ()
    pulse.now = OPENS + timedelta(days=10)
    assert pulse.look() == []
    pulse.now = said.created_at + timedelta(days=30)
    pulse.settle()
    assert "put off" not in pulse.live
    assert pulse.memory.unclaimed == (HUB, SPAWNER, CHARTS)
    pulse.wait(days=6, hours=23)
    pulse.settle()
    assert pulse.issue.state == "open"
    pulse.wait(hours=2)
    pulse.settle()
    assert pulse.issue.state == "closed"


def test_one_row_is_put_off() -> None:
    pulse = Pulse().opened()
    pulse.say("/release snooze kubespawner 14d", "minrk")
    pulse.settle()
    assert "put off until Thursday 15 April 2021 by minrk" in pulse.row(SPAWNER)
    assert pulse.memory.unclaimed == (HUB, CHARTS)


def test_after_its_window_it_closes_with_what_became_of_each_row() -> None:
    pulse = Pulse().opened()
    pulse.release(HUB, "1.4.0")
    pulse.say("/release skip kubespawner its tests fail on @minrk's laptop", "manics")
    pulse.settle()
    pulse.now = OPENS + timedelta(days=7)
    pulse.settle()
    assert pulse.issue.state == "closed"
    assert pulse.notes[0] == GOLDEN / "summary.md"
    assert len(pulse.notes) == 1


def test_people_who_close_it_or_open_it_again_have_the_last_word() -> None:
    pulse = Pulse().opened()
    pulse.close()
    pulse.now = OPENS + timedelta(days=8)
    assert pulse.look() == []
    pulse.reopen()
    pulse.settle()
    assert pulse.issue.state == "closed"
    pulse.reopen()
    pulse.release(HUB, "1.4.0")
    pulse.settle()
    assert pulse.issue.state == "open"
    assert pulse.row(HUB).startswith("- [x]")


def test_who_is_no_member_is_told_so_and_triage_and_above_are() -> None:
    pulse = Pulse().opened()
    said = pulse.say("/release claim kubespawner", "passerby")
    pulse.say("/release claim jupyterhub", "georgiana")
    pulse.settle()
    assert "nobody has taken it" in pulse.row(SPAWNER)
    assert "taken by georgiana" in pulse.row(HUB)
    assert pulse.reactions(said) == {"confused"}
    assert len(pulse.notes) == 1
    assert "only members" in pulse.notes[0]


def test_what_cannot_be_done_is_said_once_and_goes_when_it_is_mended() -> None:
    pulse = Pulse().opened()
    said = pulse.say(
        "/release claim hub\n/release skip kubespawner\n/release snooze soon\n"
        "/release oauthenticator\n/release claim oauthenticator",
        "minrk",
    )
    pulse.settle()
    assert pulse.notes[0] == GOLDEN / "mend.md"
    pulse.edit(said, "/release claim kubespawner")
    pulse.settle()
    assert pulse.notes == []
    assert pulse.reactions(said) == {"+1"}


def test_the_next_pulse_knows_what_was_skipped_put_off_and_left() -> None:
    pulse = Pulse().opened()
    pulse.say("/release skip kubespawner not now", "minrk")
    pulse.say("/release snooze zero-to-jupyterhub-k8s 120d", "minrk")
    pulse.settle()
    pulse.now = OPENS + timedelta(days=7)
    pulse.settle()
    pulse.now = OPENS.replace(month=7)
    pulse.opened()
    assert "2nd pulse" in pulse.row(HUB)
    assert not pulse.row(SPAWNER)
    assert "skipped in an earlier pulse, and nothing new waits since" in pulse.live
    assert not pulse.row(CHARTS)
    assert "put off until Friday 30 July 2021" in pulse.live
    pulse.land(SPAWNER, change(77, "Something new", days=-80))
    pulse.settle()
    assert "Something new" in pulse.row(SPAWNER)


def test_while_one_pulse_is_put_off_no_other_opens() -> None:
    pulse = Pulse().opened()
    pulse.say("/release snooze 100d", "minrk")
    pulse.settle()
    pulse.now = OPENS.replace(month=7)
    assert not pulse.open()
    pulse.close()
    assert pulse.open()


def test_no_more_rows_than_there_is_room_for() -> None:
    pulse = Pulse(
        config=releases(CONFIG.replace("  projects:", "  most: 2\n  projects:"))
    )
    pulse.opened()
    assert pulse.memory.unclaimed == (HUB, SPAWNER)
    assert "without a row here (`most: 2`), is jupyterhub/zero-to" in pulse.live


def test_of_a_private_project_nothing_is_told_in_public() -> None:
    secret = project(SPAWNER, "9.8.7", change(1, "A secret plan"), private=True)
    pulse = Pulse(projects={**hub(), SPAWNER: secret}).opened()
    assert "secret plan" not in pulse.comments[0].body
    assert "9.8.7" not in pulse.comments[0].body
    assert f"- **{SPAWNER}** is private: nothing of it is told in public" in pulse.live
    inside = Pulse(projects={**hub(), SPAWNER: secret}, private=True).opened()
    assert "A secret plan" in inside.row(SPAWNER)


def test_only_what_changed_is_written() -> None:
    pulse = Pulse().opened()
    before = len(pulse.done)
    pulse.release(HUB, "1.4.0")
    actions = pulse.look()
    assert [type(one) for one in actions] == [UpdateComment]
    assert len(pulse.done) == before + 1


def chained(most: int) -> Pulse:
    """Four that need each other in a row, all old, the last of them the oldest."""
    names = ["o/first", "o/second", "o/third", "o/fourth"]
    lines = "".join(
        f"    {name}: {{after: [{', '.join(names[max(0, n - 1) : n])}]}}\n"
        for n, name in enumerate(names)
    )
    when = "releases:\n  when: day 1 of january, april, july, october\n"
    config = releases(f"{when}  most: {most}\n  projects:\n{lines}")
    projects = {
        name: project(name, "1.0.0", change(n + 1, f"Change {n}"), days=100 + 10 * n)
        for n, name in enumerate(names)
    }
    return Pulse(config=config, projects=projects)


def test_where_there_is_no_room_for_all_those_that_others_wait_for_come_first() -> None:
    pulse = chained(2).opened()
    assert pulse.memory.unclaimed == ("o/first", "o/second")
    assert "**ready**" in pulse.row("o/first")
    assert "waits for o/first" in pulse.row("o/second")
    assert "(`most: 2`), are o/third and o/fourth." in pulse.live


def test_who_names_a_due_project_without_a_row_gives_it_one() -> None:
    pulse = chained(2).opened()
    said = pulse.say("/release claim fourth", "manics")
    pulse.settle()
    assert "taken by manics" in pulse.row("o/fourth")
    assert "waits for o/second, o/third ·" in pulse.row("o/fourth")
    assert pulse.reactions(said) == {"+1"}


def test_what_is_skipped_makes_room() -> None:
    pulse = chained(2).opened()
    pulse.say("/release skip first its author is away")
    pulse.settle()
    assert "nobody has taken it" in pulse.row("o/third")


def test_what_is_merged_while_the_pulse_is_open_makes_no_new_row() -> None:
    pulse = Pulse().opened()
    pulse.wait(days=2)
    pulse.land(CHP, change(3, "Serve more quickly", days=-2))
    pulse.settle()
    assert not pulse.row(CHP)
    pulse.land(SPAWNER, change(44, "Keep volumes", days=-2))
    pulse.settle()
    assert "Keep volumes" in pulse.row(SPAWNER)


def test_ninety_days_are_enough_at_whatever_hour_the_release_was() -> None:
    at = {name: project(name, "1.0.0", bumped(1)) for name in hub()}
    almost = project(CHP, "1.0.0", change(2, "A fix"), days=89.01)
    pulse = Pulse(projects={**at, CHP: almost})
    assert pulse.open()
    pulse.settle()
    assert "· 90 days old ·" in pulse.row(CHP)
    young = project(CHP, "1.0.0", change(2, "A fix"), days=88.99)
    assert not Pulse(projects={**at, CHP: young}).open()


def test_the_end_that_is_shown_is_the_end_after_a_snooze_too() -> None:
    pulse = Pulse().opened()
    assert "open until the end of Wednesday 7 April 2021" in pulse.live
    said = pulse.say("/release snooze 30d")
    pulse.settle()
    pulse.now = said.created_at + timedelta(days=30)
    pulse.settle()
    assert "open until the end of Saturday 8 May 2021" in pulse.live
    pulse.now = said.created_at + timedelta(days=37)
    pulse.settle()
    assert pulse.issue.state == "closed"
    assert "over since the end of Saturday 8 May 2021" in pulse.live


def test_a_tag_that_is_there_no_more_is_told_and_holds_up_nobody() -> None:
    pulse = Pulse().opened()
    pulse.say("/release claim jupyterhub")
    pulse.settle()
    moved = project(HUB, "1.2.0", bumped(1), days=300)
    pulse.projects[HUB] = moved
    pulse.settle()
    assert "that tag is there no more" in pulse.row(HUB)
    assert "nothing waits there any more" in pulse.row(HUB)
    assert "**ready**" in pulse.row(SPAWNER)


def test_a_renamed_project_is_known_by_both_names() -> None:
    pulse = Pulse().opened()
    renamed = replace(pulse.projects[SPAWNER], full_name="jupyterhub/podspawner")
    pulse.projects[SPAWNER] = renamed
    pulse.say("/release claim podspawner", "manics")
    pulse.settle()
    assert "now called jupyterhub/podspawner" in pulse.row(SPAWNER)
    assert "taken by manics" in pulse.row(SPAWNER)


def test_two_that_are_called_alike_are_told_apart() -> None:
    config = releases(
        "releases:\n  when: day 1 of april\n  projects:\n    a/hub: {}\n    b/hub: {}\n"
    )
    both = {name: project(name, "1.0.0", change(1, "A fix")) for name in config.names}
    pulse = Pulse(config=config, projects=both).opened()
    assert "`/release claim a/hub`" in pulse.issue.body
    pulse.say("/release claim hub")
    pulse.say("/release claim b/hub")
    pulse.settle()
    assert (
        "more than one row is called so. The form is `/release claim a/hub`"
        in (pulse.notes[0])
    )
    assert "taken by minrk" in pulse.row("b/hub")


def test_a_manifest_that_could_not_be_read_is_told() -> None:
    pulse = Pulse().opened()
    broken = Manifests(problems=("setup.py: line 3 is no Python",))
    pulse.projects[CHP] = replace(pulse.projects[CHP], manifests=broken)
    pulse.settle()
    assert f"- **{CHP}**: setup.py: line 3 is no Python" in pulse.live


def test_a_row_that_was_ticked_stays_so_while_github_cannot_tell() -> None:
    pulse = Pulse().opened()
    pulse.release(SPAWNER, "0.16.0")
    pulse.settle()
    known = pulse.projects[SPAWNER]
    why = "which releases are on 5.x was not read"
    pulse.projects[SPAWNER] = replace(known, last=None, lines=(), unknown=(why,))
    pulse.settle()
    assert pulse.row(SPAWNER).startswith("- [x]")


def test_what_was_done_once_is_never_refused_later() -> None:
    pulse = Pulse().opened()
    said = pulse.say("/release snooze kubespawner 1d", "manics")
    pulse.settle()
    assert pulse.reactions(said) == {"+1"}
    pulse.projects[SPAWNER] = project(SPAWNER, "0.15.0", bumped(1))
    pulse.wait(days=2)
    pulse.settle()
    assert not pulse.row(SPAWNER)
    assert pulse.reactions(said) == {"+1"}
    assert pulse.notes == []


def test_the_prerelease_that_the_row_asked_for_ticks_it() -> None:
    beta = Release("2.0.0b2", "2.0.0b2", OPENS - timedelta(days=3))
    last = Release("1.3.0", "1.3.0", OPENS - timedelta(days=20))
    lines = (
        Line("1.x", last),
        Line("main", beta, (change(31, "Keep the port", days=1),), in_flight=beta),
    )
    pulse = Pulse()
    pulse.projects[HUB] = Project(HUB, HUB, last=last, lines=lines)
    pulse.opened()
    assert "2.0.0b2](https://github.com/jupyterhub/jupyterhub" in pulse.row(HUB)
    newer = Release("2.0.0b3", "2.0.0b3", OPENS + timedelta(days=1))
    lines = (Line("1.x", last), Line("main", newer, (), in_flight=newer))
    pulse.projects[HUB] = Project(HUB, HUB, last=last, lines=lines)
    pulse.settle()
    assert pulse.row(HUB).startswith(
        "- [x] **jupyterhub/jupyterhub** 1.3.0 · [2.0.0b3]("
    )
    pulse.now = OPENS + timedelta(days=7)
    pulse.settle()
    assert "**Released:** jupyterhub/jupyterhub 2.0.0b3" in pulse.notes[-1]


def test_a_first_prerelease_ticks_nothing() -> None:
    pulse = Pulse().opened()
    beta = Release("2.0.0b1", "2.0.0b1", OPENS + timedelta(days=1))
    before = pulse.projects[HUB]
    line = replace(before.lines[0], in_flight=beta)
    pulse.projects[HUB] = replace(before, lines=(line,))
    pulse.settle()
    assert pulse.row(HUB).startswith("- [ ]")
    assert "is in flight" in pulse.row(HUB)


def test_days_are_those_of_the_team() -> None:
    pulse = Pulse(zone=ZoneInfo("America/Los_Angeles"))
    pulse.wait(hours=7)
    pulse.opened()
    pulse.now = OPENS + timedelta(days=1, hours=3)  # still Thursday there
    pulse.say("/release snooze kubespawner 1d")
    pulse.settle()
    assert "put off until Friday 2 April 2021" in pulse.row(SPAWNER)


def test_what_a_row_was_released_as_is_known_while_github_cannot_tell() -> None:
    pulse = Pulse().opened()
    pulse.release(SPAWNER, "0.16.0")
    pulse.settle()
    gone = pulse.projects[SPAWNER]
    pulse.projects[SPAWNER] = type(gone)(SPAWNER, unknown=("GitHub does not tell",))
    pulse.settle()
    assert pulse.row(SPAWNER).startswith(
        f"- [x] **{SPAWNER}** 0.15.0 · 0.16.0 is released"
    )
    pulse.now = OPENS + timedelta(days=7)
    pulse.settle()
    assert pulse.issue.state == "open"  # it waits until all can be told
    pulse.projects[SPAWNER] = gone
    pulse.wait(hours=1)
    pulse.settle()
    assert pulse.issue.state == "closed"
    assert f"**Released:** {SPAWNER} 0.16.0" in pulse.notes[-1]


def test_what_is_said_after_the_end_is_too_late_whenever_the_bot_looks() -> None:
    pulse = Pulse().opened()
    pulse.now = OPENS + timedelta(days=9)
    said = pulse.say("/release claim kubespawner", "manics")
    pulse.wait(days=1)
    pulse.settle()
    assert pulse.reactions(said) == {"confused"}
    assert pulse.issue.state == "closed"
    assert "taken by manics" not in pulse.live
    pulse.reopen()
    pulse.say("/release claim jupyterhub", "manics")
    pulse.settle()
    assert "taken by manics" in pulse.row(HUB)


def test_a_skip_makes_room_at_once() -> None:
    pulse = chained(2).opened()
    pulse.say("/release skip first its author is away")
    pulse.look()
    assert "**o/third**" in pulse.live.partition("## Nothing")[0]
    assert pulse.settle().look() == []


def test_a_row_that_is_put_off_is_not_ready() -> None:
    pulse = Pulse().opened()
    pulse.say("/release snooze jupyterhub 3d")
    pulse.settle()
    assert "ready" not in pulse.row(HUB).split("\n")[0]


def test_a_window_that_is_shortened_takes_back_nothing_that_was_done() -> None:
    pulse = Pulse().opened()
    pulse.wait(days=3)
    said = pulse.say("/release claim kubespawner", "manics")
    pulse.settle()
    text = CONFIG.replace("  projects:", "  window: 2d\n  projects:")
    pulse.config = releases(text)
    pulse.settle()
    assert pulse.reactions(said) == {"+1"}
    assert pulse.issue.state == "closed"
    assert f"{SPAWNER} (manics)" in pulse.notes[-1]
