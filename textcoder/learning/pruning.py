"""What of the models can go: what nobody uses, has used or refers to. One call to see, and one to remove.

Kept are the current model, every one that was ever promoted, every one that a coded file refers to, the newest that was
never promoted, and whatever cannot be read.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from textcoder.errors import ArtifactError, EncoderError, ModelNotFoundError
from textcoder.features.encoder import FACTS, stated_hash
from textcoder.features.encoders import plain_folder
from textcoder.features.tuned import newest_tuned, tuned_folders
from textcoder.files.atomic import PARTS
from textcoder.files.home import Home
from textcoder.learning.artifact import read_manifest
from textcoder.learning.errors import PromotionsUnreadableError
from textcoder.learning.promotions import LOG, read_promotions
from textcoder.learning.references import Reference, read_references
from textcoder.learning.registry import Entry, Registry

GONE: Final = ".gone-"
"""What is being removed is called so first: it is gone at once, whatever becomes of the rest."""
MODEL, SNAPSHOT, ENCODER, LEFTOVER = "model", "snapshot", "encoder", "leftover"
_SNAPSHOT = re.compile(r"[0-9a-f]{12}\.jsonl\Z")
_VERSION = re.compile(r"\d{8}-[0-9a-f]{8}\Z")
_YOUNG: Final = dt.timedelta(days=1)
"""A snapshot is written before the model that learns from it: a training may be under way."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that takes up room, and whether it stays."""

    kind: str
    """``model``, ``snapshot``, ``encoder`` or ``leftover``."""
    codeframe_id: str
    name: str
    path: Path
    size: int
    """In bytes."""
    stays: bool
    why: str
    """For people: ``current``, ``promoted once``, ``no coded file refers to it`` …"""


def plan(
    home: Home, codeframe_id: str | None = None, *, now: dt.datetime, at_work: Collection[Path] = ()
) -> list[Item]:
    """What there is, what of it stays, and why. Nothing is changed.

    Args:
        home: Where the models are.
        codeframe_id: Look at this codeframe's alone; None: at all.
        now: What time it is.
        at_work: Folders of models that somebody codes with, and that stay for that.

    Raises:
        ModelNotFoundError: The codeframe has no models.
        PromotionsUnreadableError, ReferencesUnreadableError: A list cannot be read.
    """
    registry = Registry(home.trained)
    entries = defaultdict(list)
    for entry in registry.entries():
        entries[entry.codeframe_id].append(entry)
    if codeframe_id is not None and codeframe_id not in entries:
        raise ModelNotFoundError(codeframe_id, [one.name for of_one in entries.values() for one in of_one])
    wanted = sorted(entries) if codeframe_id is None else [codeframe_id]
    items: list[Item] = []
    for one in wanted:
        items += _of_codeframe(registry.folder(one), entries[one], now, at_work)
    return items + list(_encoders(home, wanted, registry.entries(), items, now))


def _of_codeframe(folder: Path, entries: Sequence[Entry], now: dt.datetime, at_work: Collection[Path]) -> list[Item]:
    models = [
        replace(item, stays=True, why="somebody codes with it") if item.path in at_work else item
        for item in _models(folder, entries)
    ]
    staying = [item.path for item in models if item.stays]
    return [*models, *_strange(folder), *_snapshots(folder, staying, now), *_leftovers(folder, now)]


def _models(folder: Path, entries: Sequence[Entry]) -> Iterator[Item]:
    ever_current = _ever_current(folder)
    referring: dict[str, list[Reference]] = defaultdict(list)
    for reference in read_references(folder):
        referring[reference.version].append(reference)
    trained_at = {entry.version: _trained_at(entry) for entry in entries}
    waiting = [one for one in entries if trained_at[one.version] and one.version not in ever_current]
    newest = max(waiting, key=lambda one: (trained_at[one.version] or "", one.version), default=None)
    for entry in entries:
        why = "never promoted, and no coded file refers to it"
        stays = True
        if entry.is_current:
            why = "current"
        elif trained_at[entry.version] is None:
            why = "cannot be read: to be looked at by hand"
        elif entry.version in ever_current:
            why = "was current once, and can be again"
        elif referring[entry.version]:
            why = _referred(referring[entry.version])
        elif newest is not None and entry.version == newest.version:
            why = "the newest that was never promoted"
        else:
            stays = False
        yield Item(MODEL, entry.codeframe_id, entry.version, entry.folder, _size(entry.folder), stays, why)


