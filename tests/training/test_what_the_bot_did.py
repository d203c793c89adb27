"""What the real bot did about questions, and people about that, as training reads it."""

from bot.settings import load_settings
from bot.training.reading import gather
from tests.stories.asked import BUG, ask, asked, look
from tests.stories.team import NAME


async def test_what_people_said_of_its_guesses_is_understood(clock, tmp_path):
    async with asked(clock, tmp_path) as people:
        guessed = [ask(people, by=f"person-{number}") for number in range(4)]
        ask(people, "It crashes", BUG, by="person-4").add_label("bug", by="manics")
        handed_over = ask(people, by="person-5")
        handed_over.add_label("support", by="manics")
        await look(people)
        assert all(issue.label_names == ["support"] for issue in guessed)
        guessed[1].comment("/support", by="manics")
        guessed[2].comment("/not-support it is a bug", by="person-2")
        guessed[3].remove_label("support", by="manics")
        await look(people)

        settings = load_settings(people.environ(), directory=tmp_path)
        reading = await gather(settings, [NAME], labels=(), told=lambda _doing: None)

    assert dict(reading.counts()) == {
        "labelled as support by this bot alone": 1,
        "labelled as support": 2,
        "corrected: no support": 2,
        "given other labels": 1,
        "written by a bot": 1,  # its meeting
    }
    corrected = [s.issue.number for _, s in reading.lessons if s.weight == 2]
    assert corrected == [guessed[2].number, guessed[3].number]
