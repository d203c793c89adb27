"""The signs that something is wrong with the software, or may be.

People tell of trouble in questions as in reports: that alone says little. What it does of
its own accord says more. What it ought to do, what it did before, and how that is seen
again is said by those who report a bug: these keep the rules off, however much is asked.
"""

from bot.detection.signs import Sign, Told, anywhere, in_text, in_title

_VERSIONS = "{version|versions|release|releases}"
_title_fails = in_title(
    "{fail|fails|failed|failing|failure|crash|crashes|crashed|crashing|error|errors|hang"
    "|hangs|hanging|freezes|broken|breaks|leak|leaks|bug|exception|traceback"
    "|unresponsive|corrupt|corrupted|wrong|wrongly|incorrect|incorrectly|missing"
    "|unexpected|unexpectedly|invalid|ignored|ignores|400|403|404|405|500|502|503"
    "|504|segfault|deadlock|regression|stuck|unable|cannot|can't|doesn't|isn't|won't"
    "|don't|never|longer|loses|lost|flaky|inconsistent|misleading}",
    "{does|do|did|is|are|was|were|will|has|have} not",
    "not {work|working|found|shown|possible|available|reachable|starting|loading}",
    "{times|timed} out",
)


def _has_traceback(told: Told) -> bool:
    return told.prose.shows_traceback


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


_says_trouble = anywhere(
    "{error|errors|exception|exceptions|traceback|fails|failing|failed|failure"
    "|failures|broken|hangs|hanging|dies|crashes"
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
    f"{_SOFTWARE} {{shows|showed|says|said|returns|opens|opened|goes|went|takes|took"
    "|reloads|gives|gave|tries|tried|sits|stays|remains|stops|hangs}",
    "{is|are|was|were|get|gets|got|been|being} {gone|killed|removed|shown|blocked"
    "|restarted|redirected|refused|rejected}",
    "nothing {happens|happened|changes|changed|is shown}",
    "{fix|solve|resolve|mend|debug|troubleshoot|diagnose} {this|it|that|the|these}",
    "it still {works|shows|uses|is|does|says|happens|has|runs|asks|goes}",
    "{even though|although|despite} {i|we|the|it|having|that|my|our}",
    "{gets|getting|get} {logged|disconnected|stuck|redirected|kicked|lost}",
    "{keeps|keep} {being|getting|restarting|failing|asking|loading|going|on}",
    "{problem|problems|trouble|symptom|symptoms|issue} {is|occurs|happens|started"
    "|appears|persists|occurred|remains|exists}",
)


def _tells_of_trouble(told: Told) -> bool:
    return _title_fails(told) or _says_trouble(told)


TROUBLES = (
    Sign(
        "trouble",
        "it tells that something does not work",
        _tells_of_trouble,
        points=-1,  # of questions as of bugs
    ),
    Sign(
        "traceback",
        "it shows a traceback",
        _has_traceback,
        points=-3,  # of the project's own code, unless it says that it is not
    ),
    Sign(
        "why",
        "it asks why something happens, as reports of bugs do",
        _asks_why,
        points=-3,  # it is asked about the software, not about what to do
    ),
    Sign(
        "narrates",
        "it tells what the software does",
        anywhere(
            f"{_SOFTWARE} {{makes|builds|cannot|turns|turned|calls|sets|sends|counts"
            "|decides|compares"
            "|blocks|ignores|forgets|loses|prints|thinks|treats|writes|reads|deletes"
            "|removes"
            "|creates|overwrites|redirects|drops|adds|never|always|still|now|then"
            "|skips}",
            "{is|are|was|were|get|gets|got|been|being} {started|locked|lost|deleted|skipped"
            "|duplicated|overwritten|reset|counted|dropped|cleared|cut|truncated|ignored"
            "|released|escaped|cached|treated|replaced|hard coded|hardcoded|closed}",
            "{while|whereas} {the|it|in|a|this|my|other|others|all|jupyterhub|i expected}",
            "other way {round|around}",
        ),
        points=-3,  # bugs that are told as questions are known by that alone
    ),
    Sign(
        "steps",
        "the part of a form about reproducing is filled in",
        _tells_steps,
        veto=True,
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
        "it tells of an upgrade, or of a change that nobody made",
        anywhere(
            "{after|since} {upgrading|updating|the upgrade|the update|an upgrade|i upgraded"
            "|we upgraded|i updated|we updated|upgrade|update|bumping|the latest|the new}",
            "{upgraded|updated|bumped} {to|from}",
            "since {version|0|1|2|3|4|5|last|yesterday|yesterday's|today|this|monday"
            "|tuesday|wednesday|thursday|friday|a few|some|the release|release}",
            "{in|with|on|under|using} {version|release|chart|} {0|1|2|3|4|5|6|7|8|9} {i|it"
            "|we|this"
            "|the|there|everything|all}",
            "version {0|1|2|3|4|5|6|7|8|9} {says|does|has|gives|fails|still|now}",
            "{and|but} now {they|it|the|all|nothing|no|none|every|everything}",
            "{suddenly|all of a sudden|out of nowhere|recently|lately}",
        ),
        veto=True,
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
            f"{_SOFTWARE} {{should|ought to}} {{be|do|get|give|go|have|keep|raise|show"
            f"|skip|stay|use|work}}",
            "{deliberate|deliberately|intentional|intentionally|by design|on purpose}",
            "{is|was} {this|that|it} {intended|expected|normal|by design|known|intentional"
            "|on purpose|a known|correct behaviour|correct behavior}",
            "{is|are} {supposed|meant|intended|expected} to",
            "{supposed|meant|intended} to {work|happen|have|show|be a|be in|be the|be this"
            "|be like|be so|be possible|be shown|be there}",
            "{seems|seem|appears} to {ignore|not|fail|be ignored|be broken|be missing"
            "|happen|forget|lose|be wrong|be lost|hang|always|never|only}",
        ),
        veto=True,
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
            "{this|the|a} {function|method|class|handler|commit|condition|regex|test|tests"
            "|loop"
            "|callback|query|migration|script|template|listener}"
            " {is|does|should|returns|raises|assumes|has|introduced|fails|never|only|over"
            "|runs|compares|checks|handles|swallows}",
        ),
        veto=True,
    ),
)
