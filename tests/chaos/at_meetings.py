"""What people do about meetings, on their issues and on other threads."""

from tests.chaos.places import TEAM, VISITORS
from tests.chaos.stage import Stage, Thread
from tests.chaos.words import BUGS, SAID, TOPICS


def propose(stage: Stage) -> None:
    meeting = stage.some(stage.open_meetings())
    if meeting and stage.is_only(meeting.place, "said"):
        by = stage.anybody()
        text = stage.dice.choice(TOPICS).format(n=stage.count)
        name = stage.say(meeting.place, meeting.thread, by, text)
        meeting.said[name] = by


def talk(stage: Stage) -> None:
    if meeting := stage.some(stage.open_meetings()):
        text = stage.dice.choice(SAID)
        name = stage.say(meeting.place, meeting.thread, stage.anybody(), text)
        if "/agenda" in text:
            meeting.notes[name] = stage.events[-1].by


def touch(stage: Stage) -> None:
    """A command about a topic that everybody sees, or its words change or go."""
    dice, meeting = stage.dice, stage.some(stage.open_meetings())
    seen = stage.untouched(meeting.said) if meeting else []
    if meeting is None or not seen:
        return
    name = dice.choice(seen)
    by = meeting.said[name]
    stage.touched.add(name)
    what = dice.random()
    if what < 0.2 and stage.is_only(meeting.place, "said"):
        text = dice.choice(TOPICS).format(n=f"{stage.count} again")
        stage.do(meeting.place, "edits", by, meeting.thread, name, text)
    elif what < 0.3:
        del meeting.said[name]
        stage.do(meeting.place, "deletes", by, meeting.thread, name)
    else:
        chairs = tuple(TEAM)
        mine, theirs = (by, *chairs), chairs
        word, who = dice.choice(
            [
                ("/agenda remove {%s}", mine),
                ("/agenda time {%s} 12m", mine),
                ("/agenda owner {%s} @grace", mine),
                ("/agenda edit {%s} Reworded, *with care* (8 min)", mine),
                ("/agenda move {%s} first", theirs),
                ("/agenda move {%s} last", theirs),
                ("/agenda done {%s}", theirs),
                ("/agenda defer {%s}", theirs),
                ("/agenda move {%s} first", VISITORS),
            ]
        )
        stage.say(meeting.place, meeting.thread, dice.choice(who), word % name)


def misspeak(stage: Stage) -> None:
    """Something that cannot be done, mended or taken back later."""
    dice, meeting = stage.dice, stage.some(stage.open_meetings())
    if meeting is None:
        return
    wrong = stage.untouched(meeting.notes)
    if wrong and dice.random() < 0.6:
        name = dice.choice(wrong)
        by = meeting.notes.pop(name)
        stage.touched.add(name)
        if dice.random() < 0.5:
            stage.do(meeting.place, "deletes", by, meeting.thread, name)
        else:
            text = dice.choice(["Sorry, never mind.", "/here"])
            if dice.random() < 0.4 and stage.is_only(meeting.place, "said"):
                text = "/agenda Mended"
            stage.do(meeting.place, "edits", by, meeting.thread, name, text)
        return
    by = dice.choice(tuple(TEAM))
    text = dice.choice(["/agenda move A99 first", "/agenda done A98\n\nWas it?"])
    meeting.notes[stage.say(meeting.place, meeting.thread, by, text)] = by


def elsewhere(stage: Stage) -> None:
    """A thread of another repository is a topic, or is one no more."""
    dice = stage.dice
    there = [t for t in stage.threads if t.kind == "topic" and stage.is_free(t)]
    if not there or dice.random() < 0.4:
        place = dice.choice([p for p in stage.places if p.meets])
        thread = stage.begin(place, "topic", dice.choice(BUGS), stage.anybody())
        if dice.random() < 0.7 and stage.is_only_here(thread):
            _propose_thread(stage, thread)
        return
    thread = dice.choice(there)
    if not stage.is_only_here(thread):
        return
    stage.touched.add(thread.name)
    if not thread.is_open:
        thread.is_open = True
        stage.do(thread.place, "reopens", "minrk", thread.name)
    elif dice.random() < 0.2:
        thread.is_open = False
        stage.do(thread.place, "closes", "minrk", thread.name)
    elif thread.said and dice.random() < 0.5:
        name = dice.choice(list(thread.said))
        by = thread.said.pop(name)
        stage.do(thread.place, "deletes", by, thread.name, name)
    elif "agenda" in thread.labels and dice.random() < 0.5:
        thread.labels.discard("agenda")
        stage.do(thread.place, "unlabels", "manics", thread.name, labels=("agenda",))
    else:
        _propose_thread(stage, thread)


def _propose_thread(stage: Stage, thread: Thread) -> None:
    dice = stage.dice
    if dice.random() < 0.3:
        thread.labels.add("agenda")
        stage.do(thread.place, "labels", "manics", thread.name, labels=("agenda",))
        return
    text = dice.choice(["/agenda", "Please!\n\n/agenda Shall we? (10 min)\n\n- why"])
    by = stage.anybody()
    thread.said[stage.say(thread.place, thread.name, by, text)] = by
    stage.touched.add(thread.name)
