"""How our trained components are kept on disk, beside spaCy's own."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self


class Kept(ABC):
    """A component whose whole knowledge is one table in one file, without pickles."""

    _FILE = "table.msgpack"

    @abstractmethod
    def stored(self) -> bytes:
        """The table, as stored."""

    @abstractmethod
    def restore(self, data: bytes) -> None:
        """Take a stored table into use."""

    def to_bytes(self, **kwargs: object) -> bytes:
        """As spaCy asks of a component."""
        del kwargs
        return self.stored()

    def from_bytes(self, data: bytes, **kwargs: object) -> Self:
        """As spaCy asks of a component."""
        del kwargs
        self.restore(data)
        return self

    def to_disk(self, path: Path | str, **kwargs: object) -> None:
        """As spaCy asks of a component."""
        del kwargs
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self._FILE).write_bytes(self.stored())

    def from_disk(self, path: Path | str, **kwargs: object) -> Self:
        """As spaCy asks of a component."""
        del kwargs
        self.restore((Path(path) / self._FILE).read_bytes())
        return self
