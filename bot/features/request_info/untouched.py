"""Whether an answer is what its form held before the author began.

    - type: textarea
      attributes: {label: Who you are, value: "Name: \nInstitution: "}

White space and markup are no difference, but a tick is one. Who has deleted a part of it
has touched it.
"""

from collections.abc import Iterable

from bot.core.models import File
from bot.features.request_info.form_files import is_form, parse_form
from bot.features.request_info.reading import heading_key
from bot.features.request_info.unfilled import lines_of


def is_untouched(
    answer: str, key: str, templates: Iterable[File], labels: frozenset[str]
) -> bool:
    """Whether a form that puts on one of these labels, in lower case, held it there."""
    words = list(lines_of(answer))
    forms = (parse_form(file.text) for file in templates if is_form(file))
    return any(
        words == list(lines_of(question.value))
        for form in forms
        if not labels.isdisjoint(form.labels)
        for question in form.questions
        if heading_key(question.label) == key
    )
