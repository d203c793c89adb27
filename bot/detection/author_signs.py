"""The signs in what authors tell of themselves, each with its points for a question."""

from bot.detection.signs import Sign, anywhere, in_text

SEEKS_OWN_MISTAKE = Sign(
    "own-mistake",
    "its author looks for a mistake of their own",
    anywhere(
        "what {am i|are we|have i|did i|could i|might i} {doing|missing|done|do|miss|missed"
        "|be missing|be doing|overlooking|overlook|overlooked|forget|forgotten|get wrong}",
        "{am i|are we|have i|did i|do i} {doing|misunderstanding|misunderstand"
        "|misunderstood|forget|forgotten|misconfigured|do something wrong"
        "|done something wrong|using it wrong|do anything wrong|make a mistake}",
        "{i|we} {probably|maybe|clearly|obviously|must|may|might|must have|may have"
        "|might have|have|am|am probably|} {misunderstood|misunderstand|misconfigured"
        "|be missing|overlooked|forgot to|doing it wrong|did something wrong|done something"
        " wrong|doing something wrong|made a mistake|did wrong|am doing wrong"
        "|be doing something wrong}",
        "{i'm|probably|maybe|likely|am just|i'm just} {doing something wrong|doing it wrong"
        "|doing wrong}",
        "{something|mistake|misconfiguration|error|problem|issue} on {my|our} {side|end"
        "|part}",
        "what {i|we} {did|do|am doing|are doing} wrong",
        "my {mistake|fault|own mistake|own fault|bad}",
        "{wrong|incorrect|mistake} {in|with|on} {my|our|the way i|what i}",
        "{my|our} * {*|} {is|must be|may be|might be|could be} {wrong|incorrect|not right"
        "|not correct}",
        "{which|what} * {is|are} wrong",
        "{what|what's|whats} {is|} wrong {?|with my|with our}",
        "is {my|our|this|the} {*|} {*|} {correct|right|wrong|okay|ok} ?",
        "{it's|it is|this is|that's} {probably|likely|surely|certainly|just|maybe} {my|our"
        "|me|us|something i|something on my}",
    ),
    points=4,  # who knows of a bug does not look for it at home
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
        "not a * {person|expert|developer|admin|guy|specialist}",
        "{i'm|i am|im} {a|an|only a|just a|only|just} {student|teacher|researcher|professor"
        "|lecturer|phd student|scientist}",
        "{first|very first} {install|installation|deployment|attempt|steps|contact}",
        "never {used|set|done|deployed|worked|installed|configured}",
        "{little|limited|no} {experience|knowledge}",
        "{sorry|apologies|excuse me|forgive me} {if|for} {this is a|the|a|my|being a"
        "|this is|it is} {stupid|dumb|basic|silly|naive|noob|newbie|simple|obvious}",
    ),
    points=1,  # newcomers find bugs, too
)
IS_UNSURE = Sign(
    "unsure",
    "its author is not sure, or does not find out how",
    anywhere(
        "{i'm|i am|am|we're|we are|bit|little|got|getting|and|completely|totally} {confused"
        "|stuck|lost|struggling|unsure}",
        "{confusing|unclear} {to|for} {me|us}",
        "not {sure|certain|clear} {how|what|which|where|about|to me|i}",
        "{don't|do not|didn't|not|doesn't} know {how|where|what|which}",
        "unsure {how|what|which|where|about}",
        "{don't|do not|didn't|can't|cannot|couldn't|could not|not able to|unable to}"
        " {understand|get how|get what|figure|work out|see how|get my head|find out"
        "|quite understand|really understand|manage to|get it to|get this to|make it work}",
        "{i|we} {think|assume|guess|believe|suppose|suspect} {that|} {i|we|i'm"
        "|we're} {have to|need|supposed|must|should|misunderstood|did|am|can}",
        "{don't|do not|can't|cannot|not} {achieve|manage|succeed|get it|solve it"
        "|solve this}",
        "been stuck",
        "struggling {with|to}",
        "{no|any} {idea|clue} {how|what|where|which|why|about|.}",
        "at a loss",
        "out of ideas",
    ),
    points=3,  # reports of bugs hardly say that
)
HAS_SEARCHED = Sign(
    "searched",
    "its author has looked for the answer, or tried in vain",
    in_text(
        "{read|searched|looked|checked|followed|following|follow|went|gone|googled|browsed"
        "|skimmed|tried|reading} {the docs|the documentation|through the|at the docs"
        "|in the docs|the guide|the readme|around|the forum|online|everywhere"
        "|at the documentation|in the documentation|the tutorial|the instructions"
        "|the manual|the steps|for hours|this guide|this tutorial|the page|the part"
        "|the section}",
        "{couldn't|could not|can't|cannot|didn't|did not|unable to|not able to|don't|do not"
        "|haven't|have not} {find|found|see} {any|anything|a|an|it|how|out|where|this|that"
        "|the answer|much|information|documentation|examples}",
        "{without|no} {success|luck|effect|avail}",
        "{nothing|none} {works|worked|helps|helped|of them|of these|of this}",
        "{didn't|did not|doesn't|does not|not} help",
        "{for|since|spent|took me|lost|wasted} {hours|days|two days|a day|the whole day"
        "|all day|several hours|several days|two hours|three days|three hours|weeks"
        "|a week}",
        "{found|find} {nothing|no information|no documentation|no example|no examples"
        "|no answer|only}",
    ),
    points=1,  # careful reporters do so, too
)
HAS_AN_AIM = Sign(
    "aim",
    "its author tells what they want to do",
    anywhere(
        "{i|we} {want|need|would like|wish|hope|intend|plan|am trying|are trying|have been"
        " trying|was trying|were trying|try|tried|wanted|prefer} to",
        "{i'd like|we'd like|i want|we want|i need|i would like|we would like} {to|my|our"
        "|a|an|another|two|it|them|all|every|each|everybody|everyone|only|users|students"
        "|people|that}",
        "{i'm|we're|i've been|we've been} {trying|attempting|looking|planning|hoping} to",
        "{i|we|i've|we've|i have|we have|i also|i even} tried",
        "trying to",
        "{my|our} {goal|aim|plan|requirement} is",
    ),
    points=1,  # bugs and missing things stand in the way of one, too
)
OWN_INSTALLATION = Sign(
    "own-installation",
    "its author speaks of what is their own",
    in_text(
        "{my|our}",
        "{i|we} {have|run|installed|install|deployed|use|am using|are using|am running"
        "|are running|set up|manage|host|enabled|configured|set|defined|copied} {a|an|the"
        "|jupyterhub|binderhub|tljh|code|z2jh|it|this}",
        "{i'm|we're|i am|we are} {using|running|on|hosting|deploying|setting up}",
    ),
    points=1,  # everybody has one, but not everybody speaks of it
)
SHOWS_SETTINGS = Sign(
    "settings",
    "it shows settings",
    lambda told: told.prose.shows_settings,
    points=3,  # whoever reports a bug shows what the software did
)

OF_THE_AUTHOR = (
    IS_NEW,
    IS_UNSURE,
    HAS_SEARCHED,
    HAS_AN_AIM,
    OWN_INSTALLATION,
    SHOWS_SETTINGS,
)
