"""Answers: what people wrote, and to which question."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One open answer."""

    id: str
    """The respondent's or the row's id, always text: leading zeros are part of it."""
    text: str
    """The verbatim, as it was delivered."""
    question: str = ""
    """Id of the question it answers; empty where there is only one."""
    voice: str = ""
    """Who wrote it: the respondent, or the author of a constructed answer. Splits never cut through a
    voice, since one person's answers share their wording and would flatter every score."""
    variety: str = ""
    """``nb``, ``nn`` or ``dialect`` where somebody has said so; empty otherwise."""

    @property
    def writer(self) -> str:
        """The voice, or the answer's own id where no voice is known."""
        return self.voice or self.id
