"""A trained model as a folder that explains itself, and the checks before it is loaded.

A pickle can run any code when it is loaded, so nothing is unpickled before the manifest is understood, the
versions fit and the file is the one that was written.
"""

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import io
import json
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from textcoder.errors import ArtifactError, CannotWriteError
from textcoder.language.pipeline import PipelineFacts
from textcoder.learning.card import write_card
from textcoder.learning.evaluation import Judged, evaluate
from textcoder.learning.model import CodingModel
from textcoder.learning.training import Trained, snapshot_hash
from textcoder.settings import LanguageSettings

FORMAT = 1
"""Raised whenever an older textcoder could no longer read the folder; the old reader is then kept."""
_MODEL, _MANIFEST, _EVALUATION, _CARD = "model.joblib", "manifest.json", "evaluation.json", "card.md"
_PINNED = ("scikit-learn", "numpy", "scipy", "spacy", "simplemma")
"""Libraries whose release series decides whether a pickle loads and codes alike."""


_NEEDED = (
    "version", "trained_at", "seed", "versions", f"sha256/{_MODEL}", "snapshot/hash", "snapshot/codings",
    "codeframe/id", "codeframe/hash", "codeframe/coding_hash", "codeframe/codes", "settings/language/pipeline",
    "settings/learning/max_error", "pipeline/name", "pipeline/version", "pipeline/components", "pipeline/hash",
    "scores/macro_f1", "scores/exact",
)  # fmt: skip
"""What is read of a manifest, by path."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder says of itself."""

    content: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Version of the model."""
        return str(self.content["version"])

    @property
    def codeframe_id(self) -> str:
        """Id of the codeframe it codes with."""
        return str(self.content["codeframe"]["id"])

    @property
    def language(self) -> LanguageSettings:
        """The language pipeline it was trained on, as settings."""
        return LanguageSettings(**self.content["settings"]["language"])

    @property
    def pipeline(self) -> PipelineFacts:
        """The language pipeline it was trained on, as found then."""
        facts = self.content["pipeline"]
        return PipelineFacts(facts["name"], facts["version"], tuple(facts["components"]), facts["hash"])


def write_artifact(trained: Trained, pipeline: PipelineFacts, folder_of_versions: Path, *, now: dt.datetime) -> Path:
    """Write a model folder whole or not at all, and never over another.

    Returns:
        The folder. If the very same model has been written that day, that one.

    Raises:
        CannotWriteError: The operating system refused.
    """
    pickled = io.BytesIO()
    joblib.dump(trained.model, pickled, compress=3)
    manifest = _manifest(trained, pipeline, pickled.getvalue(), now)
    promise = trained.model.promise(trained.settings.learning.max_error)
    folder = folder_of_versions / str(manifest["version"])
    try:
        folder_of_versions.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder_of_versions))
        try:
            (part / _MODEL).write_bytes(pickled.getvalue())
            (part / _MANIFEST).write_text(_json(manifest), encoding="utf-8")
            (part / _EVALUATION).write_text(_json(_evaluation(trained)), encoding="utf-8")
            (part / _CARD).write_text(write_card(manifest, promise), encoding="utf-8")
            part.chmod(0o755)
            if not folder.exists():
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as err:
        raise CannotWriteError(folder, err.strerror or str(err)) from err
    return folder


def _manifest(trained: Trained, pipeline: PipelineFacts, pickled: bytes, now: dt.datetime) -> dict[str, Any]:
    codeframe, codings = trained.codeframe, trained.coded
    sha256 = hashlib.sha256(pickled).hexdigest()
    return {
        "format": FORMAT,
        "version": f"{now:%Y%m%d}-{sha256[:8]}",
        "trained_at": now.isoformat(timespec="seconds"),
        "versions": {
            "textcoder": importlib.metadata.version("textcoder"),
            "python": platform.python_version(),
        }
        | {name: importlib.metadata.version(name) for name in (*_PINNED, "joblib")},
        "pipeline": dataclasses.asdict(pipeline),
        "encoder": None,
        "codeframe": {
            "id": codeframe.id,
            "version": codeframe.version,
            "hash": codeframe.hash,
            "coding_hash": codeframe.coding_hash,
            "codes": list(codeframe.code_ids),
        },
        "snapshot": {
            "hash": snapshot_hash(codings),
            "codings": len(codings),
            "voices": len({one.answer.writer for one in codings}),
            "varieties": dict(Counter(one.answer.variety or "not said" for one in codings)),
            "coders": dict(Counter(one.coder or "not said" for one in codings)),
            "codes": {code: sum(code in one.code_ids for one in codings) for code in codeframe.code_ids},
        },
        "settings": dataclasses.asdict(trained.settings),
        "seed": trained.settings.learning.seed,
        "thresholds": dict(zip(codeframe.code_ids, trained.model.thresholds.round(6).tolist(), strict=True)),
        "suggest_only": sorted(trained.model.suggest_only),
        "scores": _scores(trained),
        "sha256": {_MODEL: sha256},
    }


def _scores(trained: Trained) -> dict[str, Any]:
    figures = evaluate(trained.judged, trained.codeframe.code_ids)
    return {
        "judged_by": "voices left out",
        "macro_f1": figures.overall.macro_f1.value,
        "micro_f1": figures.overall.micro_f1.value,
        "exact": figures.overall.exact.value,
        "f1": {code.code_id: code.f1.value for code in figures.codes},
    }


def _evaluation(trained: Trained) -> dict[str, Any]:
    return {
        "codes": list(trained.codeframe.code_ids),
        "judged": [dataclasses.asdict(one) for one in trained.judged],
    }


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _has(content: Any, place: str) -> bool:
    for key in place.split("/"):
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return True


def read_manifest(folder: Path) -> Manifest:
    """Read what a model folder says of itself, without loading the model.

    Raises:
        ArtifactError: It is damaged, or of a format this textcoder does not know.
    """
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        found = content["format"]
        if found != FORMAT:
            remedy = "Use the textcoder it was trained with, or train again: textcoder train --codeframe …"
            raise ArtifactError(folder, f"its format is {found} and this textcoder reads {FORMAT}", remedy)
        missing = [place for place in _NEEDED if not _has(content, place)]
    except (OSError, ValueError, TypeError, KeyError) as err:
        raise ArtifactError(folder, "its manifest is missing or damaged", _restore(folder)) from err
    if missing:
        raise ArtifactError(folder, f"its manifest lacks {', '.join(missing)}", _restore(folder))
    return Manifest(content)


def load_model(folder: Path, manifest: Manifest) -> CodingModel:
    """Load the model after everything about it has been checked.

    Raises:
        ArtifactError: The versions do not fit, or the file is not the one that was written.
    """
    for name, series in _series(manifest.content["versions"]).items():
        here = _release_series(importlib.metadata.version(name))
        if series != here:
            remedy = f"Install {name} {series}, or train again: textcoder train --codeframe {manifest.codeframe_id}"
            raise ArtifactError(folder, f"it was trained with {name} {series} and here is {here}", remedy)
    try:
        pickled = (folder / _MODEL).read_bytes()
    except OSError as err:
        raise ArtifactError(folder, f"{_MODEL} cannot be read", _restore(folder)) from err
    if hashlib.sha256(pickled).hexdigest() != manifest.content["sha256"][_MODEL]:
        raise ArtifactError(folder, f"{_MODEL} has been changed or cut off since it was written", _restore(folder))
    model = joblib.load(io.BytesIO(pickled))
    if not isinstance(model, CodingModel) or list(model.code_ids) != manifest.content["codeframe"]["codes"]:
        raise ArtifactError(folder, "it does not hold what its manifest says", _restore(folder))
    return model


def _series(versions: Mapping[str, str]) -> dict[str, str]:
    return {name: _release_series(versions.get(name, "?")) for name in _PINNED}


def _release_series(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _restore(folder: Path) -> str:
    again = f"train again: textcoder train --codeframe {folder.parent.name}"
    return f"Restore the folder from a copy, or delete it and {again}"


def _judged(one: dict[str, Any]) -> Judged:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}
    return Judged(**fields)


def read_judged(folder: Path) -> list[Judged]:
    """Read the codings that the model was measured on.

    Raises:
        ArtifactError: The file is missing or damaged.
    """
    try:
        content = json.loads((folder / _EVALUATION).read_text(encoding="utf-8"))
        return [_judged(one) for one in content["judged"]]
    except (OSError, ValueError, TypeError, KeyError) as err:
        raise ArtifactError(folder, f"{_EVALUATION} is missing or damaged", _restore(folder)) from err
