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
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from textcoder.errors import ArtifactError, listing
from textcoder.features.encoders import encoder_record
from textcoder.features.reader import AnswerReader
from textcoder.files.atomic import write_folder
from textcoder.language.pipeline import PipelineFacts, pipeline_facts
from textcoder.learning.card import write_cards
from textcoder.learning.evaluation import Judged, evaluate
from textcoder.learning.mending import again, restore, train_again
from textcoder.learning.model import CodingModel
from textcoder.learning.training import Trained, snapshot_hash
from textcoder.settings import LanguageSettings

FORMAT = 3
"""Raised whenever what is pickled changes. Folders of older formats are refused with the command that trains anew; one
of each that was ever written is kept in ``tests/artifacts``."""
_MODEL, _MANIFEST, _EVALUATION = "model.joblib", "manifest.json", "evaluation.json"
_PINNED = ("scikit-learn", "numpy", "scipy", "spacy", "simplemma", "onnxruntime", "tokenizers")
"""Libraries whose release series decides whether a pickle loads and codes alike."""


_NEEDED: dict[str, type | tuple[type, ...]] = {
    "version": str, "trained_at": str, "seed": int, "versions": dict,
    f"sha256/{_MODEL}": str, f"sha256/{_EVALUATION}": str, "snapshot/hash": str, "snapshot/codings": int,
    "snapshot/constructed": int,
    "codeframe/id": str, "codeframe/hash": str, "codeframe/coding_hash": str, "codeframe/codes": list,
    "settings/language/pipeline": str, "settings/learning/max_error": (int, float),
    "pipeline/name": str, "pipeline/version": str, "pipeline/components": list, "pipeline/hash": str,
    "scores/macro_f1": (int, float, type(None)), "scores/exact": (int, float, type(None)),
    "encoder": (dict, type(None)),
}  # fmt: skip
"""What is read of a manifest, by path, and of what type it is."""
_NEEDED_OF_ENCODER: dict[str, type | tuple[type, ...]] = {
    "encoder/name": str, "encoder/hash": str, "encoder/tuned_for": list, "encoder/from_hub": bool,
}  # fmt: skip
"""The same, unless the model has no encoder."""


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
    def train_again(self) -> str:
        """The command that trains such a model anew."""
        return train_again(self.codeframe_id, self.content)

    @property
    def language(self) -> LanguageSettings:
        """The language pipeline it was trained on, as settings."""
        return LanguageSettings(pipeline=self.content["settings"]["language"]["pipeline"])

    @property
    def without_denied(self) -> bool:
        """Whether it was trained on answers without what they deny; models from before that setting were not."""
        place = "settings/features/without_denied"
        return _has(self.content, place, bool) and bool(self.content["settings"]["features"]["without_denied"])

    @property
    def pipeline(self) -> PipelineFacts:
        """The language pipeline it was trained on, as found then."""
        facts = self.content["pipeline"]
        return PipelineFacts(facts["name"], facts["version"], tuple(facts["components"]), facts["hash"])


def write_artifact(
    trained: Trained,
    reader: AnswerReader,
    folder_of_versions: Path,
    *,
    now: dt.datetime,
    snapshot: Mapping[str, Any] | None = None,
) -> Path:
    """Write a model folder whole or not at all, and never over another.

    Args:
        trained: The model and what it is worth.
        reader: The pipeline and the encoder it was trained on.
        folder_of_versions: Where the versions of its codeframe lie.
        now: For the version and the manifest.
        snapshot: Where what it learnt from lies and came from: ``file``, ``file_sha256`` and ``sources``.

    Returns:
        The folder. If the very same model has been written that day, that one.

    Raises:
        CannotWriteError: The operating system refused.
    """
    pickled = io.BytesIO()
    joblib.dump(trained.model, pickled, compress=3)
    evaluation = _json(_evaluation(trained))
    manifest = _manifest(trained, reader, now, {_MODEL: pickled.getvalue(), _EVALUATION: evaluation.encode()})
    # After the version is given: where the codings lay makes no other model of it.
    manifest["snapshot"] |= dict(snapshot or {})
    promise = trained.model.promise(trained.settings.learning.max_error)
    folder = folder_of_versions / str(manifest["version"])
    files = {
        _MODEL: pickled.getvalue(),
        _MANIFEST: _json(manifest).encode(),
        _EVALUATION: evaluation.encode(),
    } | {name: card.encode() for name, card in write_cards(manifest, promise).items()}
    write_folder(folder, files)
    return folder


