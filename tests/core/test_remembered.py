"""What is remembered is bounded by all the text that it holds."""

from dataclasses import dataclass

from bot.core.remembered import characters_in, remembered


def test_what_was_asked_once_is_not_worked_out_again():
    calls = []

    @remembered(characters=10_000)
    def shout(text: str) -> str:
        calls.append(text)
        return text.upper()

    assert [shout("a"), shout("a"), shout("b")] == ["A", "A", "B"]
    assert calls == ["a", "b"]


def test_long_questions_with_short_answers_are_forgotten_in_time():
    calls = []

    @remembered(characters=10_000)
    def is_long(text: str) -> str:
        calls.append(text)
        return ""

    for n in range(20):
        is_long(f"{n}" * 2_000)
    calls.clear()
    is_long("0" * 2_000)
    assert calls, "20 questions of 2,000 characters are more than 10,000"


def test_what_is_too_long_to_be_kept_is_answered_all_the_same():
    @remembered(characters=1_000)
    def same(text: str) -> str:
        return text

    assert same("x" * 5_000) == "x" * 5_000


def test_text_is_counted_wherever_it_is():
    @dataclass(frozen=True, slots=True)
    class Part:
        text: str
        more: tuple[str, ...]
        number: int = 1

    assert characters_in(Part("abc", ("de", "f"))) >= 6
    assert characters_in((Part("a" * 1000, ()),)) >= 1000
