"""The first quarter of 2021, retold: three meetings and all that can happen to them."""

from bot.demo.april import play_april
from bot.demo.february import play_february
from bot.demo.january import play_january
from bot.demo.march import play_march
from bot.demo.play import Play
from bot.demo.questions import play_questions


async def play_quarter(play: Play) -> None:
    """January, February and March, in order, and the first day of April.

    Between the first two nobody meets, and so people ask.
    """
    await play_january(play)
    await play_questions(play)
    await play_february(play)
    await play_march(play)
    await play_april(play)
