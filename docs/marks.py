"""The reference of marks: what each means, beside ones that the code really writes."""

from collections.abc import Iterator

from docs.mark_examples import examples

KINDS = {
    "meeting": "First line of a meeting's issue: which meeting it is for. It is how the"
    " issue is known, whatever becomes of its title and labels.",
    "head": "Last line of what the bot writes in the text of a meeting's issue: when the"
    " meeting takes place after all. What stands below it is people's.",
    "agenda": "First line of the agenda comment, with all that it has to remember.",
    "reminder": "First line of a reminder.",
    "empty": "First line of the comment that tells that the meeting is cancelled since"
    " nobody proposed a topic.",
    "mend": "First line of a note about a command that cannot be done.",
    "pointer": "First line of a comment that tells where a topic that came too late is"
    " proposed instead.",
    "carried": "First line of the question whether topics that were carried over three"
    " times are still wanted.",
    "help": "First line of the answer to `/agenda help`.",
    "check": "First line of the summary of a check run on a commit that changed the"
    " configuration.",
    "configuration": "First line of the issue about a wrong configuration.",
    "minutes": "First line of the minutes comment, with all that it has to remember.",
    "support": "First line of the reply to a support question.",
    "mend-support": "First line of a note about a `/support` or `/not-support` that cannot"
    " be done.",
    "minutes-file": "First line of the text of the pull request with the minutes.",
    "request-info": "First line of the comment that asks for what a report lacks; without"
    " fields it only tells why the issue was closed.",
    "pulse": "First line of a release pulse's issue: which pulse it is. It is how the issue"
    " is known, whatever becomes of its title and labels.",
    "pulse-state": "First line of the live comment of a pulse, with all that it has to"
    " remember; the next pulse reads it too.",
    "pulse-summary": "First line of the comment with which a pulse ends.",
    "mend-release": "First line of a note about a `/release` that cannot be done.",
}
FIELDS = {
    "id": "the series, as in `meetings:`",
    "date": "the date by the rule, before any `move`",
    "starts": "when it starts, in UTC",
    "sequence": "how often the bot has written the head anew; absent at first",
    "status": "`cancelled`, or absent",
    "why": "`empty`: cancelled since nobody proposed a topic",
    "facilitator": "where a command named one",
    "zone": "where a command named one with the time",
    "v": "the version of the memory's form",
    "p": "the comment has been pinned once, and is not pinned again",
    "next": "the next id: none is used twice",
    "t": "the ids given: number, comment (0: no comment here proposes it), fingerprint of"
    " the words or of where it comes from, when it came, and when its words were seen to"
    " be gone (0: they are there)",
    "k": "what a command was answered that another day would answer otherwise: comment,"
    " fingerprint, `+` allowed, `-` refused (and when the comment had last been edited"
    " then), `?` about something unseen",
    "r": "the reactions given: comment, `+` for 👍 or `c` for 😕",
    "prev": "the issue of the meeting before; 0 where there is none",
    "then": "the issue of the next meeting, once there is one",
    "by": "who proposed a topic that no comment here proposes: number and login",
    "own": "who was named as a topic's owner by their login: number and login",
    "asked": "the topics about which people were asked whether they are still wanted",
    "off": "the threads that lost their label since they are done or taken off here, to"
    " have it again if that is taken back: number, repository and number there",
    "ed": "the topics from elsewhere that commands here have changed",
    "quiet": "the release pulses at whose time nothing waited to be released: the date, and"
    " the repository if it is another one",
    "lead": "how long before the meeting",
    "topics": "those that it asks about",
    "comment": "the comment that it is about",
    "told": "a fingerprint of what it tells; absent once there is nothing to tell",
    "a": "the bot's own lines among the open actions, by fingerprint; `+` where the notes"
    " say that it is done",
    "note": "the note at HackMD",
    "link": "where people write in it",
    "from": "what the minutes were last made from, `note` or `agenda`",
    "file": "fingerprints of the file as the bot wrote it on its branch, and as it was"
    " about to: anything else there is people's",
    "no": "what was refused when it was last tried: `note`, or branch and `pull` request",
    "tried": "when `pull` was refused last, and a fingerprint of what was asked for",
    "issue": "the meeting's issue",
    "state": "what the reply tells: `guess` it may be one, `open`, `closed`, `locked` or"
    " `held` (only locked) it is one, `undone` its label was taken off, `declined` somebody"
    " has said for ever that it is none",
    "since": "when people said what it answers",
    "said": "the comment with the command that said it; absent where a label did",
    "heard": "when each command was first understood: comment, `s` for `/support` or `n`"
    " for `/not-support`, time",
    "at": "`declined`: since when",
    "left": "what is asked for: `body`, `title`, or a fingerprint of an answer's heading",
    "done": "what was asked for and is there now",
    "rows": "each project with a row: its name, the version that was out when the row came"
    " (nothing for none), how it stands, and in how many pulses in a row it was: `op` is"
    " open, `cl` claimed, `re` released, `sk` skipped, `sn` put off; last the prerelease"
    " that was in flight then and the version that ticked the row, if there are any",
    "past": "what is not to come back at once: the project, and since when it is skipped"
    " (`sk`) or until when it is put off (`sn`)",
    "pinned": "the comment has been pinned once, and is not pinned again",
    "resting": "all of the pulse is put off",
}
OTHERWISE = {
    ("reminder", "date"): "the day on which the meeting takes place",
    ("pulse", "date"): "the day on which it opens, as in `when:`",
    ("pulse-state", "date"): "the same, should people break the line of the issue",
}
"""Fields that mean something else in one kind of mark."""


def marks() -> Iterator[str]:
    """The page: every kind with an example and its fields."""
    yield "# Marks"
    yield ""
    yield "GitHub is the bot's database. What it must remember it writes into its own"
    yield "text, as an HTML comment on the first line that nobody sees. A mark is trusted"
    yield "only where this App is the author, so copying one into a comment does nothing."
    for mark in sorted(examples(), key=lambda mark: list(KINDS).index(mark.kind)):
        yield from ("", f"## `{mark.kind}`", "", KINDS[mark.kind], "")
        yield from ("```html", str(mark), "```")
        if mark.fields:
            yield ""
            for name in mark.fields:
                yield f"- `{name}`: {OTHERWISE.get((mark.kind, name), FIELDS[name])}"
