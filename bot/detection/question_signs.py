"""The signs that something is asked for, each with its points for a question."""

from bot.detection.author_signs import IS_UNSURE, OF_THE_AUTHOR, SEEKS_OWN_MISTAKE
from bot.detection.signs import Sign, Told, anywhere, in_text, in_title, title_begins

_HOW = "{how|where}"
_ONE = "{i|we|one|you|others|people|other people|everyone|they}"
_ANYONE = (
    "{someone|somebody|anyone|anybody|you|you please|someone please|anyone please}"
)
_VERBS = (
    "{tell|help|explain|point|give|share|advise|guide|show|suggest|recommend|enlighten"
    "|clarify|provide|post|let me know|assist}"
)
_RIGHT = (
    "{best|right|correct|recommended|proper|preferred|easiest|simplest|usual|suggested"
    "|official|cleanest|intended}"
)
_HINTS = (
    "{help|hint|hints|pointer|pointers|advice|guidance|suggestion|suggestions|tip|tips"
    "|idea|ideas|recommendation|recommendations|clue|thoughts on how}"
)

_begins_how = title_begins(
    f"{_HOW} {{to|do|does|can|could|should|would|is|are}}",
    f"what {{is|are}} the {_RIGHT}",
    f"what's the {_RIGHT}",
    "what {should|do|would} {i|we}",
    "what is the difference between",
    "which",
    f"{_RIGHT} way to",
    "best {practice|practices}",
    "{help|question|questions}",
    "{quick|newbie|beginner|general|usage|simple} question",
    "{need|looking for} {help|advice|guidance|some help}",
)
_title_has_how = in_title(
    "how {to|do i|can i|should i|do we|can we|should we}",
    "{question|help|advice} {about|on|regarding|with|needed|wanted|for|please}",
    "{what|which|where} {do|should|must|can} {i|we}",
)
TITLE_ASKS_HOW = Sign(
    "title-how",
    "its title asks how or where to do something",
    lambda told: _begins_how(told) or _title_has_how(told),
    points=2,  # how-to titles are of bugs or wishes one time in five
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
    points=1,  # wishes are put so, too
)
_asks_what_to_do = in_text(
    f"{_HOW} {{do|does|did|can|could|should|would|might|must|shall}} {_ONE}",
    "how {are|is} {others|people|everyone|everybody|one} *",
    "how {many|much} * {can|could|should|do|does|is|are|would}",
    "where {is|are|does|do} {the|this|that|these|it|my|our}",
    "how {is|are} {this|that|it|one|these} {done|meant to|supposed to|to be}",
    "{what|where|which} to {do|put|set|use|change|write|try|install|add|find|look|start"
    "|begin|choose|enter|run|configure|call}",
    "{what|which|where|when} {do|should|must|can|would|shall} {i|we}",
    "{which|what} * {should|do|must|can|would} {i|we|you}",
    "{which|what} * does",
    f"{{which|what}} * {{is|are|would be}} {_RIGHT}",
    f"{{what|which|what's}} {{is|are|would be|}} {{the|a}} {_RIGHT}",
    "{what is|what's} the way",
    "{what|which} {is|are} the {alternatives|options|steps|difference|trick|syntax}",
    "what does * {*|} mean",
    "{do|must|should|shall} {i|we} {need|have|use|set|put|run|install|change|add|create"
    "|configure|enable|give|write|make|go|really|also|first|just|simply}",
    "{should|can|could|may} i",
    "can we {use|run|keep|install|configure|set|mount|move|migrate|upgrade|connect|go"
    "|reuse|just|simply|directly|safely}",
    "how {must|should|can|could} {*|} * be",
    "is it {enough|ok|okay|safe|sufficient|necessary|required|recommended|better}",
    "{what|which|where|how} {should|do|would|could} {you|others|people|one}",
)
_how_to = in_text("how to")
_how_to_reproduce = in_text("how to {reproduce|trigger|replicate|see it}")


def _asks_how(told: Told) -> bool:
    how_to = _how_to(told) and not _how_to_reproduce(told)
    return how_to or _asks_what_to_do(told)


