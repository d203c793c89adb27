"""The signs that something is wrong, or may be: each of them keeps the rules off.

A report of a bug may be full of questions, and people who are new find bugs, too. What
tells them apart is what else they say: what the software does, and ought to.
"""

from bot.detection.question_signs import TITLE_ASKS_HOW, TITLE_ASKS_WHETHER
from bot.detection.signs import Sign, Told, anywhere, in_text, in_title

_VERSIONS = "{version|versions|release|releases}"
_FAILS = (
    "{fail|fails|failed|failing|failure|crash|crashes|crashed|crashing|error|errors|hang"
    "|hangs|hanging|freezes|broken|breaks|leak|leaks|bug|exception|traceback|timeout"
    "|timeouts|unresponsive|corrupt|corrupted|wrong|wrongly|incorrect|incorrectly|missing"
    "|unexpected|unexpectedly|invalid|ignored|ignores|400|403|404|405|500|502|503"
    "|504|segfault|deadlock|regression|stuck|unable|cannot|can't|doesn't|isn't|won't"
    "|don't|not|never|longer|loses|lost|slow|flaky|inconsistent|misleading}"
)


def _has_error(told: Told) -> bool:
    return told.prose.shows_error


def _tells_steps(told: Told) -> bool:
    return told.prose.tells_steps


_SOFTWARE = (
    "{hub|jupyterhub|proxy|spawner|culler|server|servers|page|pod|pods|container|kernel"
    "|browser|chart|launcher|binderhub|builder|chrome|firefox|repo2docker|image|images"
    "|kubespawner|dockerspawner|authenticator|notebook|notebooks|api|build|button|cookie"
    "|it|token|tokens|service|database|everything|form|git|table|link|dialog|menu|log"
    "|generator|reference|docker|kubernetes|nginx|system|builds|launch|node|kubectl|helm}"
)
_title_asks_why = in_title("why", "{is|was} this", "what {causes|happened|happens}")
_text_asks_why = in_text("why {is|are|does|do|did|the|it|this|not|would|isn't|doesn't}")


def _asks_why(told: Told) -> bool:
    return _title_asks_why(told) or _text_asks_why(told)


def _title_tells(told: Told) -> bool:
    """A statement: no topic, and no question."""
    asks = TITLE_ASKS_HOW.found(told) or TITLE_ASKS_WHETHER.found(told)
    return not asks and _happens(told)


_happens = in_title(
    "{is|are|was|were|has|have|gets|get|keeps|does|do|goes|takes|shows|returns|uses"
    "|remains|stays|appears|after|when|while|since|despite|even|although|but"
    "|always|every|still|again}"
)

