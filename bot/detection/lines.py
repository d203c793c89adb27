"""What kind of line a line is: words of a person, or something pasted.

Lines come without blanks at their end. Of each the patterns see the first 300 characters
only, so that no line, whatever it holds, costs more than a short one.
"""

import re

FENCE = re.compile(r"[ \t]*(?:[-*+>][ \t]+)?(`{3,}(?=[^`]*$)|~{3,})")
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
BOLD_LINE = re.compile(r"[ \t]*(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)[ \t]*:?[ \t]*$")
LIST_ENTRY = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])(?=[ \t]|$)")
NUMBERED = re.compile(r" {0,3}\d{1,3}[.)][ \t]")
CHECKBOX = re.compile(r"[ \t]*[-*+][ \t]+\[[ xX]?\]")
RULE = re.compile(
    r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)$"
)

ERROR = re.compile(
    r"""[ \t]*(?:
      Traceback\ \(most\ recent | [\w.]{0,80}(?:Error|Exception|Warning)\b\s*(?::|$|\()
    | (?:fatal|panic|Caused\ by|Uncaught|Segmentation\ fault)\b
    | (?i:error)\b(?::|\ response\b|\ \d)
    | File\ "[^"]{1,300}",\ line\ \d
    | at\ [\w.$<>/]{1,200}[ ]?\([^)]{0,200}:\d
    )""",
    re.VERBOSE,
)
"""A line of a traceback, or an error as programs print it."""

_TRACEBACK = re.compile(
    r"""[ \t]*(?:
      Traceback\ \(most\ recent
    | File\ "[^"]{1,300}",\ line\ \d
    | at\ [\w.$<>/]{1,200}[ ]?\([^)]{0,200}:\d
    )""",
    re.VERBOSE,
)
"""A line of a traceback, other than the error that it ends in."""

LOG = re.compile(
    r"""[ \t]*(?:
      \[?[DIWEC]\ ?\d{4}[-\ ]?\d\d            # [I 2021-03-04, I0304 of klog
    | \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d  # 2021-03-04 10:00
    | \[?\d{1,2}:\d\d:\d\d
    | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\ {1,2}\d{1,2}\ \d\d:\d\d
    | \d{1,3}(?:\.\d{1,3}){3}\ -
    | \[?(?:INFO|DEBUG|WARN|WARNING|ERROR|CRITICAL|FATAL|TRACE)\b
    | (?:Normal|Warning)\ +[A-Z][A-Za-z]+\ +    # kubectl describe
    | [$%>]\ \S | >>>\ | \#\ ?(?:apt|pip|conda|kubectl|helm|docker|sudo)\b
    | (?:sudo|kubectl|helm|pip3?|conda|docker|curl|systemctl|npm|git)
      (?:\ [\w./:-]+){0,3}\ (?:--?\w|[\w.-]*/)
    | kubectl\ (?:get|logs|describe|apply|exec|delete)\b
    )""",
    re.VERBOSE,
)
"""A line of a log, of a terminal, or of Kubernetes' events."""

_SETTING = re.compile(
    r"""[ \t]*(?:
      [-\ ]*[A-Za-z_][\w.-]{0,60}:(?:\ *$|\ +(?:["'{\[|>&\d-]|[\w./:-]+\s*$))  # YAML
    | [A-Za-z_][\w.\[\]"']{0,80}\ ?[-+]?=\ ?\S                              # c.A.b = 1
    | (?:import|from)\ [\w.]+(?:\ import\b|\ *$) | (?:def|class)\ \w+\s*[(:] | @\w+\s*$
    | [A-Z][A-Z_]+=\S
    | </?[A-Za-z][^>]{0,200}>\s*$
    )""",
    re.VERBOSE,
)
_CONFIGURATION = re.compile(
    r"""[ \t]*(?:
      [-\ ]*[A-Za-z_][\w.-]{0,60}:(?:\ *$|\ +[\w"'{\[|>&./<-])    # YAML
    | c\.[A-Za-z]\w{0,60}\.\w{1,60}\ ?\+?=                        # c.A.b = 1
    | (?:server|location|listen|upstream|server_name|proxy_\w+|Proxy\w+|Rewrite\w+)\ \S
    )""",
    re.VERBOSE,
)
_VERSION = re.compile(
    r"""[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?
    (?:(?:os|operating\ system|versions?|browser|platform|python|chart|kubernetes|k8s|helm
         |docker|environment|full\ environment|configuration|logs|distribution|cloud
         |provider|jupyterhub|jupyterlab|notebook|node)
       (?:\ ?version|\(s\)|\ \(?[\w\ ]{0,20}\)?)?
    |[\w/() .-]{1,30}version[\w()]{0,4})(?:\*\*)?\ ?[:=][^?]{0,60}$""",
    re.VERBOSE | re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"""[ \t]*(?:
      _no\ response_ | \*no\ response\*
    | a\ clear\ and\ concise\ description\ of | (?:ex\.|for\ example,)\ i'm\ always\ frustr
    | add\ any\ other\ context\ (?:or|about) | if\ applicable,\ add\ screenshots
    | steps\ to\ reproduce\ the\ behaviou?r:$
    | thank(?:s|\ you)\ for\ (?:contributing|taking\ the\ time|filing|reporting)
    | (?:describe|tell\ us|please\ (?:describe|fill|tell|provide|include|search|check))\b.*
      (?:below|here|issue|bug|problem)[.:]?$
    | n/?a\.?$ | none\.?$
    )""",
    re.VERBOSE | re.IGNORECASE,
)


_TABLE = re.compile(r"[ \t]*\|")
_PASTED = (LOG, _SETTING, _VERSION, CHECKBOX, RULE, _TEMPLATE, _TABLE)
_SEEN = 300


def is_error(line: str) -> bool:
    """Whether a program printed it because something went wrong."""
    return ERROR.match(line[:_SEEN]) is not None


def is_traceback(line: str) -> bool:
    """Whether it is of a traceback, other than the error that it ends in."""
    return _TRACEBACK.match(line[:_SEEN]) is not None


def is_setting(line: str) -> bool:
    """Whether it is of a configuration: YAML, of traitlets, of nginx or Apache.

    To be asked of code: lists of versions look like YAML, too.
    """
    return _CONFIGURATION.match(line[:_SEEN]) is not None


def is_pasted(line: str) -> bool:
    """Whether it comes from a log, a terminal, a configuration, a table or a template."""
    seen = line[:_SEEN]
    if any(kind.match(seen) for kind in _PASTED) or seen.count("|") > 2:
        return True
    dense = seen.strip()
    if len(dense) < 20:
        return not any(char.isalpha() for char in dense)
    said = sum(char.isalpha() or char in " ,.'’?!*_~`\"()-" for char in dense)
    if said < 0.75 * len(dense):
        return True  # signs and figures, nothing that people say
    return dense.isascii() and len(dense) > 60 * (dense.count(" ") + 1)
