"""The codeframes there are: the files of the home, and the versions in the label store."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import CodeframeNotFoundError, TextcoderError
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.home import Home

_Versions = Mapping[int, Codeframe]


@dataclass(frozen=True, slots=True)
class HomeFrames:
    """The codeframes of a home."""

    by_id: Mapping[str, _Versions]
    problems: tuple[str, ...]
    """Files that could not be read."""

    def find(self, codeframe_id: str, version: int | None = None) -> Codeframe | None:
        """A codeframe, in its highest version where none is named; None where the home does not have it."""
        versions = self.by_id.get(codeframe_id, {})
        return versions.get(max(versions, default=0) if version is None else version)

    def get(self, codeframe_id: str) -> Codeframe:
        """A codeframe in its highest version.

        Raises:
            CodeframeNotFoundError: The home does not have it.
        """
        found = self.find(codeframe_id)
        if found is None:
            raise CodeframeNotFoundError(codeframe_id, sorted(self.by_id))
        return found


def frames_of(home: Home) -> HomeFrames:
    """The codeframes under ``labels/``, as they are now. Files that have not changed are not read again."""
    by_id: dict[str, dict[int, Codeframe]] = {}
    problems = []
    for path in sorted(home.root.glob("labels/*/codeframe*.yaml")):
        try:
            stat = path.stat()
            frame = _read(path, stat.st_mtime_ns, stat.st_size)
        except TextcoderError as err:
            problems.append(str(err).replace(f"{home.root}/", ""))
        except OSError:
            continue  # it has gone since it was listed
        else:
            by_id.setdefault(frame.id, {}).setdefault(frame.version, frame)
    return HomeFrames(by_id, tuple(problems))


@lru_cache(maxsize=256)
def _read(path: Path, _changed_at: int, _size: int) -> Codeframe:
    return read_codeframe(path)
