"""Errors by audience: the author, the to-do list, the operator."""

from datetime import timedelta


class UserError(Exception):
    """Said to the author of a command, once: what is wrong and the right form."""


class RetryLater(Exception):
    """Said to the to-do list: not now; `after` tells how long to wait, if known.

    Waiting that GitHub or HackMD asked for (`patience`) is no failure and uses up no
    attempt.
    """

    def __init__(
        self, why: str, *, after: timedelta | None = None, patience: bool = False
    ) -> None:
        super().__init__(why)
        self.after = after
        self.patience = patience


class InDoubt(RetryLater):
    """Said to the to-do list: nobody knows whether it was made, as no answer came.

    GitHub would make it once more: it has to be looked for, once its lists are up to date.
    """


class Gone(Exception):
    """What the job was about exists no more (404, 410): nothing is left to do."""


class Refused(Exception):
    """GitHub or HackMD refuses for good (403, 422): only a person can mend it.

    The message names the cure; the operator sees it once.
    """


class Unreadable(Refused):
    """Where a text file should be is something else; `why` says what."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} {why}")
        self.why = why