def _manifest(trained: Trained, reader: AnswerReader, now: dt.datetime, files: Mapping[str, bytes]) -> dict[str, Any]:
    content = _content(trained, reader) | {"sha256": {name: _sha256(data) for name, data in files.items()}}
    # Everything but the time decides the version: other settings or codings are another model, at whatever hour.
    version = f"{now:%Y%m%d}-{_sha256(_json(content).encode())[:8]}"
    return {"format": FORMAT, "version": version, "trained_at": now.isoformat(timespec="seconds")} | content


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(trained: Trained, reader: AnswerReader) -> dict[str, Any]:
    codeframe, codings = trained.codeframe, trained.coded
    return {
        "versions": {
            "textcoder": importlib.metadata.version("textcoder"),
            "python": platform.python_version(),
        }
        | {name: importlib.metadata.version(name) for name in (*_PINNED, "joblib")},
        "pipeline": dataclasses.asdict(pipeline_facts(reader.nlp)),
        "encoder": encoder_record(reader),
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
            "constructed": sum(one.constructed for one in codings),
            "varieties": dict(Counter(one.answer.variety or "not said" for one in codings)),
            "coders": dict(Counter(one.coder or "not said" for one in codings)),
            "codes": {code: sum(code in one.code_ids for one in codings) for code in codeframe.code_ids},
        },
        "settings": dataclasses.asdict(trained.settings),
        "seed": trained.settings.learning.seed,
        "thresholds": dict(zip(codeframe.code_ids, trained.model.thresholds.round(6).tolist(), strict=True)),
        "suggest_only": sorted(trained.model.suggest_only),
        "scores": _scores(trained),
    }


def _scores(trained: Trained) -> dict[str, Any]:
    figures = evaluate(trained.judged, trained.codeframe.code_ids)
    return {
        "judged_by": "voices left out",
        "macro_f1": figures.overall.macro_f1.value,
        "micro_f1": figures.overall.micro_f1.value,
        "exact": figures.overall.exact.value,
        "coded_without_a_human": figures.automation.share.value,
        "wrong_among_them": figures.automation.error.value,
        "f1": {code.code_id: code.f1.value for code in figures.codes},
    }


def _evaluation(trained: Trained) -> dict[str, Any]:
    return {
        "codes": list(trained.codeframe.code_ids),
        "judged": [dataclasses.asdict(one) for one in trained.judged],
    }


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _has(content: Any, place: str, kind: type | tuple[type, ...]) -> bool:
    for key in place.split("/"):
        if not isinstance(content, dict) or key not in content:
            return False
        content = content[key]
    return isinstance(content, kind)


def read_manifest(folder: Path) -> Manifest:
    """Read what a model folder says of itself, without loading the model.

    Raises:
        ArtifactError: It is damaged, or of a format this textcoder does not know.
    """
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        found = content["format"]
        if found != FORMAT:
            problem = f"its format is {found} and this textcoder reads {FORMAT}"
            raise ArtifactError(folder, problem, f"Use the textcoder it was trained with. {again(folder, content)}")
        needed = _NEEDED | (_NEEDED_OF_ENCODER if content.get("encoder") is not None else {})
        missing = [place for place, kind in needed.items() if not _has(content, place, kind)]
    except (OSError, ValueError, TypeError, KeyError) as err:
        raise ArtifactError(folder, "its manifest is missing or damaged", restore(folder)) from err
    if missing:
        raise ArtifactError(folder, f"its manifest lacks a sound {listing(missing, limit=3)}", restore(folder))
    return Manifest(content)


def load_model(folder: Path, manifest: Manifest) -> CodingModel:
    """Load the model after everything about it has been checked.

    Raises:
        ArtifactError: The versions do not fit, or the file is not the one that was written.
    """
    _check_series(folder, manifest.content)
    try:
        pickled = (folder / _MODEL).read_bytes()
    except OSError as err:
        raise ArtifactError(folder, f"{_MODEL} cannot be read", restore(folder)) from err
    if _sha256(pickled) != manifest.content["sha256"][_MODEL]:
        raise ArtifactError(folder, f"{_MODEL} has been changed or cut off since it was written", restore(folder))
    try:
        model = joblib.load(io.BytesIO(pickled))
    except (AttributeError, ImportError, TypeError, ValueError) as err:  # how a class that has changed since fails
        raise ArtifactError(folder, "another version of textcoder wrote it", again(folder, manifest.content)) from err
    if not isinstance(model, CodingModel) or list(model.code_ids) != manifest.content["codeframe"]["codes"]:
        raise ArtifactError(folder, "it does not hold what its manifest says", restore(folder))
    return model


def _check_series(folder: Path, content: Mapping[str, Any]) -> None:
    theirs = {name: _release_series(content["versions"].get(name, "?")) for name in _PINNED}
    ours = {name: _release_series(importlib.metadata.version(name)) for name in _PINNED}
    others = [name for name in _PINNED if theirs[name] != ours[name]]
    if not others:
        return
    differ = listing(f"{name} {theirs[name]} and here is {ours[name]}" for name in others)
    wanted = " ".join(f'"{name}=={theirs[name]}.*"' for name in others)
    remedy = f"To use it as it is: python -m pip install {wanted}. {again(folder, content)}"
    raise ArtifactError(folder, f"it was trained with {differ}", remedy)


def _release_series(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _judged(one: dict[str, Any]) -> Judged:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}
    return Judged(**fields)


def read_judged(folder: Path) -> list[Judged]:
    """Read the codings that the model was measured on.

    Raises:
        ArtifactError: The file is missing or damaged.
    """
    try:
        data = (folder / _EVALUATION).read_bytes()
        if _sha256(data) != read_manifest(folder).content["sha256"][_EVALUATION]:
            problem = f"{_EVALUATION} has been changed or cut off since it was written"
            raise ArtifactError(folder, problem, restore(folder))
        content = json.loads(data)
        return [_judged(one) for one in content["judged"]]
    except (OSError, ValueError, TypeError, KeyError) as err:
        raise ArtifactError(folder, f"{_EVALUATION} is missing or damaged", restore(folder)) from err
