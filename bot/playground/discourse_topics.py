"""The categories and topics of a stand-in Discourse, and its search."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.clock import Clock

_WORD = re.compile(r"[^\W_]+")
_OPERATOR = re.compile(r"[#@\"]|\w:")


@dataclass(frozen=True, slots=True)
class Category:
    """A category; `parent` is the slug of the one that it is in, if any."""

    id: int
    slug: str
    name: str
    parent: str = ""

    @property
    def path(self) -> str:
        """Its slug, with that of its parent."""
        return f"{self.parent}/{self.slug}" if self.parent else self.slug


CATEGORIES = (
    Category(1, "general", "General"),
    Category(10, "jupyterhub", "JupyterHub"),
    Category(16, "tljh", "The Littlest JupyterHub", "jupyterhub"),
    Category(17, "z2jh", "Zero to JupyterHub on Kubernetes", "jupyterhub"),
    Category(8, "binder", "Binder"),
    Category(9, "help", "Help", "binder"),
)
"""As on the Jupyter community's forum."""


@dataclass(slots=True, kw_only=True)
class StoredTopic:
    """One topic with its first post; `solved` where an answer was accepted."""

    id: int
    title: str
    body: str
    category: Category | None
    created_at: datetime
    tags: tuple[str, ...] = ()
    visible: bool = True
    closed: bool = False
    archived: bool = False
    solved: bool = False
    archetype: str = "regular"

    @property
    def slug(self) -> str:
        """Its title as it stands in its address."""
        return "-".join(_WORD.findall(self.title.lower())) or "topic"


@dataclass(slots=True)
class Topics:
    """All topics, by their ids, in the order in which they were made."""

    clock: Clock
    categories: tuple[Category, ...] = CATEGORIES
    held_back: list[str] = field(default_factory=list)
    """Titles of posts that wait for a moderator."""
    _topics: dict[int, StoredTopic] = field(default_factory=dict)

    def __iter__(self) -> Iterator[StoredTopic]:
        return iter(self._topics.values())

    def __len__(self) -> int:
        return len(self._topics)

    def create(
        self,
        title: str,
        body: str = "",
        *,
        category: Category | None = None,
        tags: tuple[str, ...] = (),
    ) -> StoredTopic:
        """A new topic; what else it is may be set on it."""
        topic = StoredTopic(
            id=1000 + len(self._topics),
            title=title,
            body=body,
            category=category,
            created_at=self.clock.now(),
            tags=tags,
        )
        self._topics[topic.id] = topic
        return topic

    def find(self, number: int) -> StoredTopic:
        """The topic of that id; KeyError where there is none."""
        return self._topics[number]

    def category(self, name: str, number: str = "") -> Category | None:
        """As the new-topic route finds it: by id, else by `parent/child`, name or slug."""
        for one in self.categories:
            names = {one.path} if one.parent else {one.slug, one.name.lower()}
            if str(one.id) == number or (not number and name.lower() in names):
                return one
        return None

    def search(self, query: str) -> list[StoredTopic]:
        """Topics that have every word, newest first; messages are never found.

        The search's own operators are no words: they narrow what is found to nothing
        here, so that nobody's text can be one unnoticed.
        """
        if _OPERATOR.search(query):
            return []
        words = _WORD.findall(query.lower())
        found = [
            topic
            for topic in self
            if topic.archetype == "regular"
            and words
            and all(word in f"{topic.title} {topic.body}".lower() for word in words)
        ]
        return list(reversed(found))