TROUBLES = (
    Sign("error", "it shows an error or a traceback", _has_error),
    Sign("steps", "the part of a form about reproducing is filled in", _tells_steps),
    Sign("title-fails", "its title tells that something is wrong", in_title(_FAILS)),
    Sign(
        "why",
        "it asks why something happens, as reports of bugs do",
        _asks_why,
    ),
    Sign(
        "narrates",
        "it tells what the software does",
        anywhere(
            f"{_SOFTWARE} {{makes|shows|showed|turns|turned|calls|sets|sends|says|said"
            "|returns|opens|opened|goes|went|counts|decides|compares|blocks|takes|took|reloads"
            "|ignores|forgets|loses|prints|gives|gave|tries|tried|thinks|treats|writes"
            "|reads|deletes|removes|creates|overwrites|redirects|sits|stays|remains|stops"
            "|drops|adds|never|always|still|now|then|crashes|dies|hangs}",
            "{is|are|was|were|get|gets|got|been|being} {started|locked|lost|gone|killed"
            "|closed|deleted|removed|skipped|shown|blocked|duplicated|overwritten|reset"
            "|counted|restarted|dropped|cut|truncated|ignored|released|escaped"
            "|redirected|cached|refused|rejected|treated|replaced|hard coded|hardcoded}",
            "instead {of|.|the|it}",
            "{while|whereas} {the|it|in|a|this|my|other|others|all|jupyterhub|i expected}",
            "other way {round|around}",
        ),
    ),
    Sign(
        "worked-before",
        "it tells that something worked before",
        anywhere(
            "{used to|no longer} {work|works|working|be|have|function|spawn|start}",
            "{worked|works|working} {before|until|fine before|fine until|previously"
            "|fine with version|correctly before|correctly until|well until|well before}",
            "{worked|works} {fine|well|correctly|perfectly} {in|with|on} {version|0|1|2|3"
            "|4|5|the previous|the old|previous|older|earlier}",
            "stopped {working|to work|functioning|starting}",
            "regression",
            f"{{previous|older|earlier|old|last}} {_VERSIONS} {{it|this|worked|works|did}}",
        ),
        claim=True,
    ),
    Sign(
        "upgrade",
        "it tells of an upgrade",
        anywhere(
            "{after|since} {upgrading|updating|the upgrade|the update|an upgrade|i upgraded"
            "|we upgraded|i updated|we updated|upgrade|update|bumping|the latest|the new}",
            "{upgraded|updated|upgrading|updating|bumped} {to|from}",
            "since {version|0|1|2|3|4|5|last|yesterday|yesterday's|today|this|monday"
            "|tuesday|wednesday|thursday|friday|a few|some|the release|release}",
            "{suddenly|all of a sudden|out of nowhere|recently|lately}",
        ),
    ),
    Sign(
        "bug",
        "it speaks of a bug, or of how something ought to behave",
        anywhere(
            "{bug|bugs|buggy|regress|segfault|deadlock|reproduce|reproduced|reproducible"
            "|repro|unexpected|unexpectedly|incorrectly|wrongly|intermittently|sporadically"
            "|randomly|intermittent|flaky|crashes|crashed|crashing}",
            "{race condition|memory leak|root cause|workaround|work around|stack trace}",
            "expected {behaviour|behavior|result|outcome|it to|that|the|to see}",
            "{i|i'd|we|we'd|would|would have} {expect|expected} {it|that|the|this|to|a}",
            "{actual|current|observed|correct} {behaviour|behavior|result|outcome}",
            "{should not|shouldn't} {be|happen|fail|raise|crash|return|work|have|matter}",
            "should {have been|still|return|not|also}",
            "{is|was} {this|that|it} {intended|expected|normal|by design|known|intentional"
            "|on purpose|a known|supposed|meant|correct}",
            "{is|are} {supposed|meant|intended|expected} to",
            "{supposed|meant|intended} to {be|work|happen|have|show}",
            "{seems|seem|appears} to {ignore|not|fail|be ignored|be broken|be missing"
            "|happen|forget|lose|be wrong|be lost|hang|always|never|only}",
        ),
    ),
    Sign(
        "trouble",
        "it tells that something does not work",
        anywhere(
            "{error|errors|exception|exceptions|traceback|fails|failing|failed|failure"
            "|failures|broken|timeout|timeouts|hangs|hanging"
            "|freezes|killed|oom|oomkilled|crashloopbackoff|unresponsive|refused|warning"
            "|warnings}",
            "{does not|doesn't|did not|didn't|do not|don't|is not|isn't|are not|aren't"
            "|will not|won't|not|never} {seem|seems|work|works|working|start|starting"
            "|appear|show|shown|respond|load|loaded|spawn|connect|connecting|happen|apply"
            "|taking|take|picked|recognized|recognised|respected|visible|found|stop|save"
            "|saved|see|get|pick}",
            "{http|status|code|a|an|error|the} {400|401|403|404|405|500|502|503|504}",
            "{400|401|403|404|405|500|502|503|504} {error|:|internal|not|forbidden|service"
            "|bad|gateway|unauthorized|post|get}",
            "{can't|cannot|could not|couldn't|can not|unable to} {scroll|reach|click|press"
            "|open|log|login|access|connect|start|stop|launch|spawn|load|save|type|select}",
            "nothing {happens|happened|changes|changed|is shown}",
            "{fix|solve|resolve|mend|debug|troubleshoot|diagnose} {this|it|that|the|these}",
            "it still {works|shows|uses|is|does|says|happens|has|runs|asks|goes}",
            "{even though|although|despite} {i|we|the|it|having|that|my|our}",
            "{gets|getting|get} {logged|disconnected|stuck|redirected|kicked|lost}",
            "{keeps|keep} {being|getting|restarting|failing|asking|loading|going|on}",
            "{problem|problems|trouble|symptom|symptoms|issue} {is|occurs|happens|started"
            "|appears|persists|occurred|remains|exists}",
        ),
    ),
    Sign(
        "source",
        "it speaks of the project's own source",
        anywhere(
            "{on|in|at|see} {line|lines} {1|2|3|4|5|6|7|8|9}",
            "{looking at|look at|looked at|in|read|reading|dug into|digging into}"
            " {the|its} {source|code|source code|implementation}",
            "{source code|traced|bisected|bisecting|bisect|the culprit|off by one"
            "|profiled|in the code|hard coded|hardcoded|code base|codebase|upstream}",
            "{this|the} {function|method|class|handler|commit|condition|regex|test|tests}"
            " {is|does|should|returns|raises|assumes|has|introduced|fails|never|only}",
        ),
    ),
    Sign(
        "title-tells",
        "its title tells of something that happens",
        _title_tells,
    ),
)
