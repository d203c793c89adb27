"""The first quarter of 2021, retold: three meetings, a pulse, and what happens to them."""

from bot.demo.april import play_april
from bot.demo.february import play_february
from bot.demo.january import play_january
from bot.demo.march import play_march
from bot.demo.play import Play
from bot.demo.pulse import play_pulse, play_releases
from bot.demo.questions import play_questions


async def play_quarter(play: Play) -> None:
    """January, February and March, in order, and the first week of April.

    Between the first two nobody meets, and so people ask; in the last one the projects
    are released that wait for it.
    """
    await play_january(play)
    await play_questions(play)
    await play_february(play)
    await play_march(play)
    await play_pulse(play)
    await play_april(play)
    await play_releases(play)
