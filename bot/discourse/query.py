"""What to ask a forum's search for, made of an issue's title.

Discourse looks for topics that have all the words (`Search.ts_query` joins them by `&`),
so a whole title finds nothing: six words are asked for, and, where nothing has them all,
the three that say most. Words are letters and digits only. That leaves none of the
search's own words (`#category`, `@user`, `status:`, `in:`, `order:`, quotes) and none of
its short forms (`l`, `t`), which have one letter.
"""

import re

from bot.core.pasted_secrets import blank_secrets

SHORTEST_WORD = 3
"""`min_search_term_length`"""

_LONGEST_WORD = 30
_MOST, _FEW = 6, 3
_MARKED = re.compile(r"\[removed: [^\]]*\]")
_WORD = re.compile(r"[^\W_]+")
_SAY_NOTHING = frozenset(
    """about after all also and any anybody anyone are aren because been before being bug
    but can cannot cant could couldn did didn does doesn doing don dont each else error
    even for from get gets getting give got had has hasn have having help here how however
    into isn issue its just kind know let like look make many may might more most much must
    need needs new not now off one only other our out over own please possible problem
    question really same see seem seems should show some someone something still such
    support than thank thanks that the their them then there these they thing this those
    though too trying use used uses using very via want wants was wasn way well were what
    when where whether which while who why will with within without won work working works
    would you your""".split()
)


def queries_for(title: str) -> tuple[str, ...]:
    """What to search for, one after the other, until something is found; maybe nothing."""
    text, _ = blank_secrets(title)
    words = list(
        dict.fromkeys(
            word
            for word in _WORD.findall(_MARKED.sub(" ", text).lower())
            if SHORTEST_WORD <= len(word) <= _LONGEST_WORD
            and word not in _SAY_NOTHING
            and not word.isdigit()
        )
    )[:_MOST]
    telling = sorted(words, key=len, reverse=True)[:_FEW]
    few = [word for word in words if word in telling]
    return tuple(dict.fromkeys(" ".join(some) for some in (words, few) if some))
