"""The deliveries on their bad way: some never come, some twice, some much later."""

import random
from collections import Counter

from bot.playground import Playground
from bot.playground.deliveries import Attempt, Delivery

ANSWERS = {202, 503}
"""To a delivery: taken, or try again; where there is any answer at all."""


class Post:
    """Brings deliveries; well, once it `is_bad` no more."""

    def __init__(self, github: Playground, seed: int, figures: Counter[str]) -> None:
        self._github = github
        self._dice = random.Random(f"post {seed}")
        self._figures = figures
        self._late: list[Delivery] = []
        self.is_bad = True

    async def bring(self) -> None:
        """Bring what there is now, in some order."""
        dice, pending = self._dice, self._github.pending
        batch: list[Delivery] = []
        for delivery in [*pending, *self._late] if self.is_bad else pending:
            fate = dice.random() if self.is_bad else 1
            if fate < 0.15:
                self._figures["lost"] += 1
            elif fate < 0.3:
                self._figures["doubled"] += 1
                batch += [delivery, delivery]
            else:
                batch.append(delivery)
        pending.clear()
        self._late.clear()
        if self.is_bad:
            dice.shuffle(batch)
            held = dice.randrange(len(batch) + 1) if dice.random() < 0.3 else 0
            self._late, batch = batch[:held], batch[held:]
            self._figures["delayed"] += held
        for delivery in batch:
            attempt = await self.send(delivery)
            self._figures["deliveries"] += 1
            if not attempt.response_headers:
                self._figures["unanswered"] += 1
            elif attempt.status_code in ANSWERS:
                self._figures[f"answered {attempt.status_code}"] += 1
            else:
                raise AssertionError(f"a delivery was answered {attempt}")

    async def send(self, delivery: Delivery) -> Attempt:
        """Bring one to where deliveries go."""
        return await self._github.outbox.send(delivery)