def _ever_current(folder: Path) -> frozenset[str]:
    """Versions that were current at any time.

    Raises:
        PromotionsUnreadableError: The list is there and cannot be read.
    """
    try:
        (folder / LOG).open("rb").close()
    except FileNotFoundError:
        return frozenset()
    except OSError as err:
        raise PromotionsUnreadableError(folder / LOG) from err
    made = [one for one in read_promotions(folder) if one.action.changes_current]
    return frozenset(version for one in made for version in (one.before, one.version) if version)


def _trained_at(entry: Entry) -> str | None:
    """When a model was trained, as text that sorts; None where it cannot be read."""
    try:
        return str(read_manifest(entry.folder).content["trained_at"])
    except ArtifactError:
        return None


def _referred(references: Sequence[Reference]) -> str:
    files = [one for one in references if one.file]
    last = files[-1].file if files else ""
    return f"{len(references)} coded file{'' if len(references) == 1 else 's'}{f', the last {last}' if last else ''}"


def _leftovers(folder: Path, now: dt.datetime) -> Iterator[Item]:
    for path in sorted(folder.glob(f"{GONE}*")):
        why = "left by a prune that was broken off"
        yield Item(LEFTOVER, folder.name, path.name, path, _size(path), stays=False, why=why)
    for path in sorted([*folder.glob(PARTS), *folder.glob(f"snapshots/{PARTS}")]):
        if not _is_young(path, now):
            why = "left by a process that was killed as it wrote"
            name = path.relative_to(folder).as_posix()
            yield Item(LEFTOVER, folder.name, name, path, _size(path), stays=False, why=why)


def _is_young(path: Path, now: dt.datetime) -> bool:
    return now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < _YOUNG


def _strange(folder: Path) -> Iterator[Item]:
    """Folders of models without a manifest."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and _VERSION.match(path.name) and not (path / "manifest.json").exists():
            why = "has no manifest.json: to be looked at by hand"
            yield Item(MODEL, folder.name, path.name, path, _size(path), stays=True, why=why)


def _snapshots(folder: Path, staying: Iterable[Path], now: dt.datetime) -> Iterator[Item]:
    """What models have learnt from: it stays as long as one of them does."""
    manifests = [_raw_manifest(path) for path in staying]
    used = {Path(name).name for one in manifests if one is not None and (name := _snapshot_of(one))}
    for path in sorted((folder / "snapshots").glob("*.jsonl")):
        if not _SNAPSHOT.match(path.name):
            continue
        stays, why = True, "a model that stays has learnt from it"
        if path.name not in used:
            if None in manifests:
                why = "a model that cannot be read may have learnt from it"
            elif _is_young(path, now):
                why = "written today: a model may be learning from it"
            else:
                stays, why = False, "no model that stays has learnt from it"
        yield Item(SNAPSHOT, folder.name, path.name, path, _size(path), stays, why)


def _raw_manifest(folder: Path) -> Mapping[str, Any] | None:
    try:
        content = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _snapshot_of(manifest: Mapping[str, Any]) -> str | None:
    snapshot = manifest.get("snapshot")
    name = snapshot.get("file") if isinstance(snapshot, dict) else None
    return name if isinstance(name, str) else None


def _encoders(
    home: Home, codeframes: Sequence[str], entries: Sequence[Entry], items: Sequence[Item], now: dt.datetime
) -> Iterator[Item]:
    """Encoders that were tuned in this home. Where it has a plain one of its own, they may have come with textcoder."""
    if (home.models / "encoder" / FACTS).is_file():
        return
    going = {item.path for item in items if item.kind == MODEL and not item.stays}
    manifests = [_raw_manifest(one.folder) for one in entries if one.folder not in going]
    used = {one["encoder"]["hash"] for one in manifests if one and isinstance(one.get("encoder"), dict)}
    base = plain_folder(home.models)
    for codeframe_id in codeframes:
        folder = home.models / "tuned" / codeframe_id
        yield from _leftovers(folder, now)
        for path in tuned_folders(folder):
            stays, why = True, "a model that stays uses it"
            try:
                if stated_hash(path, base) not in used:
                    stays = None in manifests or path == newest_tuned(folder)
                    why = "the next model may use it" if stays else "no model that stays uses it"
            except (EncoderError, KeyError, TypeError):
                why = "it, or one beside it, cannot be read: to be looked at by hand"
            yield Item(ENCODER, codeframe_id, path.name, path, _size(path), stays, why)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
