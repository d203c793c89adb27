"""April 2021, as far as March has left something to it."""

from datetime import UTC, datetime

from bot.demo.board import said
from bot.demo.play import Play
from bot.demo.projects import CHARTS, SPAWNER, TMP


async def play_april(play: Play) -> None:
    """Its opening, with what the last meeting and the pulse leave to be talked about."""
    play.act("April: what is left")
    opening = datetime(2021, 4, 1, 17, tzinfo=UTC)
    await play.wait_until(opening, "A fortnight before the next one")
    issue = play.meeting("April")
    board = play.board
    await play.expect(
        "what March left is there with its count, and the topic that came too late",
        lambda: (
            board(issue).ids().startswith("A1 A2 A3 A4")
            and "· 4th time · `A2`" in board(issue).text
            and board(issue).text.count("· 2nd time ·") == 2
            and board(issue).topic("A4").startswith("A new home")
        ),
    )
    await play.expect(
        "of what was carried over three times the bot asks whether it is still wanted",
        lambda: "on kubeflow?" in said(issue, "carried"),
    )
    await play.expect(
        "what nobody has taken of the pulse is a topic each: who releases it?",
        lambda: (
            [board(issue).topic(topic_id) for topic_id in ("A5", "A6", "A7")]
            == [
                f"Who releases {name}? · nobody yet · 2 min"
                for name in (SPAWNER, TMP, CHARTS)
            ]
        ),
    )
    play.show(f"{issue.title}, the agenda", board(issue).text)
