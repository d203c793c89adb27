"""The signs that a text is no question, or not only one: each of them keeps the rules off.

A report of a bug may be full of questions, and many wishes are written as one ("Would it
be possible to add …?"): what tells them apart is what else they say.
"""

from bot.detection.question_signs import TITLE_ASKS_HOW, TITLE_ASKS_WHETHER
from bot.detection.signs import Sign, Told, anywhere, in_title, title_begins

_VERSIONS = "{version|versions|release|releases}"
_THINGS = "{a|an|the|support|this|some|new|more|another|optional|native}"
_FAILS = (
    "{fail|fails|failed|failing|failure|crash|crashes|crashed|crashing|error|errors|hang"
    "|hangs|hanging|freezes|broken|breaks|leak|leaks|bug|exception|traceback|timeout"
    "|timeouts|unresponsive|corrupt|corrupted|wrong|wrongly|incorrect|incorrectly|missing"
    "|unexpected|unexpectedly|invalid|ignored|ignores|stopped|400|403|404|405|500|502|503"
    "|504|segfault|deadlock|regression|stuck|unable|cannot|can't|doesn't|isn't|won't"
    "|don't|not|never|longer|loses|lost|slow|flaky|inconsistent|misleading}"
)


def _has_error(told: Told) -> bool:
    return told.prose.shows_error


def _tells_steps(told: Told) -> bool:
    return told.prose.tells_steps


def _proposes(told: Told) -> bool:
    return told.prose.proposes


def _title_tells(told: Told) -> bool:
    """A statement: no topic, and no question."""
    asks = TITLE_ASKS_HOW.found(told) or TITLE_ASKS_WHETHER.found(told)
    return not asks and _happens(told)


_happens = in_title(
    "{is|are|was|were|has|have|gets|get|keeps|does|do|goes|takes|shows|returns|uses"
    "|remains|stays|appears|after|when|while|since|despite|even|although|but|only"
    "|always|every|still|again}"
)

