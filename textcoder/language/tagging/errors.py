"""What can go wrong with the trained tagger: a leaf of the one error tree."""

from collections.abc import Sequence
from pathlib import Path

from textcoder.errors import RefusedError, listing


class TaggerFilesError(RefusedError):
    """A trained pipeline some of whose files are missing."""

    def __init__(self, folder: Path, missing: Sequence[str]) -> None:
        super().__init__(
            f"The trained pipeline is not whole: {folder} has no {listing(missing)}. Restore the folder from a copy of "
            "textcoder, or remove models/pipeline to work without it."
        )
        self.folder, self.missing = folder, tuple(missing)
