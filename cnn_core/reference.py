"""Where an idea was first published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication.

    Args:
        authors: family names, the way the paper lists them; "et al." from the fourth on.
        title: the paper's own title, untranslated.
        year: of the first version that anyone could read.
        venue: journal or conference, empty where only the preprint exists.
        arxiv: number without the prefix, empty where there is none.
    """

    authors: str
    title: str
    year: int
    venue: str = ""
    arxiv: str = ""

    @property
    def url(self) -> str:
        """The preprint's page, or an empty string where there is none."""
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""
