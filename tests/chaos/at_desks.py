"""What people ask and report, and what others make of it."""

from tests.chaos.places import TEAM, VISITORS
from tests.chaos.stage import Stage
from tests.chaos.words import ANSWERS, BUGS, CHATS, QUESTIONS, empty_report, half_form


def ask(stage: Stage) -> None:
    dice = stage.dice
    place = dice.choice([p for p in stage.places if p.asks])
    words = dice.choice(QUESTIONS if dice.random() < 0.7 else BUGS)
    labels = ("support",) if dice.random() < 0.4 else ()
    thread = stage.begin(place, "question", words, dice.choice(VISITORS), labels)
    thread.labels.update(labels)


def judge(stage: Stage) -> None:
    """People say of a question what it is, or change their minds."""
    dice = stage.dice
    there = [t for t in stage.threads if t.kind == "question" and stage.is_free(t)]
    if not there:
        return
    thread = dice.choice(there[-6:])
    stage.touched.add(thread.name)
    place, chair = thread.place, dice.choice(tuple(TEAM))
    what = dice.random()
    if thread.said and what < 0.2:
        name = dice.choice(list(thread.said))
        by = thread.said.pop(name)
        stage.do(place, "deletes", by, thread.name, name)
    elif what < 0.45:
        if "support" in thread.labels:
            thread.labels.discard("support")
            stage.do(place, "unlabels", chair, thread.name, labels=("support",))
        else:
            thread.labels.add("support")
            stage.do(place, "labels", chair, thread.name, labels=("support",))
    elif what < 0.65:
        text = dice.choice(["/support", "We answer that elsewhere.\n\n/support"])
        thread.said[stage.say(place, thread.name, chair, text)] = chair
    elif what < 0.8:
        by = dice.choice([thread.author, chair, "passerby"])
        text = "/not-support it crashes"
        thread.said[stage.say(place, thread.name, by, text)] = by
    elif what < 0.9:
        stage.do(place, "closes", chair, thread.name)
    else:
        stage.do(place, "reopens", chair, thread.name)


def report(stage: Stage) -> None:
    dice = stage.dice
    place = dice.choice([p for p in stage.places if p.requests])
    by, kind = dice.choice(VISITORS), dice.random()
    if kind < 0.4 and place.name == "desk/binder":
        words = f"Room for a course\n{half_form(dice)}"
        stage.begin(place, "report", words, by, ("impact",))
    elif kind < 0.7:
        stage.begin(place, "report", empty_report(dice), by)
    else:
        stage.begin(place, "report", dice.choice(BUGS), by)


def answer(stage: Stage) -> None:
    dice = stage.dice
    there = [t for t in stage.threads if t.kind == "report" and stage.is_free(t)]
    if not there:
        return
    thread = dice.choice(there[-5:])
    stage.touched.add(thread.name)
    place, what = thread.place, dice.random()
    if what < 0.5:
        text = dice.choice(ANSWERS)
        stage.say(place, thread.name, thread.author, text)
    elif what < 0.65:
        stage.say(place, thread.name, "minrk", dice.choice(CHATS))
    elif what < 0.8:
        text = f"Crashes with dots\nIt crashes, see {stage.count}."
        stage.do(place, "rewrites", thread.author, thread.name, text=text)
    elif what < 0.9:
        labels = ("needs-more-info",)
        stage.do(place, "unlabels", "manics", thread.name, labels=labels)
    else:
        stage.do(place, "closes", "manics", thread.name)
