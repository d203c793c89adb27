"""The signs of a wish, or of work on the project: they keep the rules off.

Wishes are written as questions ("Would it be possible to add …?"), and so are offers.
"""

from bot.detection.signs import Sign, Told, anywhere, title_begins

_THINGS = "{a|an|the|support|this|some|new|more|another|optional|native}"

_GOOD = (
    "{nice|great|good|useful|helpful|cool|awesome|handy|lovely|convenient|neat|better"
    "|wonderful|amazing|ideal|a good idea|valuable|very useful|really useful|really nice"
    "|very nice|very helpful|really helpful|much more helpful|really great|so great"
    "|interesting|beneficial|worth}"
)
_THING = (
    "{it|that|this|which|option|setting|flag|button|field|feature|way|support|hook|api"
    "|configuration|possibility|command|page}"
)


def _proposes(told: Told) -> bool:
    return told.prose.proposes


WISHES = (
    Sign(
        "proposal",
        "the part of a form about a proposal is filled in",
        _proposes,
        veto=True,
    ),
    Sign(
        "wish",
        "it asks for something new",
        anywhere(
            "feature request",
            "{enhancement|proposal|propose|proposing|proposes|rfc|wishlist|roadmap}",
            f"{{would|could|might}} be {_GOOD} {{if|to|for|when|that|and|feature|addition"
            "|adding|have}",
            f"{_THING} would be {_GOOD}",
            "{would|could|might|will} save {us|me|people|teachers|admins|users|everyone"
            "|everybody|a lot|some|many|time}",
            "{many|other|several|most|all} {people|users|teachers|admins|hubs|sites"
            "|institutions|universities|deployments|of us} {want|wish|need|ask|would}",
            f"{{would|will}} it be {{possible|feasible|ok|acceptable}} to"
            f" {{add|support|have|allow|make|include|provide|extend|expose|get|change"
            f"|implement|offer|show|ship|publish|release|let|introduce|create {_THINGS}}}",
            "{possible|any chance} to get {one|it|a|an|this}",
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
            "{happy|glad|willing|able|like|love} to {contribute|help|implement"
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
            "{doesn't|does not|don't} seem to be {a|any|an} {way|option|options|support"
            "|setting|possibility|mechanism|hook|means}",
            "{there is|there's|there are|has|have} {no|currently no|not any} {way|option"
            "|options|support|setting|possibility|mechanism|hook|means} {to|for|of|in}",
            "currently {not possible|no way|there|we have|you have|users have|impossible}",
            "{i think|i believe|in my opinion|imho|imo} {that|} {it|we|this|that|the|there"
            "|a|you|jupyterhub} {should|would|could|ought|might|needs}",
            "{i think|i believe} {that|} {others|many|everybody|everyone|people|users}",
            "{imho|imo|in my opinion}",
            "{i would|i'd|would} prefer",
            "{convince|persuade} {you|the}",
            "{change|raise|lower|increase|reduce} the default",
            "{someone|somebody|you} should",
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
        points=-3,  # what to do, or what the author wants to do
    ),
    Sign(
        "docs",
        "it tells of a mistake in the documentation",
        anywhere(
            "{link|links} {in|on|at|from} {the|your|this} {docs|documentation|reference"
            "|readme|page|section|guide|tutorial|manual}",
            "{leads|lead|points|goes} to {nothing|nowhere|a dead|a missing}",
            "{typo|typos|misspelling} in {the|your|this} {docs|documentation|readme|section"
            "|guide|page|reference|tutorial|manual|example|message}",
            "page {needs|could use|lacks} {a|an|more|some}",
            "{broken|dead|outdated} {link|links|docs|documentation|example|instructions}",
            "{docs|documentation|readme|guide|reference|tutorial|example} {is|are|seems"
            "|seem"
            "|looks} {wrong|outdated|out of|broken|misleading|incorrect|inconsistent"
            "|still|missing|stale}",
            "{docs|documentation|readme|guide|reference} {should|could|needs|need|ought}",
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
