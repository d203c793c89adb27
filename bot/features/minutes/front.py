"""What a document says of its meeting before anything else."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.markdown import quote_text
from bot.core.meeting_words import render_moment
from bot.core.models import Issue
from bot.core.series import Occurrence, Series


@dataclass(frozen=True, slots=True)
class Front:
    """A meeting's title, when and where it was; plain text and addresses."""

    title: str
    when: str
    issue_url: str
    issue_name: str
    facilitator: str = ""
    video: str = ""
    notes: str = ""

    @property
    def repository_url(self) -> str:
        """The address of the repository, into which `#12` leads."""
        return self.issue_url.rpartition("/issues/")[0]

    def lines(self) -> Iterator[str]:
        """The facts as a list, safe as it stands."""
        yield f"- **Date:** {self.when}"
        yield f"- **GitHub issue:** [{self.issue_name}]({self.issue_url})"
        if self.facilitator:
            yield f"- **Facilitator:** {quote_text(self.facilitator)}"
        if self.video:
            yield f"- **Join:** <{self.video}>"
        if self.notes:
            yield f"- **Notes:** <{self.notes}>"


def front_of(issue: Issue, series: Series, occurrence: Occurrence, note: str) -> Front:
    """What is known of a meeting; `note` is the link to its own note, if it has one."""
    configured = series.notes if series.notes != "hackmd" else None
    return Front(
        title=" ".join(issue.title.split()),
        when=render_moment(occurrence.starts),
        issue_url=issue.html_url,
        issue_name=f"{issue.repository}#{issue.number}",
        facilitator=occurrence.facilitator or "",
        video=series.video or "",
        notes=note or configured or "",
    )
