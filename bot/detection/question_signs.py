"""The signs that an author asks how to do something: the rules want several at once."""

from bot.detection.signs import Sign, Told, anywhere, in_text, in_title, title_begins

_WE = "{i|we|one|you}"
_MAY = "{do|can|could|should|would|might|shall}"
_SOMEONE = "{someone|somebody|anyone|anybody|you}"

_begins_how = title_begins(
    "how {to|do|does|can|could|should|would}",
    "what {is|are} the {best|right|correct|recommended|proper|preferred} {way|ways}",
    "what's the {best|right|correct|recommended|proper|preferred} way",
    "what {should|do|would} {i|we}",
    "what is the difference between",
    "where {can|do|does|should|to|is|are}",
    "which",
    "{best|right|correct|recommended|proper} way to",
    "best {practice|practices}",
    "{help|question|questions}",
    "{quick|newbie|beginner|general|usage|simple} question",
    "{need|looking for} {help|advice|guidance|some help}",
)
_title_has_how = in_title(
    "how {to|do i|can i|should i|do we|can we|should we}",
    "{question|help|advice} {about|on|regarding|with|needed|wanted|for|please}",
)
TITLE_ASKS_HOW = Sign(
    "title-how",
    "its title asks how or where to do something",
    lambda told: _begins_how(told) or _title_has_how(told),
    points=2,
)
_begins_whether = title_begins(
    "{is|are|was} {it|there|this|my}",
    "{can|could|should|do|does|will} {i|one|someone|anyone|it|you|jupyterhub|binderhub}",
    "{possible|any way} to",
)


def _is_asked(told: Told) -> bool:
    return told.title.words[-1:] == ("?",) or _begins_whether(told)


