"""April 2021, as far as March has left something to it."""

from datetime import UTC, datetime

from bot.demo.board import said
from bot.demo.play import Play


async def play_april(play: Play) -> None:
    """Its opening, after which the quarter is over."""
    play.act("April: what is left")
    opening = datetime(2021, 4, 1, 17, tzinfo=UTC)
    await play.wait_until(opening, "A fortnight before the next one")
    issue = play.meeting("April")
    board = play.board
    await play.expect(
        "what March left is there with its count, and the topic that came too late",
        lambda: (
            board(issue).ids() == "A1 A2 A3 A4"
            and "· 4th time · `A2`" in board(issue).text
            and board(issue).text.count("· 2nd time ·") == 2
            and board(issue).topic("A4").startswith("A new home")
        ),
    )
    await play.expect(
        "of what was carried over three times the bot asks whether it is still wanted",
        lambda: "on kubeflow?" in said(issue, "carried"),
    )
    play.show(f"{issue.title}, the agenda", board(issue).text)