ASKS_WHAT_TO_DO = Sign(
    "asks-what-to-do",
    "its text asks what to do, or how it is done",
    _asks_how,
    points=2,  # the thing itself, though a bug's way out is asked so, too
)
ASKS_WHETHER = Sign(
    "asks-whether",
    "its text asks whether there is a way",
    in_text(
        "is there {a|an|any|some|another|anything|something|maybe|perhaps|already|anybody"
        "|anyone|someone|somebody}",
        "{is|are} there {any|documentation|docs|examples|instructions|guides|ways}",
        f"is {{this|that|it}} {{the|a}} {_RIGHT}",
        "can {this|that|it} be done",
        "does {this|that|it} {mean|need|require|have to|matter|make sense}",
        "do i understand {this|that|it|} {right|correctly}",
        "what {could|might|can} {be|cause}",
        "is {it|this|that} {possible|allowed|supported|feasible}",
        "{does|has|did|is|do} {anyone|anybody|someone|somebody}",
        "{not sure|not certain|unsure|don't know|do not know|no idea} {if|whether}",
        # as reports of bugs ask, too, to be polite
        "{am i|are we|have i|did i|do i|if i'm|if i am} {missing|miss|missed|overlooking"
        "|overlooked}",
        "{wonder|wondering} {how|if|whether|what|where|which}",
        "{like|love|want|need|curious|interested} to {know|hear|ask|learn} {how|if|whether"
        "|what|where|which|about}",
    ),
    points=2,  # the same, put more carefully
)
ASKS_FOR_HELP = Sign(
    "help",
    "its author asks for help",
    anywhere(
        "{help|guide|point|advise|enlighten|direct|assist} {me|us}",
        f"{{please|kindly}} {_VERBS}",
        f"{{can|could|would|will}} {_ANYONE} {_VERBS}",
        "{need|needs|looking for|would like|want|seeking} {help|some help|advice"
        "|some advice|guidance|some guidance|assistance|pointers|recommendations}",
        "{please|pls|plz|kindly} help",
        "{need|want|appreciate} {your|your kind} {help|advice|support|guidance}",
        "help {needed|wanted|please|is|would|!}",
        "let me know {how|what|which|where}",
        "hope {that|} {someone|somebody|you|anyone|anybody} {can|could|knows|know|has"
        "|have}",
        "{thanks|thank you|thanks a lot|thanks so much|many thanks} {in advance"
        "|for any|for your help|for the help|for help|for your time}",
        "{appreciate|appreciated|grateful|thankful}",
        "{grateful|happy|glad|nice|great|thank you|thankful} {for|if} {a|an|any|some"
        "|someone"
        "|somebody|anyone|anybody}",
        "{have|has|share|give|show|for|see|post} {a|an|the|some|any} {full|working"
        "|complete|minimal|simple|} {example|examples}",
        f"{{any|a|some}} {_HINTS} {{?|on|how|what|where|would|will|is|are|about|for|please"
        "|appreciated|welcome|.|!}",
    ),
    points=2,  # reporters of bugs mostly offer it
)
ASKS_TWICE = Sign(
    "asks-twice",
    "its text has several questions",
    lambda told: len(told.text.places.get("?", ())) > 1,
    points=1,  # who asks twice wants to know
)
SAYS_QUESTION = Sign(
    "question",
    "its author calls it a question",
    anywhere(
        "{a|my|the|this|one|quick|general|basic|simple|newbie|beginner|support|usage|short"
        "|couple of|few|some} {question|questions} {is|are|about|on|regarding|:|.|for"
        "|related|than|concerning|with|but|and|here}",
        "{place|forum|repo|repository} to ask",
        "this {is|isn't|is not} the {right|wrong|correct|best} {place|forum|repo}",
        "{not sure|unsure|not certain} {if|whether} this is the {right|correct|best} place",
    ),
    points=2,  # the author's own word
)

ASKING = frozenset(
    {ASKS_WHAT_TO_DO, ASKS_WHETHER, ASKS_FOR_HELP, SEEKS_OWN_MISTAKE, IS_UNSURE}
)
"""One of them has to be there: a title alone asks nothing."""

FOR = (
    TITLE_ASKS_HOW,
    TITLE_ASKS_WHETHER,
    ASKS_WHAT_TO_DO,
    ASKS_WHETHER,
    SEEKS_OWN_MISTAKE,
    ASKS_FOR_HELP,
    ASKS_TWICE,
    SAYS_QUESTION,
    *OF_THE_AUTHOR,
)