TITLE_ASKS_WHETHER = Sign(
    "title-whether",
    "its title is a question",
    lambda told: not TITLE_ASKS_HOW.found(told) and _is_asked(told),
    points=1,
)
BODY_ASKS = Sign(
    "body-asks",
    "its text asks the reader for an answer",
    in_text(
        f"how {_MAY} {_WE}",
        "how {does|do|would|can|should} {this|that|people|others|it}",
        "{know|figure|find|out|explain|understand|see|tell me|advise|wondering|on} how to",
        "how to {do|achieve|set|get|make|configure|go about} {this|that|it}",
        "is there {a|an|any|some} {way|other|good|better|recommended|simple|easy|option"
        "|example|setting|documentation|guide|tutorial|supported|proper|possibility}",
        "are there any {examples|docs|guides|options|recommendations|ways|tutorials}",
        "is it possible {to|for|that|with}",
        "{what|which|what's} {is|are|would be} the {best|right|correct|recommended"
        "|proper|preferred|easiest|simplest}",
        "what's the {best|right|correct|recommended|proper|preferred|easiest}",
        "{what|which|where} {do|should|must|can|would} {i|we}",
        "{which|what} {one|file|option|setting|of these|part|chart|image|version}"
        " {should|do|would|is|are}",
        "where {is|are|does|in} {it|this|that|the}",
        "{do|should|must} {i|we} {need|have|use|set|put|run|install|change|add|create}",
        "{should|can|could|may} i",
        f"{{can|could|would|will}} {_SOMEONE}",
        "{does|has|did} {anyone|anybody|someone|somebody}",
        "{am i|are we} {missing|doing|supposed|right|correct|overlooking}",
        "what {am i|are we|have i|did i}",
        "any {idea|ideas|help|pointers|pointer|suggestions|suggestion|advice|hints|hint"
        "|guidance|tips|recommendations} {?|on|how|what|why|is|are|would|about"
        "|for|please|appreciated|welcome|.|!}",
        "wonder {how|if|whether|what|where|which}",
        "wondering {how|if|whether|what|where|which}",
        "{like|love|want|need|curious|interested} to {know|ask|learn} {how|if|whether"
        "|what|where|which|about}",
        "{don't|do not|didn't|not} know {how|where|what|which|if|whether}",
    ),
    points=2,
)
IS_NEW = Sign(
    "new",
    "its author says that they are new to this",
    anywhere(
        "{i'm|i am|im|we're|we are|am} {new|a newbie|a beginner|a novice|a noob|newbie"
        "|just starting|just learning|just getting|still learning|a complete beginner}",
        "{i'm|i am|we are|we're|am} {very|quite|pretty|fairly|relatively|completely|totally"
        "|rather|a bit|still|also|really|kind of|somewhat} new",
        "{newbie|beginner|noob|novice} {question|here|.|at|with|to|in|and}",
        "just {started|begun} {with|using|to|out|learning|working|exploring}",
        "first time {i|using|setting|deploying|installing|doing|user|working|with|trying}",
        "not {very|that|too|so|really|super|overly} {familiar|experienced|good with}",
        "{not|no} {familiar with|an expert|expert|experience with|a sysadmin"
        "|a system administrator|a developer|a devops}",
        "never {used|set|done|deployed|worked|installed|configured}",
        "{little|limited|no} {experience|knowledge}",
        "{sorry|apologies|excuse me} {if|for} {this is a|the|a|my|being a} {stupid|dumb"
        "|basic|silly|naive|noob|newbie|simple|obvious}",
    ),
    points=2,
)
ASKS_FOR_HELP = Sign(
    "help",
    "its author asks for help",
    anywhere(
        "{help|guide|point|advise|enlighten|direct|assist} {me|us}",
        "{please|kindly} {help|advise|guide|assist|suggest}",
        "{need|needs|looking for|would like|want|seeking} {help|some help|advice"
        "|some advice|guidance|some guidance|assistance|pointers|recommendations}",
        "{thanks|thank you|thanks a lot|thanks so much|many thanks} {in advance"
        "|for any|for your help|for the help|for help|for your time}",
        "{appreciate|appreciated|grateful}",
        "any {help|pointers|pointer|advice|suggestions|suggestion|hints|hint|guidance"
        "|tips|recommendations|ideas|idea}",
    ),
    points=1,
)
IS_UNSURE = Sign(
    "unsure",
    "its author is not sure, or does not find out how",
    anywhere(
        "{wondering|wonder|confused|stuck|struggling|unsure|lost}",
        "not {sure|certain|clear} {how|if|what|whether|which|where|about|to me|i|that}",
        "{don't|do not|didn't|can't|cannot|couldn't|could not|not able to|unable to}"
        " {understand|figure|work out|see how|get my head|find out|know how|know where"
        "|know what|know which|know if|know whether|quite understand|really understand}",
        "{am i|are we} {missing|doing|overlooking|misunderstanding|right}",
        "{have|did|do} i {miss|missed|misunderstood|misunderstand|misconfigure}",
        "{i|we} {have missed|missed|am missing|are missing|have overlooked|overlooked}",
        "what {am i|are we|have i|did i} {doing|missing|do|done|missed}",
        "{no|any} idea {how|what|where|which}",
    ),
    points=1,
)
HAS_SEARCHED = Sign(
    "searched",
    "its author has looked for the answer elsewhere",
    in_text(
        "{read|searched|looked|checked|followed|went|gone|googled|browsed|skimmed|tried}"
        " {the docs|the documentation|through the|at the docs|in the docs|the guide"
        "|the readme|around|the forum|online|everywhere|at the documentation"
        "|in the documentation|the tutorial|the instructions|the manual|for hours}",
        "{couldn't|could not|can't|cannot|didn't|did not|unable to|not able to|don't|do not"
        "|haven't|have not} {find|found|see} {any|anything|a|an|it|how|out|where|this|that"
        "|the answer|much|information|documentation|examples}",
        "{found|find} {nothing|no information|no documentation|no example|no examples"
        "|no answer|only}",
    ),
    points=1,
)
HAS_AN_AIM = Sign(
    "aim",
    "its author tells what they want to do with their own installation",
    in_text(
        "{i|we} {want|need|would like|wish|hope|intend|plan|am trying|are trying|have been"
        " trying|was trying|were trying|try|tried|wanted|have to|prefer} to",
        "{i'd like|we'd like|i want|we want|i need|i would like|we would like} {to|my|our"
        "|it|them|all|every|each|everybody|everyone|only|users|students|people}",
        "{i'm|we're|i've been|we've been} {trying|attempting|looking|planning|hoping} to",
        "{my|our} {goal|aim|plan|requirement} is",
        "{my|our} {students|class|course|hub|university|school|lab|users|department"
        "|deployment|installation|cluster|team|company|own server|setup|workshop|group}",
        "{i|we} {have|run|installed|deployed|use|am using|are using|am running"
        "|are running|set up|manage|host} {a|an|the|jupyterhub|binderhub|tljh|our|my}",
    ),
    points=1,
)
SAYS_QUESTION = Sign(
    "question",
    "its author calls it a question",
    in_text(
        "{a|my|the|this|one|quick|general|basic|simple|newbie|beginner|support|usage|short"
        "|couple of|few|some} {question|questions} {is|are|about|on|regarding|:|.|for"
        "|related|than|concerning|with|but|and|here}",
        "{place|forum|repo|repository} to ask",
        "{not sure|unsure|not certain} {if|whether} this is the {right|correct|best} place",
    ),
    points=2,
)

FOR = (
    TITLE_ASKS_HOW,
    TITLE_ASKS_WHETHER,
    BODY_ASKS,
    IS_NEW,
    ASKS_FOR_HELP,
    IS_UNSURE,
    HAS_SEARCHED,
    HAS_AN_AIM,
    SAYS_QUESTION,
)
