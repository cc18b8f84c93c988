"""What a model learnt from, kept beside it as a file: written once, and shared by the models that learnt from the same.

A snapshot holds verbatims. Whoever is forgotten is taken out of it, and then a line in ``forgotten.jsonl`` says so: the
manifest, which holds the hash of the file as it was written, is never changed.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import CannotWriteError
from textcoder.files.atomic import write_in_confidence
from textcoder.files.codings_file import read_codings
from textcoder.learning.artifact import Manifest
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.gathering import row_of, surveys_in
from textcoder.learning.registry import Entry
from textcoder.learning.training import in_training_order

FOLDER: Final = "snapshots"
FORGOTTEN: Final = "forgotten.jsonl"


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """A snapshot that lies beside the models of a codeframe."""

    name: str
    """Relative to the folder of the codeframe's models."""
    sha256: str


def write_snapshot(
    folder_of_versions: Path, coded: Sequence[CodedAnswer], surveys: Mapping[tuple[str, str, str], str]
) -> SnapshotFile:
    """Write what is learnt from beside the models, unless it lies there already.

    Args:
        folder_of_versions: Of the codeframe.
        coded: All that is learnt from.
        surveys: The survey of each coding that came out of a label store, by
            :func:`textcoder.learning.gathering.key_of`.

    Raises:
        CannotWriteError: The operating system refused.
    """
    rows = (row_of(one, surveys) for one in in_training_order(coded))
    data = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
    sha256 = hashlib.sha256(data).hexdigest()
    # By the hash of the file, since the same codings may come out of a label store once, and out of a file once.
    name = f"{FOLDER}/{sha256[:12]}.jsonl"
    if not _is_kept(folder_of_versions / name, sha256):
        put_snapshot(folder_of_versions / name, data)
    return SnapshotFile(name, sha256)


def put_snapshot(path: Path, data: bytes) -> None:
    """Write the file of a snapshot whole or not at all.

    Raises:
        CannotWriteError: The operating system refused.
    """
    write_in_confidence(path, data)


def read_snapshot(where: Entry | Path, manifest: Manifest, codeframe: Codeframe) -> list[CodedAnswer]:
    """Read what a model learnt from, without the answers that have been forgotten since.

    Args:
        where: The model, or its folder.
        manifest: What it says of itself.
        codeframe: That the codings are in; the model's.

    Returns:
        In the order in which it is learnt from.

    Raises:
        SnapshotMissingError: The model is from before snapshots were kept, or the file is gone or another one.
        CodingsError: The codeframe lacks codes that are in it.
    """
    folder = _folder(where)
    name, written = _said(manifest)
    if name is None:
        raise SnapshotMissingError(folder, "it is from before what a model learns from was kept beside it")
    path = folder.parent / name
    there = _sha256_of(path)
    if there is None:
        raise SnapshotMissingError(folder, f"{path} is not there or cannot be read")
    if there != written and there not in _left_by_forgetting(folder.parent, name):
        raise SnapshotMissingError(folder, f"{path} has been changed or cut off since it was written")
    return in_training_order(read_codings(path, codeframe)) if path.stat().st_size else []


def surveys_learnt_from(where: Entry | Path, manifest: Manifest) -> dict[tuple[str, str, str], str]:
    """The survey of each coding of a snapshot that came out of a label store, by question, id and coder.

    Empty where :func:`read_snapshot` raises SnapshotMissingError.
    """
    name, _ = _said(manifest)
    try:
        return surveys_in((_folder(where).parent / name).read_bytes()) if name else {}
    except OSError:
        return {}


def forgotten_rows(where: Entry | Path, manifest: Manifest) -> int:
    """How many codings have been taken out of what a model learnt from, since respondents were forgotten.

    With any of them gone it cannot be trained again to the byte.
    """
    folder = _folder(where)
    name, written = _said(manifest)
    there = _sha256_of(folder.parent / name) if name else None
    if name is None or there is None or there == written:
        return 0
    return _left_by_forgetting(folder.parent, name).get(there, 0)


def is_trusted(folder_of_versions: Path, name: str) -> bool:
    """Whether a snapshot is as a model says that it was written, or as forgetting has left it."""
    there = _sha256_of(folder_of_versions / name)
    return there in _as_written(folder_of_versions, name) or there in _left_by_forgetting(folder_of_versions, name)


def versions_with(folder_of_versions: Path, name: str) -> list[str]:
    """The models that learnt from a snapshot, by version; those that cannot be read are passed over."""
    return [version for version, _ in _users(folder_of_versions, name)]


def _folder(where: Entry | Path) -> Path:
    return where if isinstance(where, Path) else where.folder


def _said(manifest: Manifest) -> tuple[str | None, str | None]:
    """The file that a manifest names, and its hash when it was written; models from before name none."""
    content = manifest.content["snapshot"]
    name, written = content.get("file"), content.get("file_sha256")
    return name if isinstance(name, str) else None, written if isinstance(written, str) else None


def _is_kept(path: Path, sha256: str) -> bool:
    """Whether a snapshot lies there already, which is then as young as one written now: a prune leaves it alone."""
    if _sha256_of(path) != sha256:
        return False
    try:
        os.utime(path)
    except FileNotFoundError:
        return False  # pruned since it was looked at
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err
    return True


def _sha256_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _as_written(folder_of_versions: Path, name: str) -> set[str | None]:
    """What models say that the file hashes to."""
    return {content.get("file_sha256") for _, content in _users(folder_of_versions, name)}


def _users(folder_of_versions: Path, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(folder_of_versions.glob("*/manifest.json")):
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            content = json.loads(path.read_bytes())["snapshot"]
            if content.get("file") == name:
                yield path.parent.name, content


def _left_by_forgetting(folder_of_versions: Path, name: str) -> dict[str | None, int]:
    """What a snapshot hashed to after each time that rows were taken out, and how many had gone by then."""
    try:
        lines = (folder_of_versions / FOLDER / FORGOTTEN).read_bytes().splitlines()
    except OSError:
        return {}
    left: dict[str | None, int] = {}
    gone = 0
    for line in lines:
        with suppress(ValueError, TypeError, KeyError):  # a line that a crash broke off
            content = json.loads(line)
            if content["snapshot"] == name:
                gone += int(content["rows"])
                left[str(content["sha256"])] = gone
    return left
