"""Two replies, where there should be one: that does not stay so."""

from tests.features.support.issue import BOT, CONFIG, Asked


class TestTwoReplies:
    """Of two processes, neither of which saw what the other was writing."""

    def test_become_the_one_that_was_there_first(self):
        issue = Asked().label()
        issue.settle()
        first = issue.replies[0]
        issue.say(first.body, BOT)
        assert issue.settle() == ["delete_comment"]
        assert issue.replies == [first]

    def test_become_one_whatever_is_told(self):
        issue = Asked(config=CONFIG.model_copy(update={"lock": True})).label()
        issue.settle()
        issue.say(issue.replies[0].body, BOT)
        issue.unlabel()
        assert "delete_comment" in issue.settle()
        assert (len(issue.replies), issue.told, issue.state) == (1, "undone", "open")
