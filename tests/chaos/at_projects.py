"""What is merged and released, and what is said of it on a pulse; and files."""

from tests.chaos.places import HOUR, TEAM, Place
from tests.chaos.stage import PULSE, PULSE_ENDS, Stage


def work(stage: Stage) -> None:
    """Something is merged, or a version comes out."""
    dice = stage.dice
    place = dice.choice([p for p in stage.places if p.is_project])
    if f"version {place.name}" in stage.touched:
        return
    stage.touched.add(f"version {place.name}")
    if dice.random() < 0.5 or stage.at < PULSE + HOUR:  # else there may be no pulse
        text = f"Mend number {stage.count}"
        by = dice.choice(["ada", "minrk", "renovate[bot]"])
        stage.do(place, "lands", by, name=f"part{stage.count}", text=text)
    else:
        _release(stage, place)


def _release(stage: Stage, place: Place) -> None:
    stage.versions[place.name] += 1
    version = f"1.{stage.versions[place.name]}.0"
    deed = stage.dice.choice(["tags", "releases"])
    stage.do(place, deed, "minrk", text=version)


def pulse(stage: Stage) -> None:
    """People take rows of a pulse, leave them out, or release what is on it."""
    dice = stage.dice
    if not PULSE + HOUR < stage.at < PULSE_ENDS - HOUR:
        return
    place = dice.choice([p for p in stage.places if p.projects])
    thread, claims = (
        f"pulse {PULSE:%Y-%m-%d}",
        stage.claims.setdefault(place.name, {}),
    )
    known = stage.untouched(claims)
    if known and dice.random() < 0.3 and stage.is_only(place, f"given back {known[0]}"):
        by = claims.pop(known[0])
        stage.touched.add(known[0])
        stage.do(place, "deletes", by, thread, known[0])
        return
    project = dice.choice(place.projects)
    if dice.random() < 0.25:
        (found,) = (p for p in stage.places if p.name == project)
        if f"version {project}" not in stage.touched:
            stage.touched.add(f"version {project}")
            _release(stage, found)
        return
    word = dice.choice(
        [
            f"/release claim {project}",
            f"I can.\n\n/release claim {project.partition('/')[2]}",
            f"/release skip {project} it waits for @grace",
            f"/release snooze {project} 20d",
            "/release claim nothing-such",
        ]
    )
    by = dice.choice([*TEAM, "passerby"])
    claims[stage.say(place, thread, by, word)] = by


def configure(stage: Stage) -> None:
    """A file gets wrong, or is mended."""
    dice = stage.dice
    place = dice.choice([p for p in stage.places if p.configuration])
    if f"file {place.name}" in stage.touched:
        return
    stage.touched.add(f"file {place.name}")
    if place.name in stage.wrong:
        stage.wrong.discard(place.name)
        text = place.configuration + f"# mended {stage.count}\n"
    elif dice.random() < 0.7:
        stage.wrong.add(place.name)
        text = place.configuration + dice.choice(
            ["meetngs: {}\n", "agenda: {minutes: many}\n", "support: [\n"]
        )
    else:
        text = place.configuration + f"# {stage.count}\n"
    stage.do(place, "commits", "minrk", text=text)