AGAINST = (
    Sign("error", "it shows an error or a traceback", _has_error),
    Sign("steps", "the part of a form about reproducing is filled in", _tells_steps),
    Sign("proposal", "the part of a form about a proposal is filled in", _proposes),
    Sign("title-fails", "its title tells that something is wrong", in_title(_FAILS)),
    Sign(
        "title-why",
        "its title asks why something happens, as reports of bugs do",
        title_begins("why", "{is|was} this", "what {causes|happened|happens}"),
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
            "{seems|seem|appears} to {ignore|not|fail|be ignored|be broken|be missing"
            "|happen|forget|lose|be wrong|be lost|hang|always|never|only}",
        ),
    ),
    Sign(
        "trouble",
        "it tells that something does not work",
        anywhere(
            "{error|errors|exception|exceptions|traceback|fails|failing|failed|failure"
            "|failures|broken|403|404|500|502|503|504|timeout|timeouts|hangs|hanging"
            "|freezes|killed|oom|oomkilled|crashloopbackoff|unresponsive|refused}",
            "{does not|doesn't|did not|didn't|do not|don't|is not|isn't|are not|aren't"
            "|will not|won't|not|never} {seem|seems|work|works|working|start|starting"
            "|appear|show|shown|respond|load|loaded|spawn|connect|connecting|happen|apply"
            "|taking|take|picked|recognized|recognised|respected|visible|found|stop|save"
            "|saved|see|get|pick}",
            "nothing {happens|happened|changes|changed|is shown}",
            "{fix|solve|resolve|mend|debug|troubleshoot|diagnose} {this|it|that|the|these}",
            "it still {works|shows|uses|is|does|says|happens|has|runs|asks|goes}",
            "{even though|although|despite} {i|we|the|it|having|that|my|our}",
            "{gets|getting|get} {logged|disconnected|stuck|redirected|kicked|lost|an|a}",
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
            "{source code|traced|bisected|bisecting|bisect|the culprit|off by one}",
            "{this|the} {function|method|class|handler|commit|condition|regex|test|tests}"
            " {is|does|should|returns|raises|assumes|has|introduced|fails|never|only}",
        ),
    ),
    Sign(
        "wish",
        "it asks for something new",
        anywhere(
            "feature request",
            "{enhancement|proposal|propose|proposing|proposes|rfc|wishlist|roadmap}",
            "{would|could|might} be {nice|great|good|useful|helpful|cool|awesome|handy"
            "|lovely|convenient|neat|better|wonderful|amazing|ideal|a good idea|valuable"
            "|very useful|really useful|really nice|very nice|very helpful|really helpful"
            "|really great|so great|interesting|beneficial|worth} {if|to|for|when|that|and"
            "|.|feature|addition|adding|have}",
            f"{{would|will}} it be {{possible|feasible|ok|acceptable}} to"
            f" {{add|support|have|allow|make|include|provide|extend|expose|get|change"
            f"|implement|offer|show|ship|publish|release|let|introduce|create {_THINGS}}}",
            "would it {make sense|help|be nice|be useful|be good|be worth|be better}",
            f"{{please|consider|to|by|you|we|we'd|and|team|maintainers|jupyterhub|hub}}"
            f" {{add|adding|implement|implementing|introduce|introducing|expose|exposing"
            f"|include|including}} {_THINGS} {{option|options|support|way|setting|feature"
            f"|flag|button|page|field|parameter|config|configuration|hook|api|for|endpoint"
            f"|default|possibility|ability|to|trait|command|metric|metrics|more}}",
            "{add|adding|added|implement} support {for|of}",
            "{i would|i'd|we would|we'd|would} {love|like} {to see|it if|if|to propose"
            "|to suggest|to contribute|to request|to have an option|to have the option"
            "|to have a setting|to have a button|to have the ability|to have support}",
            "{we|you|jupyterhub|hub|maintainers|project|team|it} {should|could}"
            " {add|support|allow|make|provide|have|expose|consider|offer|include|drop"
            "|rename|move|remove|replace|use|show|also support|also allow}",
            "{can|could|should|shall|may} {we|you} {please|maybe|perhaps|also|}"
            " {add|support|allow|make|provide|expose|consider|offer|include|implement"
            "|have|drop|rename|remove|replace|publish|release|ship|change|extend}",
            "{i|we|i'd|we'd|would|to|my|our} {suggest|suggestion|suggestions}",
            "{any|are there|is there|have} {plans|plan|interest|intention|any plan"
            "|any plans|a plan|plans} {to|for|in|of}",
            "{happy|glad|willing|able|like|love} to {contribute|help implement|implement"
            "|work on|submit|open|send|make a|provide a|give it|take a|draft|prepare}",
            "{allow|allows|allowing|let|lets|enable|enabling} {users|admins|admin|user"
            "|people|administrators|operators|us} to {choose|select|configure|set|specify"
            "|define|override|customize|customise|opt|pick|hide|disable}",
            "{ability|option|possibility} to {be|have|let|choose|set} {added|would}",
            "{missing|lacks|lacking} {a|the|any} {feature|option|possibility|way|support}",
            "consider {adding|supporting|implementing|making|this|allowing|providing}",
            "please {add|implement|support|consider|make|allow|provide|fix|change}",
            "{could|can|may} {this|it|that|these|they} be {made|changed|added|exposed"
            "|improved|documented|supported|extended|configurable|optional|an option"
            "|implemented|fixed|shown|included}",
            "should be {possible|easier|documented|configurable|optional|easy|able to be"
            "|supported|raised|increased|changed|renamed|added|default|the default}",
            "there should {be|also}",
            "{there is|there's|there are|has|have} {no|currently no|not any} {way|option"
            "|options|support|setting|possibility|mechanism|hook|means} {to|for|of|in}",
            "currently {not possible|no way|there|we have|you have|users have|impossible}",
            "i think {it|we|this|that|the|there|a|you} {would|should|could|might|needs}",
            "what do you {think|all think|guys think}",
            "{thoughts|opinions} ?",
            "what would it take to",
            "{anyone|anybody|someone|somebody} {working on|work on}",
            "{why not|how about|what about} {add|adding|make|making|support|supporting"
            "|use|using|have|having|allow|allowing}",
        ),
        claim=True,
    ),
    Sign(
        "title-kind",
        "its title says that it is a wish, a report or work",
        title_begins(
            "{feature|feat|enh|idea|suggestion|request|rfe|rfc|proposal|discussion|wish"
            "|docs|doc|documentation|bug|wip|mrg|maint|ci|tracking|typo|security}",
            "{should|could|can|shall|may} {we|you}",
            "would it",
            "{support|add support|allow|better support|first class support} for",
        ),
        claim=True,
    ),
    Sign(
        "title-tells-to",
        "its title tells what should be done",
        title_begins(
            "{add|allow|support|make|provide|enable|expose|implement|improve|remove|rename"
            "|replace|update|document|drop|deprecate|introduce|let|consider|refactor"
            "|create|extend|include|move|use|show|bump|upgrade|migrate|switch|publish"
            "|release|increase|decrease|reduce|change|clarify|mention|fix|revert|handle"
            "|avoid|stop|ensure|test|more|better}",
            "{option|ability|possibility|button} {to|for}",
        ),
    ),
    Sign(
        "title-tells",
        "its title tells of something that happens",
        _title_tells,
    ),
    Sign(
        "docs",
        "it tells of a mistake in the documentation",
        anywhere(
            "{typo|typos|misspelled|misspelling|grammar}",
            "{broken|dead|outdated} {link|links|docs|documentation|example|instructions}",
            "{docs|documentation|readme|guide|page|tutorial|example} {is|are|seems|seem"
            "|looks} {wrong|outdated|out of|broken|misleading|incorrect|inconsistent"
            "|still|missing|stale}",
            "{docs|documentation|readme|guide|page} {should|could|needs|need|ought}",
        ),
        claim=True,
    ),
    Sign(
        "security",
        "it speaks of security",
        anywhere(
            "{vulnerability|vulnerabilities|vulnerable|cve|xss|csrf|exploit|exploitable"
            "|attacker|leaks|leaked|escalation|injection|bypass}",
            "security {issue|problem|hole|risk|advisory|bug|flaw|report|concern}",
        ),
        claim=True,
    ),
    Sign(
        "work",
        "it speaks of work on the project itself",
        anywhere(
            "{this|my|the|a|that|open|opened|pull|in} {pr|pull request|prs|pull requests}",
            "{follow up|followup|tracking issue|refactor|deprecate|deprecated|deprecation"
            "|changelog|release notes|pre commit|codecov|dependabot}",
            "{ci|tests|test suite|build|pipeline} {is|are|fails|failing|fail|failed}"
            " {failing|red|broken|on|in|with|since}",
            "{increase|increased|more|temporary} {resources|quota|limit|limits} for"
            " {workshop|a workshop|our workshop|my workshop|class|a class|event|an event}",
        ),
        claim=True,
    ),
)
