"""What can go wrong on the way into the label store and out of it: leaves of the one error tree."""

from collections.abc import Sequence
from pathlib import Path

from textcoder.errors import NotFoundError, listing


class QuestionNotFoundError(NotFoundError):
    """No open field of that id in the survey."""

    def __init__(self, question: str, survey: str, known: Sequence[str]) -> None:
        super().__init__(
            f"Survey {survey!r} has no open field {question!r}. It has: {listing(known, limit=40) or 'none'}."
        )
        self.question = question


class LabelStoreNotFoundError(NotFoundError):
    """No label store where one is to be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no label store {path}. It is made by: textcoder import. Or name another with --db.")
        self.path = path


class StoreFolderNotFoundError(NotFoundError):
    """A label store that is to be made in a folder that is not there: its name is mistyped."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no folder {path.parent} for the label store {path}. Name another with --db or TEXTCODER_DB, or "
            "make the folder."
        )
        self.path = path
